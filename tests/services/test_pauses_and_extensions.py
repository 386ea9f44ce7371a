"""The clock of a case stands still for the citizen, and gets more time once."""

from datetime import date, timedelta

import pytest

from models import Assignment, CaseExtension, CaseFile, Event, OutboxMessage, Question
from moderation.domain.case_states import AssignmentState, CaseState, Outcome
from moderation.domain.errors import IllegalTransition, Invalid, StaleVersion
from moderation.domain.permissions import Role
from moderation.jobs import deadlines, questions
from moderation.services import (
    cases,
    complaint_sealing,
    complaints,
    extensions,
    merging,
    pauses,
)
from tests import factories
from tests.conftest import NOW, rows

#: Monday 23/11; Tuesday is a day off.
WEDNESDAY, THURSDAY = NOW + timedelta(days=2), NOW + timedelta(days=3)


@pytest.fixture
def complaint(session, units):
    return factories.complaint(session, at=NOW - timedelta(days=3))


@pytest.fixture
def case(session, complaint, coordinator, agency_officer):
    """Led by SXD, which has taken it; opened on Friday 20/11."""
    made = factories.routed(session, complaint, parts=("HSDC",), actor=coordinator)
    due(session, made, date(2026, 11, 30))
    lead = factories.part_of(session, made, "SXD")
    cases.accept_part(session, lead, seen_version=lead.version, actor=agency_officer, now=NOW)
    session.commit()
    return made


def due(session, case, on: date) -> None:
    case.due_on = factories.part_of(session, case, "SXD").due_on = on
    session.commit()


@pytest.fixture
def lead(session, case):
    return factories.part_of(session, case, "SXD")


@pytest.fixture
def ask(session, lead, rules, agency_officer):
    def asking(text="Số nhà bao nhiêu?", *, at=NOW, part=lead, **more):
        seen = more.get("seen", part.version)
        made = pauses.ask(
            session, part, text, days=5, seen_version=seen, rules=rules, actor=agency_officer,
            now=at,
        )  # fmt: skip
        session.commit()
        return made

    return asking


def answer(session, complaint, rules, at) -> None:
    pauses.answer(session, complaint, "Số 15.", rules=rules, now=at)
    session.commit()


def happened(session, subject, action) -> int:
    return session.query(Event).filter_by(subject=subject, action=action).count()


def test_the_clock_stands_still_until_the_citizen_answers(
    session, case, complaint, lead, ask, rules
):
    pause = ask()

    asked = session.query(Question).filter_by(complaint_id=complaint.id).one()
    assert (case.state, case.left_state) == (CaseState.SUSPENDED, CaseState.IN_PROGRESS)
    assert (pause.began_on, pause.until) == (NOW.date(), date(2026, 12, 1))
    assert (asked.answer_by, pause.question_id) == (date(2026, 12, 1), asked.id)

    answer(session, complaint, rules, THURSDAY)

    assert (case.state, case.left_state) == (CaseState.IN_PROGRESS, None)
    assert (case.due_on, lead.due_on) == (date(2026, 12, 2), date(2026, 12, 2))
    assert (pause.days, case.paused_days, pause.ended_on) == (2, 2, THURSDAY.date())
    assert case.first_due_on != case.due_on
    assert happened(session, "case", "suspend") == happened(session, "case", "resume") == 1


def test_an_answer_on_the_same_day_moves_nothing(session, case, complaint, ask, rules):
    ask()

    answer(session, complaint, rules, NOW + timedelta(hours=3))

    assert (case.due_on, case.paused_days) == (date(2026, 11, 30), 0)


def test_a_reopened_case_goes_back_to_being_reopened(session, case, complaint, ask, rules):
    case.state = CaseState.REOPENED
    session.commit()
    ask()

    answer(session, complaint, rules, WEDNESDAY)

    assert case.state is CaseState.REOPENED


def test_an_agency_asks_once(session, case, complaint, ask, rules):
    ask()
    answer(session, complaint, rules, WEDNESDAY)

    with pytest.raises(IllegalTransition):
        ask(at=WEDNESDAY)


