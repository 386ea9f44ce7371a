"""Complaints and cases join and come apart: nobody is left uninformed, nothing is lost."""

from datetime import timedelta

import pytest

from models import Assignment, CaseFile, Complaint, Event, Merge, OutboxMessage
from moderation.domain.case_states import CaseState
from moderation.domain.complaint_states import ComplaintAction, ComplaintState
from moderation.domain.errors import IllegalTransition, Invalid, StaleVersion
from moderation.domain.joining import StaysJoined
from moderation.services import (
    cases,
    complaint_sealing,
    complaint_withdrawals,
    complaints,
    merging,
)
from moderation.services.complaints import Decision
from tests import factories
from tests.conftest import NOW
from tests.services.test_cases import answer, events, publish, take

DAYS = 7


@pytest.fixture
def complaint(session):
    return factories.complaint(session, title="Ngập ngõ 12")


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, actor=coordinator)


@pytest.fixture
def join(session, coordinator):
    def joined(complaint, into, *, at=NOW, seen=None):
        return merging.join(
            session, complaint, into, seen_version=seen or complaint.version,
            actor=coordinator, now=at,
        )  # fmt: skip

    return joined


@pytest.fixture
def join_case(session, coordinator):
    def joined(source, into, *, at=NOW):
        return merging.join_case(
            session, source, into, seen_version=source.version, actor=coordinator, now=at
        )

    return joined


@pytest.fixture
def undo(session, coordinator):
    def undone(merge, *, at=NOW):
        return merging.undo(session, merge, days=DAYS, actor=coordinator, now=at)

    return undone


@pytest.fixture
def cover(session, rules, tools, coordinator):
    def covered(complaint):
        complaint_sealing.cover(
            session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
            actor=coordinator, now=NOW,
        )  # fmt: skip

    return covered


def another(session, actor, **words):
    complaint = factories.complaint(session, **words)
    return complaint, factories.routed(session, complaint, "TTTP", ("CATP",), actor)


def told(session) -> set[int]:
    return {row.subject_id for row in session.query(OutboxMessage).filter_by(finished_at=None)}


def states(session, case) -> list[str]:
    return [str(each.state) for each in merging.in_case(session, case.id)]


def picture(session, *rows):
    """What stands in the rows, without the counters of changes."""
    session.flush()
    return [
        {
            column.key: getattr(row, column.key)
            for column in row.__table__.columns
            if column.key != "version"
        }
        for row in rows
    ]


def test_a_complaint_joins_an_open_case_and_its_sender_is_told(session, case, join):
    other = factories.complaint(session, email="hai@mail.example")

    join(other, case)

    assert (other.state, other.case_id) == (ComplaintState.MERGED, case.id)
    assert other.id in told(session)
    assert states(session, case) == ["accepted", "merged"]
    assert events(session, "complaint", other.id)[-1] == ("merge", "received", "merged")


def test_every_reporter_is_told_of_the_answer(session, case, complaint, join, coordinator):
    other = factories.complaint(session)
    join(other, case)
    session.query(OutboxMessage).update({"finished_at": NOW})
    factories.answered(session, case, coordinator, at=NOW)

    publish(session, case, coordinator)

    assert told(session) == {complaint.id, other.id}


def test_a_whole_case_joins_another_and_its_agencies_have_nothing_to_do(
    session, case, join_case, coordinator
):
    other, source = another(session, coordinator)

    join_case(source, case)

    assert (source.state, source.merged_into_id) == (CaseState.MERGED, case.id)
    assert (other.state, other.case_id) == (ComplaintState.MERGED, case.id)
    assert cases.lead_of(session, source).is_current
    assert events(session, "case", source.id)[-1] == ("merge", "assigned", "merged")


@pytest.mark.parametrize("state", ["received", "needs_info", "accepted"])
def test_undoing_brings_everything_back_as_it_was(
    session, case, join, join_case, undo, rules, coordinator, state
):
    other = factories.complaint(session)
    rows = [other]
    if state == "needs_info":
        complaints.ask(
            session, other, "Số nhà?", seen_version=1, rules=rules, actor=coordinator, now=NOW
        )
    if state == "accepted":
        source = factories.routed(session, other, "TTTP", (), coordinator)
        take(session, cases.lead_of(session, source), coordinator)
        rows += [source, cases.lead_of(session, source)]
    before = picture(session, *rows)

    merge = join_case(source, case)[0] if state == "accepted" else join(other, case)
    assert other.state is ComplaintState.MERGED
    undo(merge, at=NOW + timedelta(days=DAYS))

    assert picture(session, *rows) == before
    assert events(session, "complaint", other.id)[-1] == ("unmerge", "merged", state)
    assert states(session, case) == ["accepted"]


def test_who_answered_meanwhile_does_not_wait_for_themselves_afterwards(
    session, case, join, undo, rules, coordinator
):
    other = factories.complaint(session)
    complaints.ask(
        session, other, "Số nhà?", seen_version=1, rules=rules, actor=coordinator, now=NOW
    )
    merge = join(other, case)
    complaints.answer(session, other, "Số 5.", rules=rules, now=NOW)

    undo(merge)

    assert other.state is ComplaintState.RECEIVED


