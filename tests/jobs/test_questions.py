"""Time passes day by day: one reminder half-way, then an end, never without the reminder."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Complaint, Event, OutboxMessage, Question
from moderation.domain.complaint_states import ComplaintState
from moderation.jobs import questions
from moderation.services import complaint_sealing, complaints
from tests import factories
from tests.conftest import NOW

#: Asked on Monday 23/11; the 24th is a day off; ten working days end on Tuesday 08/12.
DUE = date(2026, 12, 8)
HALF = date(2026, 12, 1)


@pytest.fixture
def asked(session, coordinator, rules):
    def make(**words) -> Complaint:
        complaint = factories.complaint(session, **words)
        complaints.ask(
            session, complaint, "Ở số nhà nào?", seen_version=complaint.version, rules=rules,
            actor=coordinator, now=NOW,
        )  # fmt: skip
        session.query(OutboxMessage).delete()
        session.commit()
        return complaint

    return make


def morning(day: date) -> datetime:
    return NOW + (day - NOW.date())


def chase(session, rules, *days: date) -> None:
    for day in days:
        questions.chase(session, rules=rules, now=morning(day))
        session.commit()


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def question(session) -> Question:
    return session.scalars(select(Question).order_by(Question.id.desc())).first()


def told(session, action: str) -> list[date]:
    events = session.scalars(select(Event).where(Event.action == action).order_by(Event.id))
    return [event.at.date() for event in events]


def test_one_reminder_half_way_and_the_end_after_the_last_day(session, asked, rules):
    complaint = asked()
    assert question(session).answer_by == DUE

    chase(session, rules, *every_day(NOW.date(), date(2026, 12, 20)))

    assert told(session, "remind") == [HALF]
    assert told(session, "give_up_waiting") == [DUE + timedelta(days=1)]
    session.refresh(complaint)
    assert (complaint.state, complaint.reason_code) == (ComplaintState.REFUSED, "no_reply")
    assert session.query(Event).filter_by(action="give_up_waiting").one().actor_id is None


def test_the_last_day_is_still_a_day_to_answer(session, asked, rules):
    complaint = asked()
    chase(session, rules, HALF, DUE)

    complaints.answer(session, complaint, "Số 15.", rules=rules, now=morning(DUE))
    chase(session, rules, *every_day(DUE, date(2026, 12, 20)))

    assert complaint.state is ComplaintState.RECEIVED


def test_nothing_ends_without_a_reminder_two_working_days_before(session, asked, rules):
    """The server was down for a month: remind now, wait two working days, then end."""
    complaint = asked()
    friday = date(2026, 12, 25)

    chase(session, rules, friday)
    shown = question(session).answer_by
    chase(session, rules, *every_day(friday, date(2026, 12, 29)))
    before = complaint.state
    chase(session, rules, date(2026, 12, 30))

    assert told(session, "remind") == [friday]
    assert shown == date(2026, 12, 29)
    assert (before, complaint.state) == (ComplaintState.NEEDS_INFO, ComplaintState.REFUSED)


def test_the_day_is_the_offices_and_not_utcs(session, asked, rules):
    asked()
    chase(session, rules, HALF)
    late_evening_utc = datetime.combine(DUE, NOW.timetz()).replace(hour=17, minute=30)

    questions.chase(session, rules=rules, now=late_evening_utc - timedelta(hours=1))
    before = told(session, "give_up_waiting")
    questions.chase(session, rules=rules, now=late_evening_utc)

    assert before == []
    assert len(told(session, "give_up_waiting")) == 1


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        ({}, 1),
        ({"email": None}, 1),  # on the telephone
        ({"email": None, "phone": None}, 0),
        ({"consent_contact": False}, 0),
    ],
)
def test_who_can_be_reached_is_told_of_the_reminder(session, asked, rules, words, messages):
    complaint = asked(**words)

    chase(session, rules, HALF)

    kept = session.scalars(select(OutboxMessage)).all()
    assert [(each.kind, each.subject_id) for each in kept] == [
        ("complaint_news", complaint.id)
    ] * messages
    assert told(session, "remind") == [HALF]


def test_who_answered_or_was_covered_is_left_alone(session, asked, rules, coordinator, tools):
    answered, covered = asked(), asked()
    complaints.answer(session, answered, "Số 15.", rules=rules, now=NOW)
    complaint_sealing.cover(
        session, covered, seen_version=covered.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    chase(session, rules, *every_day(HALF, date(2026, 12, 20)))

    assert told(session, "remind") == told(session, "give_up_waiting") == []


def test_the_last_question_counts_when_an_older_one_is_still_open(session, asked, rules):
    complaint = asked()
    session.add(
        Question(
            complaint_id=complaint.id, text="Còn gì nữa?", asked_at=morning(DUE),
            answer_by=date(2026, 12, 22),
        )
    )  # fmt: skip
    session.commit()

    chase(session, rules, *every_day(NOW.date(), date(2026, 12, 22)))

    assert complaint.state is ComplaintState.NEEDS_INFO