def test_on_the_last_day_the_coordinator_is_asked_first(
    session, case, complaint, ask, rules, coordinator
):
    due(session, case, NOW.date())

    pause = ask()
    assert (case.state, pause.began_on) == (CaseState.IN_PROGRESS, None)
    assert session.query(Question).count() == 0

    pauses.consent(
        session, case, "Xin cho biết số nhà.", days=5, seen_version=case.version, rules=rules,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    answer(session, complaint, rules, THURSDAY)

    assert pause.consented_by_id == coordinator.id
    assert session.query(Question).one().text == "Xin cho biết số nhà."
    assert (case.state, case.due_on) == (CaseState.IN_PROGRESS, date(2026, 11, 26))


def test_days_off_behind_the_last_working_day_are_the_last_day_too(session, case, ask):
    due(session, case, NOW.date() + timedelta(days=1))  # a day off, chosen by hand

    assert ask().began_on is None


def test_a_refusal_lets_the_clock_run_and_the_agency_ask_again(session, case, ask, coordinator):
    due(session, case, NOW.date())
    ask()

    pauses.refuse(
        session, case, "Đã có địa chỉ.", seen_version=case.version, actor=coordinator, now=NOW
    )
    session.commit()

    assert pauses.waiting(session, case) is None
    assert case.state is CaseState.IN_PROGRESS
    event = session.query(Event).filter_by(action="refuse_pause").one()
    assert (event.note, event.actor_id) == ("Đã có địa chỉ.", coordinator.id)
    assert ask().id


def test_who_asked_to_stay_unnamed_is_asked_by_the_coordinator(
    session, case, complaint, ask, rules, coordinator
):
    complaint.hide_identity = True
    session.commit()

    assert ask().began_on is None
    pauses.consent(
        session, case, "Ở ngõ nào?", days=5, seen_version=case.version, rules=rules,
        actor=coordinator, now=NOW,
    )  # fmt: skip

    assert case.state is CaseState.SUSPENDED


def test_who_is_late_or_no_lead_may_not_stop_the_clock(session, case, lead, ask):
    with pytest.raises(IllegalTransition):
        ask(part=factories.part_of(session, case, "HSDC"))
    due(session, case, NOW.date() - timedelta(days=1))
    with pytest.raises(IllegalTransition):
        ask()


def test_an_empty_question_and_an_old_page_are_refused(ask, lead):
    with pytest.raises(Invalid):
        ask("")
    with pytest.raises(StaleVersion):
        ask(seen=lead.version + 1)


def test_nothing_is_returned_or_answered_while_the_clock_stands_still(
    session, case, lead, ask, agency_officer
):
    from moderation.services import assignments

    ask()

    with pytest.raises(IllegalTransition):
        assignments.return_part(
            session, lead, "Không phải", proposed_agency_id=None, seen_version=lead.version,
            actor=agency_officer, now=NOW,
        )  # fmt: skip


def test_every_citizen_of_a_case_is_asked_and_one_answer_is_enough(
    session, case, complaint, ask, rules
):
    other = factories.complaint(session)
    other.case_id, other.state = case.id, "merged"
    session.commit()
    ask()

    assert {each.complaint_id for each in session.query(Question)} == {complaint.id, other.id}
    answer(session, other, rules, WEDNESDAY)
    assert case.state is CaseState.IN_PROGRESS
    answer(session, complaint, rules, THURSDAY)
    assert (case.state, case.paused_days) == (CaseState.IN_PROGRESS, 1)


def test_nobody_is_asked_with_the_name_of_another(session, case, complaint, ask, coordinator):
    other = factories.complaint(session, full_name="Lê Thị Hai", phone="+84900000222")
    merging.join(session, other, case, seen_version=1, actor=coordinator, now=NOW)
    session.commit()

    ask("Nhà ông Trần Văn Lâm (0900 000 111) hay nhà bà Lê Thị Hai bị ngập?")

    texts = {row.complaint_id: row.text for row in session.query(Question)}
    assert "Văn Lâm (0900 000 111)" in texts[complaint.id]
    assert "Thị Hai" not in texts[complaint.id]
    assert "Thị Hai" in texts[other.id]
    assert "Văn Lâm" not in texts[other.id]
    assert "0900 000 111" not in texts[other.id]


def test_the_term_runs_out_and_the_case_ends_without_being_refused(
    session, case, complaint, lead, ask, rules
):
    pause = ask()
    session.query(OutboxMessage).delete()

    assert deadlines.give_up(session, rules=rules, now=NOW + timedelta(days=8)) == 0
    assert deadlines.give_up(session, rules=rules, now=NOW + timedelta(days=9)) == 1
    session.commit()
    assert deadlines.give_up(session, rules=rules, now=NOW + timedelta(days=9)) == 0

    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.NO_INFO)
    assert (complaint.state, case.paused_days) == ("accepted", 6)
    assert pause.ended_on == date(2026, 12, 2)
    assert (lead.state, lead.is_current) == (AssignmentState.WITHDRAWN, True)
    other = session.query(Assignment).filter(Assignment.role == "coordinating").one()
    assert (other.state, other.is_current) == (AssignmentState.WITHDRAWN, False)
    assert [m.subject_id for m in session.query(OutboxMessage)] == [complaint.id]
    with pytest.raises(IllegalTransition):
        pauses.answer(session, complaint, "Muộn.", rules=rules, now=NOW + timedelta(days=10))


