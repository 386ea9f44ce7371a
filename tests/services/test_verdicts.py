"""Rating, reopening, silence; splitting and links."""

from datetime import timedelta

import pytest

from models import CaseLink, Event, OutboxMessage, Rating
from moderation.domain.case_states import AssignmentState, CaseLinkKind, CaseState, Outcome
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.joining import NotNow
from moderation.jobs import closing
from moderation.queries import joined as joined_queries
from moderation.services import (
    cases,
    complaint_sealing,
    complaint_withdrawals,
    duty,
    links,
    merging,
    splitting,
    verdicts,
)
from tests import factories
from tests.conftest import NOW
from tests.services.test_cases import answer, events, publish

DAYS, LIMIT = 7, 2


@pytest.fixture
def complaint(session):
    return factories.complaint(session)


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, actor=coordinator)


@pytest.fixture
def answered(session, case, coordinator):
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    return case


def rate(session, complaint, *, satisfied=True, at=NOW, text=""):
    return verdicts.rate(session, complaint, is_satisfied=satisfied, text=text, days=DAYS, now=at)


def reopen(session, complaint, rules, reason="Vẫn ngập.", *, at=NOW):
    return verdicts.reopen(
        session, complaint, reason, days=DAYS, limit=LIMIT, rules=rules, urgent_hours=24, now=at
    )


def test_a_satisfied_reporter_closes_the_case_without_a_mail(session, complaint, answered):
    session.query(OutboxMessage).update({"finished_at": NOW})

    rate(session, complaint, text="Cảm ơn.")

    assert (answered.state, answered.closed_at) == (CaseState.CLOSED, NOW)
    assert session.query(Rating).one().text == "Cảm ơn."
    assert events(session, "complaint", complaint.id)[-1][0] == "rate"
    assert session.query(OutboxMessage).filter_by(finished_at=None).count() == 0


def test_who_is_not_satisfied_keeps_the_case_open_to_be_reopened(session, complaint, answered):
    rate(session, complaint, satisfied=False)

    assert answered.state is CaseState.ANSWERED


def test_a_shared_case_waits_for_every_reporter(session, complaint, case, coordinator):
    other = factories.complaint(session)
    merging.join(session, other, case, seen_version=other.version, actor=coordinator, now=NOW)
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)

    rate(session, complaint)
    assert case.state is CaseState.ANSWERED
    rate(session, other)
    assert case.state is CaseState.CLOSED


def test_an_answer_is_rated_once_and_in_time(session, complaint, answered):
    with pytest.raises(Invalid, match=NotNow.TOO_LATE):
        rate(session, complaint, at=NOW + timedelta(days=DAYS, seconds=1))
    rate(session, complaint, satisfied=False)
    with pytest.raises(Invalid, match=NotNow.RATED):
        rate(session, complaint)


def test_what_was_not_answered_is_not_rated(session, complaint, case, rules):
    with pytest.raises(Invalid, match=NotNow.NOT_ANSWERED):
        rate(session, complaint)
    with pytest.raises(Invalid, match=NotNow.NOT_ANSWERED):
        reopen(session, factories.complaint(session), rules)


def test_reopening_gives_the_case_back_to_its_lead_with_a_new_date(
    session, complaint, answered, rules
):
    answered.outcome = Outcome.NOT_FIXED
    session.query(OutboxMessage).update({"finished_at": NOW})

    reopen(session, complaint, rules, at=NOW + timedelta(days=2))

    lead = cases.lead_of(session, answered)
    due_on = rules.due_on("GT01", NOW + timedelta(days=2))
    assert (answered.state, answered.reopenings) == (CaseState.REOPENED, 1)
    assert (answered.due_on, lead.due_on, answered.outcome) == (due_on, due_on, None)
    assert (lead.state, answered.answered_at) == (AssignmentState.ACCEPTED, None)
    assert events(session, "assignment", lead.id)[-1] == ("revise", "answered", "accepted")
    assert events(session, "complaint", complaint.id)[-1][0] == "reopen"
    assert session.query(OutboxMessage).filter_by(finished_at=None).one()


