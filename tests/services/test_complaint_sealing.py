import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from models import (
    Assignment,
    Attachment,
    CaseFile,
    Complaint,
    Event,
    OutboxMessage,
    SealedComplaint,
    SealedExclusion,
)
from moderation.adapters.database import for_writing
from moderation.domain import secret_numbers
from moderation.domain.case_states import AssignmentState, CaseState
from moderation.domain.complaint_states import ComplaintAction, ComplaintKind, ComplaintState
from moderation.domain.errors import IllegalTransition, NotFound, StaleVersion
from moderation.extensions import db
from moderation.services import assignments, cases, complaint_sealing, complaints
from moderation.services.assignments import Part, Routing
from moderation.services.complaints import Decision, NewComplaint
from tests import factories
from tests.conftest import NOW, close, make_app, settings_for

SECRET = {
    "full_name": "Người Tố Cáo",
    "phone": "+84900000303",
    "email": "bao@mail.example",
    "title": "Tôi xin báo việc nhận tiền",
    "content": "Ông trưởng đội nhận tiền của các hộ mỗi tháng.",
    "address": "sau chợ Hàng Bè",
    "happened_at": "tối thứ Bảy",
    "about_unit": "đội trật tự",
}
STATES = sorted(set(ComplaintState) - {ComplaintState.COVERED, ComplaintState.SEALED})
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def seal(tools):
    return tools.seal


@pytest.fixture
def told(session):
    return factories.complaint(session, **SECRET)


@pytest.fixture
def officer(confidential_officer):
    return confidential_officer


@pytest.fixture
def cover(session, rules, seal, coordinator):
    def now_covered(complaint, *, at=NOW):
        complaint_sealing.cover(
            session,
            complaint,
            seen_version=complaint.version,
            rules=rules,
            seal=seal,
            actor=coordinator,
            now=at,
        )
        return complaint

    return now_covered


@pytest.fixture
def uncover(session, rules, seal, officer):
    def back(complaint, *, at=LATER):
        complaint_sealing.uncover(
            session,
            complaint,
            seen_version=complaint.version,
            rules=rules,
            seal=seal,
            actor=officer,
            now=at,
        )
        return complaint

    return back


def read(session, complaint, seal, actor):
    return complaint_sealing.read(session, complaint.id, seal=seal, actor=actor, now=NOW)


def bring_to(session, complaint, state, rules, actor):
    """The complaint in `state`, along the services."""
    words = {"reason_code": "too_little", "reason_text": "Trưởng đội đã giải trình."}
    ways = {
        ComplaintState.REFUSED: ComplaintAction.REFUSE,
        ComplaintState.REDIRECTED: ComplaintAction.REDIRECT,
        ComplaintState.GUIDED: ComplaintAction.GUIDE,
    }
    if state in ways:
        decision = Decision(action=ways[state], seen_version=1, note="Đội trưởng chối", **words)
        complaints.decide(session, complaint, decision, actor=actor, now=NOW)
    elif state is ComplaintState.NEEDS_INFO:
        complaints.ask(
            session, complaint, "Trưởng đội nào?", seen_version=1, rules=rules, actor=actor, now=NOW
        )
    elif state in (ComplaintState.ACCEPTED, ComplaintState.MERGED):
        factories.routed(session, complaint, actor=actor)
    if state in (ComplaintState.MERGED, ComplaintState.WITHDRAWN):
        action = (
            ComplaintAction.MERGE if state is ComplaintState.MERGED else ComplaintAction.WITHDRAW
        )
        decision = Decision(action=action, seen_version=complaint.version)
        complaints.change(session, complaint, decision, actor=actor, now=NOW)
    session.commit()
    assert complaint.state is state


