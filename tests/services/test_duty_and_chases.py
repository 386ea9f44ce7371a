"""Urgent cases under a named officer; reminders by hand and by the house, climbing."""

from datetime import date, timedelta

import pytest

from models import Agency, CaseFile, Chase, Event, OutboxMessage, Staff
from moderation.domain import chasing
from moderation.domain.case_states import AssignmentState, CaseState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.permissions import Role
from moderation.jobs import deadlines
from moderation.services import assignments, cases, chases, duty
from tests import factories
from tests.conftest import NOW

HOUR = timedelta(hours=1)
RUNGS = chasing.ladder(("-1", "1", "3", "5"))


@pytest.fixture
def case(session, coordinator, agency_officer, units):
    """Led by SXD, due on Friday 27/11; HSDC is asked."""
    made = factories.routed(session, factories.complaint(session), actor=coordinator)
    for part in assignments.current_parts(session, made):
        part.due_on = date(2026, 11, 27)
    made.due_on = made.first_due_on = date(2026, 11, 27)
    session.commit()
    return made


@pytest.fixture
def lead(session, case):
    return factories.part_of(session, case, "SXD")


@pytest.fixture
def shift(session, coordinator, administrator):
    def make(first, last, **more):
        made = duty.add_shift(
            session, NOW + first * HOUR, NOW + last * HOUR, actor=administrator, now=NOW,
            **{"staff_id": coordinator.id, "phone": "0900 111 222", **more},
        )  # fmt: skip
        session.commit()
        return made

    return make


# Duty


def test_shifts_follow_each_other_and_never_overlap(session, shift):
    shift(0, 8)
    shift(8, 16)

    for first, last in ((7, 9), (-1, 1), (2, 3), (-5, 20)):
        with pytest.raises(Invalid) as refused:
            shift(first, last)
        assert refused.value.field == "starts_at"
    with pytest.raises(Invalid) as refused:
        shift(20, 20)
    assert refused.value.field == "ends_at"
    assert len(duty.shifts(session, NOW, NOW + 24 * HOUR)) == 2


def test_who_is_on_duty_now(session, shift, agency_officer):
    shift(-1, 0)
    mine = shift(0, 1, staff_id=agency_officer.id)

    assert duty.on_duty(session, NOW) is mine
    assert duty.on_duty(session, NOW + HOUR) is None


def test_a_shift_is_taken_back(session, shift, administrator):
    made = shift(0, 8)

    duty.remove_shift(session, made.id, actor=administrator, now=NOW)

    assert duty.on_duty(session, NOW) is None
    assert session.query(Event).filter(Event.action.in_(("set_duty", "drop_duty"))).count() == 2
    with pytest.raises(NotFound):
        duty.remove_shift(session, made.id, actor=administrator, now=NOW)


def test_an_urgent_case_is_due_in_hours_under_the_officer_on_duty(
    session, case, lead, shift, coordinator, rules
):
    shift(-1, 8)

    duty.start_clock(session, case, hours=24, zone=rules.calendar.zone, actor=coordinator, now=NOW)
    session.commit()

    tuesday = date(2026, 11, 24)  # a day off: the duty calendar knows none
    assert (case.due_at, case.due_on, lead.due_on) == (NOW + 24 * HOUR, tuesday, tuesday)
    assert (case.duty_officer_id, case.first_due_on) == (coordinator.id, tuesday)
    assert factories.part_of(session, case, "HSDC").due_on == tuesday


def test_without_anybody_on_duty_the_clock_runs_all_the_same(session, case, coordinator, rules):
    duty.start_clock(session, case, hours=24, zone=rules.calendar.zone, actor=coordinator, now=NOW)

    assert (case.duty_officer_id, case.due_at) == (None, NOW + 24 * HOUR)


# Chases


def told(session) -> set[int]:
    return {message.staff_id for message in session.query(OutboxMessage).filter_by(kind="chase")}


def remind(session, rules, on: date, hour: int = 9) -> int:
    at = NOW + (on - NOW.date()) + (hour - 9) * HOUR
    sent = deadlines.remind(session, RUNGS, rules=rules, now=at)
    session.commit()
    return sent


