"""Questions citizens have not answered: one reminder half-way, then the complaint is closed. When
the clock of a case stands still for the answer, it ends in `jobs/deadlines.py`.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Complaint, Question
from moderation.domain.case_states import CaseState
from moderation.domain.complaint_states import ComplaintAction, ComplaintState
from moderation.domain.intake import IntakeRules
from moderation.domain.working_calendar import WorkingCalendar
from moderation.queries import clocks
from moderation.queries import complaints as complaint_queries
from moderation.services import audit, cases, complaints
from moderation.services.audit import Subject
from moderation.services.complaints import Decision

#: Working days a citizen has after the reminder, whatever happened to the server meanwhile.
REMINDED_DAYS = 2
NO_REPLY = "no_reply"


def chase(session: Session, *, rules: IntakeRules, now: datetime) -> None:
    """Remind of what is half over, close what is over at intake; the caller commits. Safe to
    repeat.
    """
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
    for complaint_id, question_id in clocks.unreminded(session):
        question = session.get_one(Question, question_id)
        if today <= question.answer_by and _is_half_over(question, rules.calendar, today):
            _remind_paused(session, complaint_id, question, now=now)


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
    _tell(session, complaint, now=now)


def _remind_paused(
    session: Session, complaint_id: int, question: Question, *, now: datetime
) -> None:
    """The last day stays: a case waits no longer than was said."""
    complaint = complaints.load_for_change(session, complaint_id)
    case = cases.load_case(session, complaint.case_id) if complaint.case_id else None
    session.refresh(question)
    answered = question.answered_at or question.reminded_at
    if case is None or case.state is not CaseState.SUSPENDED or answered:
        return
    question.reminded_at = now
    _tell(session, complaint, now=now)


def _tell(session: Session, complaint: Complaint, *, now: datetime) -> None:
    complaints.tell_citizen(session, complaint, now=now, followers=False)
    session.flush()
    audit.record(session, Subject.COMPLAINT, complaint.id, "remind", actor=None, now=now)


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