def test_an_urgent_case_is_due_by_the_hour_again(session, complaint, answered, rules, coordinator):
    answered.due_at, first = NOW - timedelta(days=1), answered.first_due_on
    duty.add_shift(
        session, NOW - timedelta(hours=1), NOW + timedelta(days=3), staff_id=coordinator.id,
        phone="0912 345 678", actor=coordinator, now=NOW,
    )  # fmt: skip

    reopen(session, complaint, rules)

    due_at = NOW + timedelta(hours=24)
    lead = cases.lead_of(session, answered)
    assert (answered.due_at, answered.duty_officer_id) == (due_at, coordinator.id)
    assert answered.due_on == lead.due_on == due_at.astimezone(rules.calendar.zone).date()
    assert answered.first_due_on == first


def test_a_reopened_case_is_answered_and_rated_again(
    session, complaint, answered, rules, coordinator
):
    rate(session, complaint, satisfied=False)
    reopen(session, complaint, rules)
    answer(session, cases.lead_of(session, answered), coordinator, "Đã làm lại.")
    publish(session, answered, coordinator)

    rate(session, complaint)

    assert [row.round for row in session.query(Rating).order_by(Rating.id)] == [0, 1]
    assert answered.state is CaseState.CLOSED


def test_a_case_is_reopened_twice_at_most_and_in_time(
    session, complaint, answered, rules, coordinator
):
    with pytest.raises(Invalid) as caught:
        reopen(session, complaint, rules, "")
    assert caught.value.field == "reason"
    with pytest.raises(Invalid, match=NotNow.TOO_LATE):
        reopen(session, complaint, rules, at=NOW + timedelta(days=8))
    for _ in range(LIMIT):
        reopen(session, complaint, rules)
        answer(session, cases.lead_of(session, answered), coordinator)
        publish(session, answered, coordinator)
    with pytest.raises(Invalid, match=NotNow.TOO_OFTEN):
        reopen(session, complaint, rules)


def test_silence_closes_and_a_word_in_time_does_not(session, complaint, answered, rules):
    in_time, late = NOW + timedelta(days=DAYS), NOW + timedelta(days=DAYS, seconds=1)

    assert closing.close_silent(session, days=DAYS, now=in_time) == 0
    assert closing.close_silent(session, days=DAYS, now=late) == 1
    assert closing.close_silent(session, days=DAYS, now=late) == 0

    assert (answered.state, answered.closed_at) == (CaseState.CLOSED, late)
    with pytest.raises(Invalid, match=NotNow.TOO_LATE):
        reopen(session, complaint, rules, at=late)


def test_the_reason_of_a_reopening_is_sealed_with_its_complaint(
    session, complaint, answered, rules, tools, coordinator
):
    rate(session, complaint, satisfied=False, text="Trưởng đội nhận tiền")
    reopen(session, complaint, rules, "Trưởng đội nhận tiền")

    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip

    assert session.query(Rating).one().text == ""

    assert not session.query(Event).filter(Event.note.contains("Trưởng đội")).count()


# --- Splitting


@pytest.fixture
def split(session, rules, coordinator):
    def parted(whole, **words):
        written = {"title": "Đèn đường hỏng", "content": "Đèn đầu ngõ không sáng."}
        return splitting.split(
            session, whole, **{**written, **words}, issue_code=None, category_code="DT",
            seen_version=whole.version, rules=rules, actor=coordinator, now=NOW,
        )  # fmt: skip

    return parted


def test_a_second_problem_gets_its_own_case_and_one_conversation(
    session, complaint, case, split, coordinator
):
    session.query(OutboxMessage).update({"finished_at": NOW})
    part = split(complaint)
    second = factories.routed(session, part, "TTTP", (), coordinator, at=NOW)

    link = session.query(CaseLink).one()
    assert (part.email, part.phone, part.consent_contact) == (None, None, False)
    assert (link.case_id, link.other_id, link.kind) == (case.id, second.id, CaseLinkKind.SPLIT)
    told = session.query(OutboxMessage).filter_by(finished_at=None)
    assert [row.subject_id for row in told] == [complaint.id]
    assert [each.id for each in joined_queries.family(session, part)] == [complaint.id, part.id]