def test_three_cases_become_one_and_come_apart_in_any_order_that_is_possible(
    session, case, join_case, undo, coordinator
):
    second, source = another(session, coordinator)
    third, last = another(session, coordinator)
    before = picture(session, second, source, third, last)
    inner = join_case(last, source)[0]

    outer = join_case(source, case)
    assert states(session, case) == ["accepted", "merged", "merged"]
    with pytest.raises(Invalid, match=StaysJoined.MOVED_ON):
        undo(inner)

    undo(outer[0])
    assert states(session, source) == ["accepted", "merged"]
    assert states(session, case) == ["accepted"]

    undo(inner)
    assert picture(session, second, source, third, last) == before
    assert {row.undone_at for row in session.query(Merge)} == {NOW}


def test_two_cases_that_joined_one_come_apart_one_by_one(
    session, case, join_case, undo, coordinator
):
    _second, source = another(session, coordinator)
    third, last = another(session, coordinator)
    first_merge = join_case(source, case)[0]
    join_case(last, case)

    undo(first_merge)

    assert (source.state, last.state) == (CaseState.ASSIGNED, CaseState.MERGED)
    assert third.case_id == case.id


def test_undoing_is_refused_when_it_is_too_late_or_done(session, case, join, undo, coordinator):
    merge = join(factories.complaint(session), case)

    with pytest.raises(Invalid, match=StaysJoined.TOO_LATE):
        undo(merge, at=NOW + timedelta(days=DAYS, seconds=1))

    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    with pytest.raises(Invalid, match=StaysJoined.DONE):
        undo(merge)


def test_undoing_twice_is_refused(session, case, join, undo):
    merge = join(factories.complaint(session), case)
    undo(merge)

    with pytest.raises(Invalid, match=StaysJoined.UNDONE):
        undo(merge)


def test_nobody_joins_a_case_that_is_over_or_itself(session, case, join, join_case, coordinator):
    with pytest.raises(Invalid) as caught:
        join_case(case, case)
    assert caught.value.field == "into"

    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    other = factories.complaint(session)
    with pytest.raises(Invalid) as caught:
        join(other, case)

    assert (caught.value.field, other.state) == ("into", ComplaintState.RECEIVED)


def test_no_merge_takes_the_hours_of_what_is_urgent(session, case, join, join_case, coordinator):
    urgent = factories.complaint(session, is_urgent=True)
    other, source = another(session, coordinator, is_urgent=True)
    for act, what in ((join, urgent), (join_case, source)):
        with pytest.raises(Invalid, match="urgent") as caught:
            act(what, case)
        assert caught.value.field == "into"

    case.due_at = NOW + timedelta(hours=24)
    join(urgent, case)
    join_case(source, case)

    assert (urgent.state, other.state) == (ComplaintState.MERGED, ComplaintState.MERGED)


def test_an_agency_never_reads_a_complaint_about_itself_by_a_merge(session, case, units, join):
    about = factories.complaint(session, about_unit_id=units["HSDC"].id)

    with pytest.raises(Invalid) as caught:
        join(about, case)

    assert caught.value.field == "into"


def test_what_one_complaint_is_about_holds_for_the_whole_case(
    session, case, units, join, coordinator
):
    join(factories.complaint(session, about_unit_id=units["TTTP"].id), case)

    with pytest.raises(Invalid, match="about this unit"):
        cases.reroute(
            session, case, factories.routing(
                session, factories.complaint(session), "TTTP", (), at=NOW
            ), seen_version=case.version, actor=coordinator, today=NOW.date(), now=NOW,
        )  # fmt: skip


def test_joining_what_somebody_changed_meanwhile_is_refused(session, case, join):
    other = factories.complaint(session)

    with pytest.raises(StaleVersion):
        join(other, case, seen=other.version + 1)


def test_what_was_refused_joins_nothing(session, case, join, coordinator):
    other = factories.complaint(session)
    decision = Decision(action=ComplaintAction.REFUSE, seen_version=1, reason_text="Trùng.")
    complaints.decide(session, other, decision, actor=coordinator, now=NOW)

    with pytest.raises(IllegalTransition):
        join(other, case)


def test_an_answered_case_joins_no_other(session, case, join_case, coordinator):
    _other, source = another(session, coordinator)
    answer(session, cases.lead_of(session, source), coordinator)

    with pytest.raises(IllegalTransition), session.begin_nested():
        join_case(source, case)


# --- The first one leaves