def a_whole_case(session, complaint, actor) -> CaseFile:
    """A case in which everybody has said something about the matter."""
    case = factories.routed(session, complaint, actor=actor)
    lead, asked = assignments.current_parts(session, case)
    common = {"actor": actor, "now": NOW}
    assignments.return_part(
        session, lead, "Trưởng đội là người của sở khác", proposed_agency_id=None,
        seen_version=lead.version, **common,
    )  # fmt: skip
    cases.answer_part(
        session, asked, "Ý kiến: trưởng đội nhận tiền", document_number="77/BC-TD",
        seen_version=asked.version, **common,
    )  # fmt: skip
    routing = Routing(
        lead_id=factories.units(session)["TTTP"].id,
        due_on=date(2026, 12, 1),
        instruction="Hỏi trưởng đội",
        parts=[
            Part(
                agency_id=factories.units(session)["CATP"].id,
                due_on=date(2026, 12, 1),
                question="Trưởng đội có tiền sự?",
            )
        ],
    )
    cases.reroute(session, case, routing, seen_version=case.version, today=NOW.date(), **common)
    lead = cases.lead_of(session, case)
    for said in ("Trưởng đội nhận lỗi", "Đã thu tiền trưởng đội"):
        cases.answer_part(
            session, lead, said, document_number="78/TT-TD", seen_version=lead.version, **common
        )
        if case.answer == "Trưởng đội nhận lỗi":
            cases.send_back(
                session, case, "Ghi rõ tên trưởng đội", seen_version=case.version, **common
            )
    session.commit()
    return case


#: Words of SECRET and of `a_whole_case` that nobody may find.
TELLING = [*SECRET.values(), "rưởng đội", "77/BC-TD", "78/TT-TD"]


def everything_stored(session) -> str:
    """All text and numbers of all tables, as a thief of the database would read them."""
    tables = inspect(session.connection()).get_table_names()
    found = [
        session.execute(text(f"SELECT * FROM {table}")).all()
        for table in tables
        if table != "staff"
    ]
    return json.dumps([[list(map(str, row)) for row in rows] for rows in found], ensure_ascii=False)


def found_in_clear(session) -> list[str]:
    session.flush()
    stored = everything_stored(session)
    return [word for word in TELLING if word in stored]


def everything_of(session, complaint) -> dict[str, list[tuple]]:
    """Each row that has words of the complaint, its case and its parts, without their states."""
    asked = {
        "complaint": f"SELECT {', '.join(SECRET)} FROM complaint WHERE id = {complaint.id}",
        "question": "SELECT text, answer FROM question ORDER BY id",
        "case_file": "SELECT answer, document_number FROM case_file ORDER BY id",
        "assignment": "SELECT question, answer, document_number, return_reason FROM assignment"
        " ORDER BY id",
        "event": "SELECT id, note FROM event WHERE note <> '' AND subject <> 'staff' ORDER BY id",
    }
    session.flush()
    return {
        name: [tuple(row) for row in session.execute(text(statement))]
        for name, statement in asked.items()
    }


# --- From the first write


def test_a_denunciation_from_the_form_is_never_written_in_clear(session, rules, seal, units):
    words = NewComplaint(**SECRET, kind=ComplaintKind.TO_CAO, about_unit_id=units["SXD"].id)

    complaint = complaint_sealing.submit_covered(session, words, rules=rules, seal=seal, now=NOW)

    assert complaint.state is ComplaintState.COVERED
    assert (complaint.is_public, complaint.about_unit_id) == (False, None)
    assert found_in_clear(session) == []


@pytest.mark.own_database
def test_neither_the_database_file_nor_its_journal_holds_a_word(tmp_path):
    app = make_app(settings_for(tmp_path), clock=lambda: NOW)
    with app.app_context():
        session = for_writing(db.session())
        rules, seal = factories.rules(session), app.extensions["toolbox"].seal
        complaint_sealing.submit_covered(
            session, NewComplaint(**SECRET), rules=rules, seal=seal, now=NOW
        )
        session.commit()
        in_open = factories.complaint(session, title="Cống vỡ thấy được")
        files = {file.name: file.read_bytes() for file in tmp_path.glob("portal.db*")}
        assert {"portal.db", "portal.db-wal"} <= set(files)
        assert any(in_open.title.encode() in content for content in files.values())
        db.session.remove()
    close(app)

    stored = [*files.values(), *(file.read_bytes() for file in _files(tmp_path))]
    for word in SECRET.values():
        assert not [content for content in stored if word.encode() in content], word
        assert not [content for content in stored if json.dumps(word)[1:-1].encode() in content]