def test_who_is_asked_is_reminded_once_half_way(session, case, complaint, ask, rules):
    ask()
    session.query(OutboxMessage).delete()
    session.commit()
    reminded = []

    for day in range(12):
        questions.chase(session, rules=rules, now=NOW + timedelta(days=day))
        session.commit()
        reminded.append(happened(session, "complaint", "remind"))

    assert reminded.index(1) == 4  # three of five working days are over on Friday 27/11
    assert reminded[-1] == 1
    told = [(m.kind, m.subject_id) for m in session.query(OutboxMessage)]
    assert told == [("complaint_news", complaint.id)]
    assert session.query(Question).one().answer_by == date(2026, 12, 1)


def test_who_answered_and_whose_time_is_over_is_not_reminded(session, case, complaint, ask, rules):
    ask()
    questions.chase(session, rules=rules, now=NOW + timedelta(days=9))
    assert happened(session, "complaint", "remind") == 0

    answer(session, complaint, rules, WEDNESDAY)
    questions.chase(session, rules=rules, now=NOW + timedelta(days=4))
    assert happened(session, "complaint", "remind") == 0


def test_a_covered_complaint_takes_the_question_with_it(
    session, case, complaint, ask, rules, tools, coordinator
):
    pause = ask("Ông Xấu ở đâu?")
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW.replace(hour=23, minute=30),
    )  # fmt: skip
    session.commit()

    assert rows(session, "SELECT question FROM case_pause") == [("",)]
    assert pause.ended_on == date(2026, 11, 24)  # half past six in Hanoi
    complaint_sealing.uncover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=factories.person(session, Role.CONFIDENTIAL_OFFICER), now=NOW,
    )  # fmt: skip
    session.refresh(pause)
    session.refresh(pause)
    assert pause.question == "Ông Xấu ở đâu?"


# More time


@pytest.fixture
def leader(session):
    return factories.person(session, Role.AGENCY_LEADER, "Lãnh đạo")


@pytest.fixture
def extend(session, lead, rules, leader):
    def asking(until=date(2026, 12, 4), *, at=NOW, reason="Chờ vật tư.", **more):
        made = extensions.ask(
            session, more.get("part", lead), reason, until,
            seen_version=more.get("seen", lead.version), rules=rules, actor=leader, now=at,
        )  # fmt: skip
        session.commit()
        return made

    return asking


@pytest.fixture
def grant(session, case, rules, coordinator):
    def granting(*, at=NOW, seen=None):
        made = extensions.grant(
            session, case, seen_version=seen or case.version, rules=rules, actor=coordinator,
            now=at,
        )  # fmt: skip
        session.commit()
        return made

    return granting