def test_a_coordinator_reminds_the_officer_and_the_leader(
    session, case, lead, coordinator, agency_officer
):
    leader = factories.person(session, Role.AGENCY_LEADER)
    factories.agency_person(session, "HSDC")
    lead.officer_id = agency_officer.id
    session.commit()

    made = chases.by_hand(session, case, lead, "Xin trả lời.", actor=coordinator, now=NOW)
    session.commit()

    assert (made.step, made.text, made.at, made.due_on) == (
        "leader", "Xin trả lời.", NOW, lead.due_on,
    )  # fmt: skip
    assert told(session) == {agency_officer.id, leader.id}
    event = session.query(Event).filter_by(subject="assignment", action="chase").one()
    assert (event.note, event.actor_id) == ("Xin trả lời.", coordinator.id)


def test_a_reminder_needs_words_and_somebody_who_owes(session, case, lead, coordinator):
    with pytest.raises(Invalid):
        chases.by_hand(session, case, lead, "", actor=coordinator, now=NOW)
    lead.state = AssignmentState.RETURNED
    with pytest.raises(IllegalTransition):
        chases.by_hand(session, case, lead, "x", actor=coordinator, now=NOW)
    lead.state = AssignmentState.ACCEPTED
    case.state = CaseState.SUSPENDED
    with pytest.raises(IllegalTransition):
        chases.by_hand(session, case, lead, "x", actor=coordinator, now=NOW)
    other = factories.routed(session, factories.complaint(session), actor=coordinator)
    with pytest.raises(IllegalTransition):
        chases.by_hand(session, other, lead, "x", actor=coordinator, now=NOW)


def test_the_house_reminds_higher_and_higher_and_each_time_once(
    session, case, lead, rules, coordinator, agency_officer, propaganda_officer, units
):
    assignments.end(session, factories.part_of(session, case, "HSDC"), actor=coordinator, now=NOW)
    office = Agency(code="VPUB", name="Văn phòng UBND", kind="department", phone="")
    session.add(office)
    session.flush()
    leader = factories.person(session, Role.AGENCY_LEADER)
    secretary = factories.person(session, Role.AGENCY_LEADER, "Chánh văn phòng")
    secretary.agency_id = office.id
    session.commit()

    seen = []
    for n in range(14):
        day = NOW.date() + timedelta(days=n)
        session.query(OutboxMessage).delete()
        if remind(session, rules, day):
            step = session.query(Chase).order_by(Chase.id.desc()).first().step
            seen.append((day.day, step, told(session)))
        assert remind(session, rules, day) == 0  # safe to repeat

    below = {agency_officer.id, leader.id}
    assert [(day, step) for day, step, _ in seen] == [
        (26, "officer"), (30, "leader"), (2, "coordinator"), (4, "committee"),
    ]  # fmt: skip
    assert seen[0][2] == below  # nobody has it yet: everybody of the agency
    assert seen[1][2] == below
    assert seen[2][2] == below | {coordinator.id}
    assert seen[3][2] == below | {coordinator.id, secretary.id, propaganda_officer.id}
    assert session.query(Event).filter_by(action="inform_party").count() == 1


def test_nobody_is_reminded_on_days_off_or_before_the_morning(session, case, rules):
    assert remind(session, rules, date(2026, 11, 28)) == 0
    assert remind(session, rules, date(2026, 11, 26), hour=6) == 0
    assert remind(session, rules, date(2026, 11, 26)) == 2


def test_a_day_that_was_missed_is_not_made_up_for(session, case, lead, rules, coordinator):
    assignments.end(session, factories.part_of(session, case, "HSDC"), actor=coordinator, now=NOW)
    session.commit()

    assert remind(session, rules, date(2026, 12, 10)) == 1
    assert session.query(Chase).one().step == "committee"