@pytest.mark.own_database
def test_what_is_covered_later_leaves_the_file_with_the_next_checkpoint(tmp_path):
    app = make_app(settings_for(tmp_path), clock=lambda: NOW)
    with app.app_context():
        session = for_writing(db.session())
        rules, seal = factories.rules(session), app.extensions["toolbox"].seal
        complaint = factories.complaint(session, **SECRET)
        a_whole_case(session, complaint, factories.person(session))
        complaint_sealing.cover(
            session, complaint, seen_version=complaint.version, rules=rules, seal=seal,
            actor=factories.person(session), now=NOW,
        )  # fmt: skip
        session.commit()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close(app)

    stored = [file.read_bytes() for file in _files(tmp_path)]
    assert [word for word in TELLING for content in stored if word.encode() in content] == []


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and file.name != "portal.db-shm"]


def test_its_secret_is_a_long_one(session, rules, seal):
    words = NewComplaint(**SECRET)

    complaint = complaint_sealing.submit_covered(session, words, rules=rules, seal=seal, now=NOW)

    salt, stored = complaint.number_salt, complaint.number_hash
    secret = secret_numbers.long_secret_for(rules.secret_key, salt)
    assert secret_numbers.fits(rules.secret_key, salt, secret, stored)
    assert not secret_numbers.fits(rules.secret_key, salt, factories.number_of(complaint), stored)


def test_an_officer_reads_what_was_sent(session, rules, seal, officer, units):
    words = NewComplaint(**SECRET, about_unit_id=units["SXD"].id)
    complaint = complaint_sealing.submit_covered(session, words, rules=rules, seal=seal, now=NOW)

    opened = read(session, complaint, seal, officer)

    assert {name: opened.words[name] for name in SECRET} == SECRET
    assert opened.words["about_unit_id"] == units["SXD"].id
    assert (opened.covered_at, opened.decide_by) == (NOW, rules.respond_by(NOW, is_urgent=True))


def test_a_missing_title_is_made_inside_the_seal(session, rules, seal, officer):
    words = replace(NewComplaint(**SECRET), title="")

    complaint = complaint_sealing.submit_covered(session, words, rules=rules, seal=seal, now=NOW)

    assert complaint.title == ""
    assert read(session, complaint, seal, officer).words["title"] == SECRET["content"]


def test_the_lane_decides_within_four_working_hours(session, rules, seal):
    friday_afternoon = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # 16:30 in Hanoi

    complaint = complaint_sealing.submit_covered(
        session, NewComplaint(**SECRET), rules=rules, seal=seal, now=friday_afternoon
    )

    sealed = session.get(SealedComplaint, complaint.id)
    assert sealed.decide_by == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 11:00


# --- Recognised later


@pytest.mark.parametrize("state", STATES)
def test_covering_from_every_state_leaves_no_word_in_clear(
    session, told, rules, coordinator, cover, state
):
    bring_to(session, told, state, rules, coordinator)

    cover(told)

    assert told.state is ComplaintState.COVERED
    assert (told.is_public, told.published_at, told.case_id) == (False, None, None)
    assert found_in_clear(session) == []


@pytest.mark.parametrize("state", STATES)
def test_uncovering_gives_everything_back_to_intake(
    session, told, rules, coordinator, cover, uncover, state
):
    bring_to(session, told, state, rules, coordinator)
    before, received = everything_of(session, told), told.submitted_at
    cover(told)

    uncover(told)

    assert told.state is ComplaintState.RECEIVED
    assert (told.submitted_at, told.reason_code, told.reason_text) == (received, None, "")
    assert told.respond_by == rules.respond_by(LATER, is_urgent=False)
    assert everything_of(session, told) == before
    assert session.query(SealedComplaint).count() == 0


