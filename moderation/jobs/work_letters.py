"""Letters to staff about urgent work: a code, a date and a link, in the reader's language."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Assignment, CaseFile, OutboxMessage, Staff
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
from moderation.domain.permissions import OF_AN_AGENCY
from moderation.jobs.letters import Letter, Post, mail_to
from moderation.queries import waiting
from moderation.services import assignments


def work_offered(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """None when the agency took the work, or it is not theirs any more."""
    part = session.get(Assignment, message.subject_id)
    waits = (AssignmentState.OFFERED, AssignmentState.ACCEPTED)
    if part is None or not part.is_current or part.state not in waits:
        return None
    if part.state is AssignmentState.ACCEPTED and part.officer_id != message.staff_id:
        return None  # somebody is at work already
    return _about(session, message, post, part)


def approval_waits(
    session: Session, message: OutboxMessage, post: Post, now: datetime
) -> Letter | None:
    """None when it is not this person's turn, which most of those asked will find."""
    part = _lead(session, message.subject_id)
    today = now.astimezone(post.zone).date()
    if part is None or message.staff_id not in waiting.approves_next(session, part, today=today):
        return None
    return _about(session, message, post, part)


def sent_back(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """None when the answer was written anew meanwhile."""
    part = _lead(session, message.subject_id)
    if part is None or part.state is not AssignmentState.ACCEPTED:
        return None
    case = session.get_one(CaseFile, part.case_id)
    if case.state not in (CaseState.IN_PROGRESS, CaseState.REOPENED):
        return None
    return _about(session, message, post, part)


def answer_waits(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """None when the answer was sent on, or back."""
    part = _lead(session, message.subject_id)
    if part is None or part.state is not AssignmentState.ANSWERED:
        return None
    if session.get_one(CaseFile, part.case_id).state is not CaseState.AWAITING_APPROVAL:
        return None
    return _about(session, message, post, part)


def part_returned(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """None when somebody else has the work by now."""
    part = session.get(Assignment, message.subject_id)
    if part is None or not part.is_current or part.state is not AssignmentState.RETURNED:
        return None
    return _about(session, message, post, part)


def _lead(session: Session, case_id: int) -> Assignment | None:
    case = session.get(CaseFile, case_id)
    parts = assignments.current_parts(session, case) if case else ()
    return next((part for part in parts if part.role is AssignmentRole.LEAD), None)


def _about(session: Session, message: OutboxMessage, post: Post, part: Assignment) -> Letter | None:
    """None for somebody who left, another agency's officer, and what is confidential by now."""
    person = reader(session, message)
    code = waiting.told_code(session, part.case_id)
    if person is None or code is None:
        return None
    if person.role in OF_AN_AGENCY and person.agency_id != part.agency_id:
        return None
    values = {
        "code": code,
        "due": _due(session, part, post),
        "link": link_to(post, person, _row_for(session, person, part)),
    }
    return Letter(mail_to(session, message, post, person.email, person.language, values))


def reader(session: Session, message: OutboxMessage) -> Staff | None:
    """Whom a message to staff is for; None when they don't work here any more."""
    person = session.get(Staff, message.staff_id) if message.staff_id else None
    return person if person and person.is_active else None


def _row_for(session: Session, person: Staff, part: Assignment) -> int:
    if person.role in OF_AN_AGENCY:
        return part.id
    return waiting.first_complaint(session, part.case_id) or 0


def link_to(post: Post, person: Staff, row_id: int) -> str:
    """The page of an assignment for an agency's people, of a complaint for coordinators."""
    if person.role in OF_AN_AGENCY:
        return f"{post.base_url}/agency/cases/{row_id}"
    return f"{post.base_url}/staff/complaints/{row_id}"


def _due(session: Session, part: Assignment, post: Post) -> str:
    case = session.get_one(CaseFile, part.case_id)
    if part.role is AssignmentRole.LEAD and case.due_at is not None:
        return case.due_at.astimezone(post.zone).strftime("%H:%M %d/%m/%Y")
    return written(part.due_on)


def written(day: date) -> str:
    """A date as it stands in mails."""
    return day.strftime("%d/%m/%Y")
