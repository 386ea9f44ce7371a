"""The demo's complaints are where they are by true histories, whenever they are made."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import (
    Agency,
    Approver,
    Article,
    Assignment,
    Attachment,
    CalendarDay,
    CaseExtension,
    CaseFile,
    CaseNote,
    Chase,
    Comment,
    Complaint,
    ContractorLink,
    DutyShift,
    Event,
    OutboxMessage,
    PartyOpinion,
    Question,
    ReplyText,
    Room,
    RoutingRule,
    SealedComplaint,
    Staff,
)
from moderation.cli import demo, demo_casework, demo_complaints
from moderation.cli.complaints import intake_rules
from moderation.domain import case_states, complaint_states
from moderation.domain.case_states import (
    AssignmentAction,
    AssignmentState,
    CaseAction,
    CaseState,
    NoteAudience,
    Outcome,
)
from moderation.domain.comment_states import CommentState
from moderation.domain.complaint_states import ComplaintAction, ComplaintState
from tests import factories
from tests.conftest import NOW

MOMENTS = {
    "as the office opens": datetime(2026, 11, 23, 1, 1, tzinfo=UTC),
    "on a Saturday night": datetime(2026, 11, 21, 15, 30, tzinfo=UTC),
    "on a day off": datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
    "after New Year": datetime(2027, 1, 4, 10, 45, tzinfo=UTC),
}
ACTIONS = {
    "complaint": (ComplaintAction, complaint_states.move),
    "case": (CaseAction, case_states.move_case),
    "assignment": (AssignmentAction, case_states.move_assignment),
}
ALL = demo_complaints.pool_size() + demo_casework.size()
SUBJECTS = {"complaint": Complaint, "case": CaseFile, "assignment": Assignment}


@pytest.fixture
def run(app, session):
    def invoke(*words, few=("--articles", "1", "--comments", "8")):
        """`few`: what is no complaint is not looked at here."""
        return app.test_cli_runner().invoke(args=["demo", "seed", *few, *map(str, words)])

    return invoke


@pytest.fixture
def at(app, monkeypatch):
    """Let the app's clock stand at a moment."""

    def stand(moment):
        tools = replace(app.extensions["toolbox"], clock=lambda: moment)
        monkeypatch.setitem(app.extensions, "toolbox", tools)

    return stand


def histories(session) -> dict[tuple[str, int], list[Event]]:
    """Events by subject, in the order they were written."""
    found: dict[tuple[str, int], list[Event]] = {}
    wanted = select(Event).where(Event.subject.in_(SUBJECTS)).order_by(Event.id)
    for event in session.scalars(wanted):
        found.setdefault((event.subject, event.subject_id), []).append(event)
    return found


def retold(subject: str, events: list[Event]) -> str | None:
    """The state the tables lead to; each step begins where the one before it ended."""
    kinds, move = ACTIONS[subject]
    state = None
    for event in events:
        if event.new_state is None or event.action == "extend":  # more time moves no state
            continue
        assert event.old_state == state, (subject, event.subject_id, event.action)
        if state is not None:
            states = type(next(iter(move_table(subject)[kinds(event.action)])))
            assert move(states(state), kinds(event.action)) == event.new_state
        state = event.new_state
    return state


def move_table(subject: str):
    return {
        "complaint": complaint_states.TRANSITIONS,
        "case": case_states.CASE_TRANSITIONS,
        "assignment": case_states.ASSIGNMENT_TRANSITIONS,
    }[subject]


def test_every_state_occurs(run, session):
    result = run(few=())

    assert result.exit_code == 0, result.output
    assert result.output == "added 6 articles, 68 comments and 50 complaints\n"
    assert session.query(Complaint).count() == 50
    assert {made.state for made in session.query(Complaint)} == set(ComplaintState)
    assert {made.state for made in session.query(CaseFile)} == set(CaseState)
    assert {made.state for made in session.query(Assignment)} == set(AssignmentState)


@pytest.mark.parametrize("wanted", [40, 130])
def test_every_history_leads_to_its_state_by_the_tables(run, session, wanted):
    run("--complaints", wanted)

    told = histories(session)
    rows = {(name, row.id): row for name, model in SUBJECTS.items() for row in session.query(model)}
    assert {key: retold(key[0], events) for key, events in told.items()} == {
        key: row.state for key, row in rows.items()
    }


