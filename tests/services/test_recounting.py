"""The calendar changes: what is open is counted anew, the rest is left alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert

from models import Assignment, CaseFile, CasePause, Event, table_of
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
from moderation.queries import agencies as agency_queries
from moderation.services import agencies, recounting
from tests import factories
from tests.conftest import NOW, rows

STORM = date(2026, 11, 25)


@pytest.fixture
def case(session, coordinator, rules):
    return factories.routed(session, factories.complaint(session), actor=coordinator, at=NOW)


@pytest.fixture
def change(session, rules, administrator):
    def setting(on: date, *, is_working=False):
        old = rules.calendar
        agencies.set_day(
            session, on, is_working=is_working, name="Nghỉ bão", actor=administrator, now=NOW
        )
        new = agency_queries.calendar(session, old.hours, old.zone)
        moved = recounting.moves(session, old, new)
        recounting.apply(session, moved, actor=administrator, now=NOW)
        session.commit()
        return moved

    return setting


def dates(session, case):
    session.expire_all()
    return case.due_on, factories.part_of(session, case, "SXD").due_on


def test_a_day_off_moves_open_cases_and_their_parts(session, case, change):
    before = case.due_on

    moved = change(STORM)

    after = dates(session, case)
    assert after == (moved[0].after, moved[0].after)
    assert after[0] > before
    assert {each.part_id is None for each in moved} == {True, False}
    event = session.query(Event).filter_by(subject="case", action="recount").one()
    assert event.note == f"{before:%d/%m/%Y} → {after[0]:%d/%m/%Y}"


def test_a_coordinating_agency_moves_with_its_own_date(session, case, change):
    part = factories.part_of(session, case, "HSDC")
    before = part.due_on

    change(STORM)

    session.expire_all()
    assert factories.part_of(session, case, "HSDC").due_on == before + timedelta(days=1)


def test_a_saturday_worked_brings_dates_nearer(session, case, change):
    case.due_on = date(2026, 11, 30)
    factories.part_of(session, case, "SXD").due_on = date(2026, 11, 30)
    session.commit()

    change(date(2026, 11, 28), is_working=True)

    assert dates(session, case)[0] == date(2026, 11, 28)


def test_a_date_far_from_the_day_stays(session, case, change):
    assert change(date(2027, 1, 6)) == []


@pytest.mark.parametrize("state", [CaseState.ANSWERED, CaseState.CLOSED, CaseState.MERGED])
def test_what_is_answered_closed_or_merged_is_left_alone(session, case, change, state):
    case.state = state
    session.commit()

    assert change(STORM) == []


def test_an_urgent_case_knows_no_days_off(session, case, change):
    case.due_at = NOW + timedelta(hours=24)
    session.commit()

    assert change(STORM) == []


def test_a_date_set_by_hand_on_a_day_off_moves_only_when_a_day_before_it_changes(
    session, case, change
):
    sunday = date(2026, 11, 29)
    case.due_on = factories.part_of(session, case, "SXD").due_on = sunday
    session.commit()

    change(date(2026, 12, 1))

    assert dates(session, case)[0] == sunday


def test_pauses_stay_where_they_were(session, case, change, coordinator):
    """Stood still on the day that is off now: it counts once, and the date does not move."""
    complaint_id = rows(session, "SELECT id FROM complaint")[0][0]
    session.add(
        CasePause(
            case_id=case.id, agency_id=factories.part_of(session, case, "SXD").agency_id,
            complaint_id=complaint_id, question="?", asked_by_id=coordinator.id, asked_at=NOW,
            began_on=STORM, ended_on=STORM + timedelta(days=1), days=1,
        )
    )  # fmt: skip
    session.commit()

    assert [each for each in change(STORM) if each.part_id is None] == []


def test_an_extended_date_moves_as_extended(session, case, change):
    case.extended_until = case.due_on
    session.commit()

    change(STORM)

    session.expire_all()
    assert case.extended_until == case.due_on != STORM


def test_the_list_that_was_shown_is_told_from_another(session, case, change):
    moved = change(STORM)

    assert recounting.digest(moved) == recounting.digest(list(moved))
    assert recounting.digest(moved) != recounting.digest(moved[:1])


def test_hundreds_of_open_deadlines_are_counted_anew_with_a_few_statements(
    session, case, change, units
):
    agency = units["SXD"].id
    first = rows(session, "SELECT max(id) FROM case_file")[0][0] + 1
    numbers = range(first, first + 600)
    days = {number: date(2026, 11, 26) + timedelta(days=number % 40) for number in numbers}
    common = {"version": 1, "due_on": None}
    session.execute(
        insert(table_of(CaseFile)),
        [
            {"id": n, "state": CaseState.IN_PROGRESS, "opened_at": NOW, **common, "due_on": day,
             "answer": "", "public_answer": "", "document_number": "", "paused_days": 0,
             "returns": 0, "reopenings": 0, "is_prominent": False, "routed_by": ""}
            for n, day in days.items()
        ],
    )  # fmt: skip
    session.execute(
        insert(table_of(Assignment)),
        [
            {"case_id": n, "agency_id": agency, "role": AssignmentRole.LEAD, "due_on": day,
             "state": AssignmentState.ACCEPTED, "version": 1, "is_current": True, "question": "",
             "offered_at": NOW, "answer": "", "public_answer": "", "document_number": "",
             "return_reason": ""}
            for n, day in days.items()
        ],
    )  # fmt: skip
    statements = []
    event.listen(
        session.get_bind(),
        "before_cursor_execute",
        lambda _c, _cur, text, *_: statements.append(text),
    )

    moved = change(STORM)

    assert len(moved) > 1_100
    assert len(statements) < 30