def test_a_shared_case_goes_on_when_its_first_complaint_is_covered(
    session, case, complaint, join, cover, coordinator
):
    other = factories.complaint(session)
    join(other, case)
    take(session, cases.lead_of(session, case), coordinator)

    cover(complaint)

    assert (complaint.state, complaint.case_id, complaint.content) == ("covered", None, "")
    assert (other.state, case.state) == (ComplaintState.ACCEPTED, CaseState.IN_PROGRESS)
    assert events(session, "complaint", other.id)[-1] == ("promote", "merged", "accepted")
    parts = session.query(Assignment).filter_by(case_id=case.id)
    assert {str(part.state) for part in parts} == {"accepted", "offered"}


def test_covering_one_that_was_merged_leaves_no_row_that_leads_to_the_case(
    session, case, join, cover
):
    other = factories.complaint(session)
    join(other, case)

    cover(other)

    assert (other.case_id, session.query(Merge).count()) == (None, 0)
    assert states(session, case) == ["accepted"]
    assert case.state is CaseState.ASSIGNED


def test_what_comes_back_from_the_seal_goes_through_intake_without_the_shared_case(
    session, case, complaint, join, cover, rules, tools, confidential_officer, units, coordinator
):
    join(factories.complaint(session), case)
    words = complaint.content
    cover(complaint)

    complaint_sealing.uncover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=confidential_officer, now=NOW,
    )  # fmt: skip
    again = factories.routed(session, complaint, actor=coordinator, at=NOW)

    assert complaint.content == words
    assert again.id != case.id


def test_the_last_complaint_takes_the_words_of_the_cases_it_came_from_with_it(
    session, case, complaint, join_case, cover, coordinator, rules, tools, confidential_officer
):
    other, source = another(session, coordinator)
    lead = cases.lead_of(session, source)
    lead.question = "Trưởng đội nhận tiền?"
    join_case(source, case)

    cover(other)

    assert (lead.question, source.state, source.merged_into_id) == ("", CaseState.CLOSED, None)
    complaint_sealing.uncover(
        session, other, seen_version=other.version, rules=rules, seal=tools.seal,
        actor=confidential_officer, now=NOW,
    )  # fmt: skip
    assert lead.question == "Trưởng đội nhận tiền?"
    assert complaint.state is ComplaintState.ACCEPTED


def test_undoing_a_merge_promotes_another_when_the_first_was_covered(
    session, case, join, join_case, undo, cover, coordinator
):
    other, source = another(session, coordinator)
    third = factories.complaint(session)
    join(third, source)
    merges = join_case(source, case)
    cover(other)

    undo(next(each for each in merges if each.complaint_id == third.id))

    assert (third.state, third.case_id) == (ComplaintState.ACCEPTED, source.id)
    assert source.state is CaseState.ASSIGNED


def test_undoing_is_refused_when_what_came_stands_for_the_case(
    session, case, complaint, join, undo, cover
):
    merge = join(factories.complaint(session), case)
    cover(complaint)

    with pytest.raises(Invalid, match=StaysJoined.LEADS):
        undo(merge)


# --- The sender takes it back


def test_a_sender_takes_back_what_nobody_works_on(session, complaint):
    complaint_withdrawals.withdraw(session, complaint, now=NOW)
    complaint_withdrawals.withdraw(session, complaint, now=NOW)

    assert (complaint.state, complaint.is_public) == (ComplaintState.WITHDRAWN, False)
    assert [event[0] for event in events(session, "complaint", complaint.id)] == [
        "submit", "withdraw",
    ]  # fmt: skip


def test_a_case_about_one_complaint_is_not_taken_back(session, case, complaint):
    with pytest.raises(IllegalTransition):
        complaint_withdrawals.withdraw(session, complaint, now=NOW)

    assert complaint.state is ComplaintState.ACCEPTED


def test_a_shared_case_goes_on_when_its_first_sender_leaves(session, case, complaint, join):
    other = factories.complaint(session)
    join(other, case)

    complaint_withdrawals.withdraw(session, complaint, now=NOW)

    assert (complaint.state, complaint.case_id) == (ComplaintState.WITHDRAWN, None)
    assert (other.state, case.state) == (ComplaintState.ACCEPTED, CaseState.ASSIGNED)
    assert complaint.id not in told(session)


def test_what_was_answered_is_not_taken_back(session, case, complaint, join, coordinator):
    other = factories.complaint(session)
    join(other, case)
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)

    for each in (complaint, other):
        assert not complaint_withdrawals.may_withdraw(session, each)
        with pytest.raises(IllegalTransition):
            complaint_withdrawals.withdraw(session, each, now=NOW)

    assert states(session, case) == ["accepted", "merged"]


def test_undoing_is_refused_when_nobody_is_left_to_go_back(session, case, join, undo):
    other = factories.complaint(session)
    merge = join(other, case)
    complaint_withdrawals.withdraw(session, other, now=NOW)

    with pytest.raises(Invalid, match=StaysJoined.GONE):
        undo(merge)


def test_no_event_of_joining_holds_words(session, case, join):
    join(factories.complaint(session), case)

    assert {row.note for row in session.query(Event).filter_by(action="merge")} == {""}
    assert session.query(CaseFile).count() == 1
    assert session.query(Complaint).count() == 2