def test_a_date_that_moved_is_reminded_of_anew(session, case, lead, rules):
    remind(session, rules, date(2026, 11, 26))
    lead.due_on = case.due_on = date(2026, 12, 4)
    session.commit()

    assert remind(session, rules, date(2026, 12, 1)) == 1  # of HSDC: still due on Friday
    assert remind(session, rules, date(2026, 12, 3)) == 2


def test_an_urgent_case_is_reminded_of_by_the_hour_on_days_off_and_at_night(
    session, case, lead, rules, coordinator, agency_officer, shift
):
    assignments.end(session, factories.part_of(session, case, "HSDC"), actor=coordinator, now=NOW)
    shift(-1, 8, staff_id=coordinator.id)
    duty.start_clock(session, case, hours=24, zone=rules.calendar.zone, actor=coordinator, now=NOW)
    session.commit()

    steps = []
    for hour in range(15, 40):
        if deadlines.remind(session, RUNGS, rules=rules, now=NOW + hour * HOUR):
            steps.append((hour, session.query(Chase).order_by(Chase.id.desc()).first().step))
        assert deadlines.remind(session, RUNGS, rules=rules, now=NOW + hour * HOUR) == 0

    assert steps == [(20, "officer"), (24, "leader"), (28, "coordinator"), (36, "committee")]
    assert coordinator.id in told(session)


def test_what_turns_out_urgent_later_gets_the_clock_and_keeps_it(
    session, case, lead, rules, coordinator, units
):
    zone = rules.calendar.zone
    duty.start_later(session, case.id, hours=24, zone=zone, actor=coordinator, now=NOW)
    duty.start_later(session, case.id, hours=1, zone=zone, actor=coordinator, now=NOW)
    complaint = cases.complaints_of(session, case)[0]
    routing = factories.routing(session, complaint, "TTTP", (), at=NOW)
    cases.reroute(
        session, case, routing, seen_version=case.version, actor=coordinator,
        today=NOW.date(), now=NOW,
    )  # fmt: skip
    duty.keep_clock(session, case, zone=zone)

    assert case.due_at == NOW + 24 * HOUR
    assert factories.part_of(session, case, "TTTP").due_on == date(2026, 11, 24)


def test_a_clock_that_stands_still_reminds_nobody(session, case, rules):
    case.state = CaseState.SUSPENDED
    session.commit()

    assert remind(session, rules, date(2026, 12, 1)) == 0


def test_what_came_back_is_the_coordinators_to_move(
    session, case, lead, rules, coordinator, agency_officer
):
    lead.state = AssignmentState.RETURNED
    assignments.end(session, factories.part_of(session, case, "HSDC"), actor=coordinator, now=NOW)
    session.commit()

    remind(session, rules, date(2026, 11, 26))

    assert (session.query(Chase).one().step, told(session)) == ("coordinator", {coordinator.id})


# Returns


def give_back(session, part, actor, proposed=None):
    assignments.return_part(
        session, part, "Không phải việc của đơn vị", proposed_agency_id=proposed,
        seen_version=part.version, actor=actor, now=NOW,
    )  # fmt: skip
    session.commit()


def test_the_second_return_goes_to_the_supervisor(
    session, case, lead, agency_officer, coordinator, units
):
    give_back(session, lead, agency_officer, units["TTTP"].id)
    assert (case.returns, assignments.needs_supervisor(case, lead)) == (1, False)

    complaint = cases.complaints_of(session, case)[0]
    routing = factories.routing(session, complaint, "TTTP", (), at=NOW)
    cases.reroute(
        session, case, routing, seen_version=case.version, actor=coordinator,
        today=NOW.date(), now=NOW,
    )  # fmt: skip
    again = factories.part_of(session, case, "TTTP")
    give_back(session, again, agency_officer)

    assert (case.returns, assignments.needs_supervisor(case, again)) == (2, True)
    assert assignments.lead_of(session, case) is again  # never without an owner


def test_a_coordinating_agency_that_returns_is_not_counted(session, case, agency_officer):
    give_back(session, factories.part_of(session, case, "HSDC"), agency_officer)

    assert session.get(CaseFile, case.id).returns == 0
    assert session.query(Staff).count() > 0
