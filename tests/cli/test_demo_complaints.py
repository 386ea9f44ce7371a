"""The demo's complaints are where they are by true histories, whenever they are made."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from sqlalchemy import select

from models import (
    Agency,
    Article,
    Assignment,
    Attachment,
    CalendarDay,
    CaseFile,
    Comment,
    Complaint,
    Event,
    Staff,
)
from moderation.adapters import photos
from moderation.cli import demo, demo_casework, demo_complaints
from moderation.cli.complaints import intake_rules
from moderation.domain import case_states, complaint_states
from moderation.domain.case_states import (
    AssignmentAction,
    AssignmentState,
    CaseAction,
    CaseState,
)
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


_reencoded = cache(photos.reencode)  # the demo draws the same pictures every time

#: Which words and moments are made up is no matter of the database; whether they can be kept in
#: both is seen by the other tests.
ON_ONE_DATABASE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def run(app, session, monkeypatch):
    monkeypatch.setattr(photos, "reencode", _reencoded)

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


@ON_ONE_DATABASE
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


def test_without_comments_its_place_is_taken_by_one_from_the_form(run, session):
    run("--comments", 0)

    assert session.query(Complaint).filter_by(source="comment").count() == 0
    assert session.query(Complaint).count() == 50


@ON_ONE_DATABASE
def test_telephone_numbers_are_nobodys(run, session):
    run("--complaints", 90)

    phones = {made.phone for made in session.query(Complaint) if made.phone}
    assert len(phones) > 20
    assert [phone for phone in phones if not phone.startswith("+84900000")] == []


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


@ON_ONE_DATABASE
@pytest.mark.parametrize("wanted", [0, 1, 7, 39])
def test_there_are_as_many_as_wanted(run, session, wanted):
    result = run("--complaints", wanted)

    assert (result.exit_code, session.query(Complaint).count()) == (0, wanted), result.output


def test_casework_follows_once_where_every_story_is_told(run, session):
    run("--complaints", 41)
    run("--complaints", 41)

    assert session.query(Complaint).count() == 82 + demo_casework.size()


@ON_ONE_DATABASE
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