def test_a_case_its_parts_opinions_and_notes_go_behind_the_seal_too(
    session, told, coordinator, cover
):
    case = a_whole_case(session, told, coordinator)
    assert set(TELLING) - set(found_in_clear(session)) == set()

    cover(told)

    assert found_in_clear(session) == []
    assert (case.state, case.closed_at) == (CaseState.CLOSED, NOW)
    parts = session.query(Assignment).filter_by(case_id=case.id)
    assert {part.state for part in parts} == {AssignmentState.WITHDRAWN}


def test_a_case_comes_back_whole_and_stays_closed(session, told, coordinator, cover, uncover):
    case = a_whole_case(session, told, coordinator)
    before = everything_of(session, told)
    cover(told)

    uncover(told)

    assert everything_of(session, told) == before
    assert (case.state, told.case_id) == (CaseState.CLOSED, case.id)


def test_covering_a_second_time_hides_the_first_case_as_well(
    session, told, coordinator, cover, uncover
):
    a_whole_case(session, told, coordinator)
    uncover(cover(told))
    factories.routed(session, told, actor=coordinator, at=LATER)

    cover(told, at=LATER)

    assert found_in_clear(session) == []


def test_covering_a_second_time_before_it_is_accepted_hides_the_case_too(
    session, told, coordinator, cover, uncover
):
    a_whole_case(session, told, coordinator)
    uncover(cover(told))

    cover(told, at=LATER)

    assert found_in_clear(session) == []


def test_accepted_anew_its_case_is_opened_again_with_its_first_date(
    session, told, coordinator, cover, uncover
):
    case = a_whole_case(session, told, coordinator)
    opened = case.opened_at
    uncover(cover(told))

    again = factories.routed(session, told, "CATP", (), coordinator, at=LATER)

    assert again is case
    assert (case.state, case.opened_at, case.closed_at) == (CaseState.ASSIGNED, opened, None)
    assert (case.answer, case.answered_at) == ("", None)
    standing = assignments.current_parts(session, case)
    assert [part.agency_id for part in standing] == [factories.units(session)["CATP"].id]


def test_the_day_a_case_was_answered_is_kept(session, told, coordinator, cover):
    case = factories.routed(session, told, actor=coordinator)
    factories.answered(session, case, coordinator, at=NOW)
    cases.publish_answer(
        session, case, "Xong.", seen_version=case.version, photos=(), actor=coordinator, now=NOW
    )

    cover(told, at=LATER)

    assert (case.closed_at, case.answered_at) == (LATER, NOW)


def test_proof_of_its_case_is_public_no_more(session, told, coordinator, cover):
    case = factories.routed(session, told, actor=coordinator)
    photo = Attachment(
        key="k", assignment_id=cases.lead_of(session, case).id, file="f", thumbnail="t",
        width=1, height=1, added_at=NOW, is_public=True,
    )  # fmt: skip
    session.add(photo)
    session.flush()

    cover(told)

    assert photo.is_public is False


def test_nobody_is_told_by_mail_of_what_is_covered(session, told, coordinator, cover):
    factories.routed(session, told, actor=coordinator)
    assert session.query(OutboxMessage).filter_by(finished_at=None).count() == 1

    cover(told)

    assert session.query(OutboxMessage).filter_by(finished_at=None).count() == 0


def test_covering_is_an_event_and_history_stays_true(session, told, coordinator, cover):
    cover(told)

    found = session.query(Event).filter_by(subject="complaint", subject_id=told.id)
    assert [(e.action, e.new_state) for e in found.order_by(Event.id)] == [
        ("submit", "received"),
        ("cover", "covered"),
    ]


def test_covering_a_changed_complaint_is_refused(session, told, rules, seal, coordinator):
    with pytest.raises(StaleVersion):
        complaint_sealing.cover(
            session, told, seen_version=told.version + 1, rules=rules, seal=seal,
            actor=coordinator, now=NOW,
        )  # fmt: skip