@pytest.mark.parametrize("moment", [NOW, *MOMENTS.values()], ids=["now", *MOMENTS])
def test_every_moment_is_possible_whenever_the_demo_is_made(app, run, session, at, moment):
    at(moment)
    run("--complaints", 90)

    told = histories(session).values()
    for events in told:
        times = [event.at for event in events]
        assert times == sorted(times)
        assert times[-1] <= moment
    for complaint, case in session.query(Complaint, CaseFile).filter(
        Complaint.case_id == CaseFile.id
    ):
        assert complaint.submitted_at <= case.opened_at
    for part in session.query(Assignment):
        steps = [step for step in (part.offered_at, part.accepted_at, part.answered_at) if step]
        assert steps == sorted(steps)
    with app.app_context():
        calendar = intake_rules(session).calendar
    acts = [event.at for events in told for event in events if event.actor_id]
    assert len(acts) > 100
    out_of_hours = [each for each in acts if calendar.working_hours_after(each, 0) != each]
    assert set(out_of_hours) <= {moment}  # a comment of this night that became a complaint
    first = min(made.submitted_at for made in session.query(Complaint))
    days = [each.astimezone(calendar.zone).date() for each in (first, moment)]
    assert calendar.working_days_between(*days) <= 20


def test_some_are_late_and_some_are_urgent(run, session):
    run()

    waiting = session.query(Complaint).filter_by(state=ComplaintState.RECEIVED).all()
    assert {made.is_urgent for made in waiting} == {True, False}
    assert {made.respond_by < NOW for made in waiting} == {True, False}
    working = session.query(CaseFile).filter(CaseFile.state != CaseState.ANSWERED).all()
    assert {case.due_on < NOW.date() for case in working} == {True, False}


def test_every_way_in_and_every_wish_is_there(run, session):
    run()

    made = session.query(Complaint).all()
    assert {each.source for each in made} == {"web", "phone", "desk", "comment", "split"}
    assert {each.hide_identity for each in made if each.case_id} == {True, False}
    assert {each.is_public for each in made if each.case_id} == {True, False}
    assert any(each.about_unit_id for each in made)
    assert all(each.public_name == "" for each in made if each.hide_identity)
    answered = session.query(Question).filter(Question.answered_at.is_not(None)).one()
    complaint = session.get(Complaint, answered.complaint_id)
    assert complaint.state is ComplaintState.RECEIVED


def test_a_unit_complained_of_has_no_part_in_the_case(run, session):
    run()

    about = session.query(Complaint).filter(Complaint.about_unit_id.is_not(None)).all()
    assert about
    for complaint in about:
        parts = session.query(Assignment).filter_by(case_id=complaint.case_id)
        assert complaint.about_unit_id not in {part.agency_id for part in parts}


def test_one_complaint_was_a_comment(run, session):
    run()

    complaint = session.query(Complaint).filter_by(source="comment").one()
    comment = session.get(Comment, complaint.comment_id)
    assert (comment.state, comment.title) == (CommentState.CONVERTED, complaint.title)


def test_without_comments_its_place_is_taken_by_one_from_the_form(run, session):
    run("--comments", 0)

    assert session.query(Complaint).filter_by(source="comment").count() == 0
    assert session.query(Complaint).count() == 50


def test_telephone_numbers_are_nobodys(run, session):
    run("--complaints", 90)

    phones = {made.phone for made in session.query(Complaint) if made.phone}
    assert len(phones) > 20
    assert [phone for phone in phones if not phone.startswith("+84900000")] == []


def test_photos_are_kept_encrypted_and_proof_is_public_when_the_answer_is(run, session, tools):
    run()

    photos = session.query(Attachment).all()
    proof = [photo for photo in photos if photo.assignment_id]
    closed = {case.id for case in session.query(CaseFile).filter_by(state=CaseState.ANSWERED)}
    shown = {
        photo.is_public
        for photo in proof
        if session.get(Assignment, photo.assignment_id).case_id in closed
    }
    assert (len(photos), len(proof), shown) == (16, 5, {True})
    assert tools.photos.read(photos[0].file).startswith(b"RIFF")


def test_no_word_of_what_is_covered_stands_in_clear(run, session):
    run()

    sealed = session.query(SealedComplaint).count()
    hidden = session.query(Complaint).filter(Complaint.state.in_(complaint_states.CONFIDENTIAL))
    assert sealed == hidden.count() == 3
    assert {(each.title, each.content, each.full_name) for each in hidden} == {("", "", "")}


def test_no_old_news_is_mailed(run, session):
    run()

    waiting = session.query(OutboxMessage).filter_by(kind="complaint_news", finished_at=None)
    assert waiting.count() == 0


def test_the_same_seed_tells_the_same(run, session):
    def content():
        rows = session.query(Complaint).order_by(Complaint.id)
        return [(row.title, row.content, row.ward_code, row.state) for row in rows]

    run("--complaints", 60, "--seed", 7)
    first, once = content()[:60], 60 + demo_casework.size()
    run("--complaints", 60, "--seed", 7)
    run("--complaints", 60, "--seed", 8)

    assert content()[once : once + 60] == first
    assert content()[once + 60 :] != first