def test_a_part_keeps_what_protects_its_sender(session, split, units):
    whole = factories.complaint(
        session, hide_identity=True, about_unit_id=units["HSDC"].id, consent_publish=False
    )

    part = split(whole, content="Bà Lâm ở đầu ngõ.")

    assert (part.hide_identity, part.about_unit_id) == (True, units["HSDC"].id)
    assert (part.is_public, part.full_name) == (False, whole.full_name)


def test_the_link_of_a_split_waits_for_both_cases(session, complaint, split, coordinator):
    part = split(complaint)
    factories.routed(session, part, "TTTP", (), coordinator, at=NOW)
    assert session.query(CaseLink).count() == 0

    factories.routed(session, complaint, actor=coordinator, at=NOW)

    assert session.query(CaseLink).one().case_id == complaint.case_id


def test_the_same_press_again_splits_nothing(session, complaint, split):
    seen = complaint.version
    split(complaint)

    assert complaint.version > seen


def test_a_part_is_not_split_again_and_words_are_needed(session, complaint, split):
    with pytest.raises(Invalid):
        split(complaint, content="")
    part = split(complaint)
    with pytest.raises(IllegalTransition):
        split(part)


def test_covering_the_whole_covers_its_parts_and_the_other_way(
    session, complaint, split, rules, tools, coordinator
):
    part = split(complaint)

    complaint_sealing.cover(
        session, part, seen_version=part.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip

    assert (part.state, complaint.state) == (ComplaintState.COVERED, ComplaintState.COVERED)
    assert part.full_name == complaint.full_name == ""


def test_withdrawing_the_whole_takes_parts_along_that_nobody_works_on(session, complaint, split):
    part = split(complaint)

    complaint_withdrawals.withdraw(session, complaint, now=NOW)

    assert part.state is ComplaintState.WITHDRAWN


# --- Links


def test_a_link_is_shown_from_both_ends_and_removed_from_either(session, case, coordinator):
    other = factories.routed(session, factories.complaint(session), "TTTP", (), coordinator)
    made = links.link(session, case, other, CaseLinkKind.FOLLOW_UP, actor=coordinator, now=NOW)
    again = links.link(session, case, other, CaseLinkKind.FOLLOW_UP, actor=coordinator, now=NOW)

    assert made is again
    assert [len(joined_queries.links(session, each.id)) for each in (case, other)] == [1, 1]
    assert events(session, "case", other.id)[-1][0] == "link"

    links.unlink(session, other, made.id, actor=coordinator, now=NOW)
    assert joined_queries.links(session, case.id) == []


def test_related_is_one_link_whichever_end_says_it(session, case, coordinator):
    other = factories.routed(session, factories.complaint(session), "TTTP", (), coordinator)
    for ends in ((case, other), (other, case)):
        links.link(session, *ends, CaseLinkKind.RELATED, actor=coordinator, now=NOW)

    assert session.query(CaseLink).count() == 1


def test_no_link_to_itself_none_of_anothers_and_no_split_undone(
    session, complaint, case, split, coordinator
):
    with pytest.raises(Invalid):
        links.link(session, case, case, CaseLinkKind.RELATED, actor=coordinator, now=NOW)
    with pytest.raises(Invalid):
        links.link(session, case, case, CaseLinkKind.SPLIT, actor=coordinator, now=NOW)
    factories.routed(session, split(complaint), "TTTP", (), coordinator, at=NOW)
    third = factories.routed(session, factories.complaint(session), "TTTP", (), coordinator)
    link = session.query(CaseLink).one()
    for end in (case, third):
        with pytest.raises(NotFound):
            links.unlink(session, end, link.id, actor=coordinator, now=NOW)