def test_covering_twice_is_refused_and_loses_nothing(session, told, seal, officer, cover):
    cover(told)

    with pytest.raises(IllegalTransition):
        cover(told)

    assert read(session, told, seal, officer).words["content"] == SECRET["content"]


# --- Inside the lane


def test_every_reading_leaves_an_event(session, told, seal, officer, cover):
    cover(told)

    for _ in range(2):
        read(session, told, seal, officer)

    readings = session.query(Event).filter_by(action="read_sealed", subject_id=told.id).all()
    assert [(event.subject, event.actor_id) for event in readings] == [
        ("complaint", officer.id)
    ] * 2


def test_what_is_sealed_stays_sealed(session, told, seal, officer, cover, uncover):
    cover(told)

    complaint_sealing.seal_for_good(
        session, told, seen_version=told.version, actor=officer, now=NOW
    )

    assert (told.state, told.kind) == (ComplaintState.SEALED, ComplaintKind.TO_CAO)
    assert read(session, told, seal, officer).words["title"] == SECRET["title"]
    with pytest.raises(IllegalTransition):
        uncover(told)


def test_for_an_officer_named_in_it_it_does_not_exist(session, told, rules, seal, officer, cover):
    named = factories.person(session, officer.role, "Cán bộ bị nêu tên")
    cover(told)

    complaint_sealing.exclude(session, told.id, named.id, actor=officer, now=NOW)

    common = {"actor": named, "now": NOW}
    seen = {"seen_version": told.version}
    for attempt in (
        lambda: read(session, told, seal, named),
        lambda: complaint_sealing.uncover(session, told, rules=rules, seal=seal, **seen, **common),
        lambda: complaint_sealing.seal_for_good(session, told, **seen, **common),
        lambda: complaint_sealing.exclude(session, told.id, officer.id, **common),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert told.state is ComplaintState.COVERED
    assert session.query(Event).filter_by(action="read_sealed").count() == 0
    assert read(session, told, seal, officer).words["title"] == SECRET["title"]


def test_excluding_twice_is_once_and_the_history_names_nobody(session, told, officer, cover):
    named = factories.person(session, officer.role, "Cán bộ bị nêu tên")
    cover(told)

    for _ in range(2):
        complaint_sealing.exclude(session, told.id, named.id, actor=officer, now=NOW)

    assert session.query(SealedExclusion).count() == 1
    assert {event.note for event in session.query(Event).filter_by(action="exclude")} == {""}


def test_uncovering_forgets_who_was_excluded(session, told, officer, cover, uncover):
    named = factories.person(session, officer.role)
    cover(told)
    complaint_sealing.exclude(session, told.id, named.id, actor=officer, now=NOW)

    uncover(told)

    assert session.query(SealedExclusion).count() == 0


def test_what_is_not_covered_cannot_be_opened(session, told, rules, seal, officer):
    for attempt in (
        lambda: read(session, told, seal, officer),
        lambda: complaint_sealing.exclude(session, told.id, officer.id, actor=officer, now=NOW),
        lambda: complaint_sealing.uncover(
            session, told, seen_version=1, rules=rules, seal=seal, actor=officer, now=NOW
        ),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_was_sealed_for_one_complaint_opens_for_no_other(session, seal, officer, cover):
    first, second = (cover(factories.complaint(session)) for _ in range(2))
    session.get(SealedComplaint, first.id).ciphertext = session.get(
        SealedComplaint, second.id
    ).ciphertext
    session.flush()

    with pytest.raises(ValueError, match="another row"):
        read(session, first, seal, officer)


def test_uncovering_a_changed_complaint_is_refused(session, told, rules, seal, officer, cover):
    cover(told)

    with pytest.raises(StaleVersion):
        complaint_sealing.uncover(
            session, told, seen_version=1, rules=rules, seal=seal, actor=officer, now=NOW
        )

    assert session.get(Complaint, told.id).state is ComplaintState.COVERED