@pytest.mark.parametrize("wanted", [0, 1, 7, 39])
def test_there_are_as_many_as_wanted(run, session, wanted):
    result = run("--complaints", wanted)

    assert (result.exit_code, session.query(Complaint).count()) == (0, wanted), result.output


def test_casework_follows_once_where_every_story_is_told(run, session):
    run("--complaints", 41)
    run("--complaints", 41)

    assert session.query(Complaint).count() == 82 + demo_casework.size()


def test_more_than_are_written_are_told_in_other_words_by_other_people(run, session):
    run("--complaints", 120)

    made = session.query(Complaint).filter(Complaint.content != "").all()
    assert len({each.content for each in made}) > 60
    assert len({each.full_name for each in made}) > 80
    assert not [each for each in made if "{" in each.title + each.content + each.address]


def test_a_second_start_adds_nothing(app, run, session):
    def everything():
        models = (Article, Comment, Complaint, CaseFile, Assignment, Event, Agency, CalendarDay)
        return [session.query(model).count() for model in (*models, Staff, Attachment)]

    with app.app_context():
        demo.fill_if_empty()
        before = everything()
        demo.fill_if_empty()

    assert everything() == before
    assert session.query(Complaint).count() == ALL == 50


def test_a_demo_from_before_gets_its_complaints(app, run, session):
    run("--complaints", 0)

    with app.app_context():
        demo.fill_if_empty()

    assert (session.query(Article).count(), session.query(Complaint).count()) == (1, ALL)


def test_a_house_of_its_own_gets_none(app, session, article, tools):
    (tools.settings.instance / "demo_logins.json").unlink(missing_ok=True)

    with app.app_context():
        demo.fill_if_empty()

    assert session.query(Complaint).count() == 0


def test_a_city_with_other_units_gets_none(run, session):
    session.add(Agency(code="ABC", name="Một thành phố khác", kind="city"))
    session.commit()

    result = run()

    assert (result.exit_code, session.query(Complaint).count()) == (0, 0), result.output
    assert result.output == "added 1 articles, 8 comments and 0 complaints\n"


def test_agency_officers_have_logins_of_their_own(run, session, tools):
    run()

    people = {person.email: person for person in session.query(Staff)}
    codes = {agency.id: agency.code for agency in session.query(Agency)}
    assert codes[people["so@demo.example"].agency_id] == "SXD"
    assert codes[people["phuong@demo.example"].agency_id] == "UBX-00316"
    assert codes[people["thoatnuoc@demo.example"].agency_id] == "HSDC"
    held = json.loads((tools.settings.instance / "demo_logins.json").read_text())
    assert set(held) == set(demo._PEOPLE)
    for login, (email, _name) in demo._PEOPLE.items():
        assert tools.passwords.fits(people[email].password_hash, held[login])


def test_what_a_house_sets_up_is_there(run, session):
    run()

    house = (Room, Approver, ReplyText, DutyShift, RoutingRule, ContractorLink, CaseExtension)
    assert [session.query(each).count() for each in house] == [2, 1, 2, 1, 3, 1, 1]
    assert {note.audience for note in session.query(CaseNote)} == set(NoteAudience)
    assert session.query(Chase).filter(Chase.by_id.is_not(None)).count() == 1
    assert session.query(PartyOpinion).one().case_id == (
        session.query(CaseFile.id).filter(CaseFile.is_prominent).scalar()
    )
    assert session.query(CaseFile).filter_by(outcome=Outcome.NOT_FIXED).one().closed_at
    waits = session.query(CaseFile).filter_by(state=CaseState.AWAITING_APPROVAL)
    leads = session.query(Assignment).filter(Assignment.case_id.in_(each.id for each in waits))
    assert AssignmentState.ACCEPTED in {lead.state for lead in leads if lead.role == "lead"}


def test_every_ward_and_topic_of_the_stories_is_known():
    from moderation.adapters import reference_data

    pool = [*demo_complaints._held()["complaints"], *demo_casework._held()]
    wards = {ward.code for ward in reference_data.units()[1]}
    taxonomy = reference_data.taxonomy()
    topics = {category.code for category in taxonomy.categories} | {
        issue.code for category in taxonomy.categories for issue in category.issues
    }
    assert {entry["ward"] for entry in pool} - {None} <= wards
    assert {entry["topic"] for entry in pool if "topic" in entry} <= topics
    assert factories.WARDS[1] in {entry["ward"] for entry in pool}
