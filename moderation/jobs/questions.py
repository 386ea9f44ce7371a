"""Questions citizens have not answered: one reminder half-way, then the complaint is closed."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Complaint, Question
from moderation.domain.complaint_states import ComplaintAction, ComplaintState
from moderation.domain.intake import IntakeRules
from moderation.domain.working_calendar import WorkingCalendar
from moderation.queries import complaints as complaint_queries
from moderation.services import audit, complaints
from moderation.services.audit import Subject
from moderation.services.complaints import Decision

#: Working days a citizen has after the reminder, whatever happened to the server meanwhile.
REMINDED_DAYS = 2
NO_REPLY = "no_reply"


def chase(session: Session, *, rules: IntakeRules, now: datetime) -> None:
    """Remind of what is half over, close what is over; the caller commits. Safe to repeat."""
    today = now.astimezone(rules.calendar.zone).date()
    waiting = complaint_queries.waiting_for_citizens(session, due=date.max)
    latest = {row.id: row.question_id for row in waiting}  # rows are in the order of asking
    for complaint_id, question_id in latest.items():
        question = session.get_one(Question, question_id)
        if question.reminded_at is None:
            if _is_half_over(question, rules.calendar, today):
                _remind(session, complaint_id, question, rules=rules, now=now)
        elif today > _last_day(question, rules.calendar):
            _give_up(session, complaint_id, now=now)


def _is_half_over(question: Question, calendar: WorkingCalendar, today: date) -> bool:
    asked_on = question.asked_at.astimezone(calendar.zone).date()
    passed = calendar.working_days_between(asked_on, today)
    return 2 * passed >= calendar.working_days_between(asked_on, question.answer_by)


def _last_day(question: Question, calendar: WorkingCalendar) -> date:
    """The last day to answer: as promised, and never sooner than the reminder allows."""
    if question.reminded_at is None:
        return date.max
    reminded = calendar.working_days_after(question.reminded_at, REMINDED_DAYS)
    return max(question.answer_by, reminded)


def _remind(
    session: Session, complaint_id: int, question: Question, *, rules: IntakeRules, now: datetime
) -> None:
    complaint = complaints.load_for_change(session, complaint_id)
    if not _still_waits(session, complaint, question):
        return
    question.reminded_at = now
    question.answer_by = _last_day(question, rules.calendar)  # what the citizen reads stays true
    complaints.tell_citizen(session, complaint, now=now)
    session.flush()
    audit.record(session, Subject.COMPLAINT, complaint_id, "remind", actor=None, now=now)


def _still_waits(session: Session, complaint: Complaint, question: Question) -> bool:
    """Asked again under the lock: another worker, or the citizen, may have been first."""
    session.refresh(question)
    return complaint.state is ComplaintState.NEEDS_INFO and question.reminded_at is None


def _give_up(session: Session, complaint_id: int, *, now: datetime) -> None:
    complaint = complaints.load_for_change(session, complaint_id)
    if complaint.state is not ComplaintState.NEEDS_INFO:
        return
    decision = Decision(
        action=ComplaintAction.GIVE_UP_WAITING,
        seen_version=complaint.version,
        reason_code=NO_REPLY,
    )
    complaints.decide(session, complaint, decision, actor=None, now=now)