def test_more_time_is_granted_once_and_the_citizen_is_told_that_day(
    session, case, complaint, lead, extend, grant
):
    extend()
    session.query(OutboxMessage).delete()

    made = grant()

    assert (case.due_on, lead.due_on, case.extended_until) == (date(2026, 12, 4),) * 3
    assert (made.is_granted, made.due_before) == (True, date(2026, 11, 30))
    told = session.query(OutboxMessage).one()
    assert (told.subject_id, told.due_at) == (complaint.id, NOW)
    event = session.query(Event).filter_by(subject="case", action="extend").one()
    assert event.note == "30/11/2026 → 04/12/2026"
    with pytest.raises(IllegalTransition):
        extend(until=date(2026, 12, 10))


def test_the_database_holds_one_granted_extension_a_case(
    session, case, lead, leader, extend, grant
):
    extend()
    session.add(
        CaseExtension(
            case_id=case.id, assignment_id=lead.id, asked_by_id=leader.id, asked_at=NOW,
            reason="x", due_before=case.due_on, until=case.due_on, is_granted=True, decided_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    with pytest.raises(StaleVersion):
        grant()


def test_more_time_is_asked_for_before_the_due_date_only(session, case, extend):
    due(session, case, NOW.date())

    with pytest.raises(IllegalTransition):
        extend()


@pytest.mark.parametrize(
    "until",
    [
        date(2026, 11, 30),
        date(2026, 11, 27),
        date(2026, 12, 5),
        date(2027, 12, 1),
        date(9999, 12, 31),
    ],
)
def test_the_new_date_is_a_later_working_day_within_a_year(extend, until):
    with pytest.raises(Invalid) as refused:
        extend(until)
    assert refused.value.field == "until"


def test_more_time_needs_a_reason_and_the_page_as_it_is(extend, lead, session, case):
    with pytest.raises(Invalid):
        extend(reason="")
    with pytest.raises(StaleVersion):
        extend(seen=lead.version + 5)
    part = factories.part_of(session, case, "HSDC")
    with pytest.raises(IllegalTransition):
        extend(part=part, seen=part.version)


def test_a_refused_extension_leaves_the_date_and_says_why(session, case, extend, coordinator):
    asked = extend()

    extensions.refuse(
        session, case, "Việc này gấp.", seen_version=case.version, actor=coordinator, now=NOW
    )
    session.commit()

    assert (asked.is_granted, asked.answer) == (False, "Việc này gấp.")
    assert (case.due_on, case.extended_until) == (date(2026, 11, 30), None)
    with pytest.raises(IllegalTransition):
        extensions.refuse(
            session, case, "Nữa.", seen_version=case.version, actor=coordinator, now=NOW
        )


def test_a_pause_after_the_extension_moves_the_extended_date(
    session, case, complaint, extend, grant, ask, rules
):
    extend()
    grant()
    ask(at=WEDNESDAY)
    answer(session, complaint, rules, THURSDAY)

    assert (case.due_on, case.extended_until) == (date(2026, 12, 7), date(2026, 12, 7))


def test_a_pause_between_asking_and_granting_is_not_lost(
    session, case, complaint, extend, grant, ask, rules
):
    extend()
    ask(at=WEDNESDAY)
    answer(session, complaint, rules, THURSDAY)

    made = grant(at=THURSDAY)

    assert (made.due_before, case.due_on) == (date(2026, 12, 1), date(2026, 12, 7))


def test_two_coordinators_decide_and_one_wins(session, case, extend, grant):
    extend()
    seen = case.version
    grant(seen=seen)

    with pytest.raises(StaleVersion):
        grant(seen=seen)
    assert session.get(CaseFile, case.id).extended_until == date(2026, 12, 4)


def test_asking_a_complaint_without_a_case_stays_as_it_was(session, rules, coordinator):
    alone = factories.complaint(session)
    complaints.ask(
        session, alone, "Ở đâu?", seen_version=alone.version, rules=rules, actor=coordinator,
        now=NOW,
    )  # fmt: skip
    answer(session, alone, rules, NOW)

    assert alone.state == "received"
