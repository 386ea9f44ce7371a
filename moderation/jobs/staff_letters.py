"""Mails to people who work here: what is owed by when, never a word of what somebody wrote."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Assignment, Chase, Complaint, OutboxMessage, Staff
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.permissions import OF_AN_AGENCY, Permission, allows
from moderation.jobs.letters import Letter, Post, mail_to, piece


def chase(session: Session, message: OutboxMessage, post: Post, _now: datetime) -> Letter | None:
    """A reminder; None when whoever it is for has left, or the complaint was covered meanwhile."""
    sent = session.get(Chase, message.subject_id)
    person = session.get(Staff, message.staff_id) if message.staff_id else None
    if sent is None or person is None or not person.is_active:
        return None
    part = session.get(Assignment, sent.assignment_id) if sent.assignment_id else None
    complaint = session.scalars(
        select(Complaint).where(
            Complaint.case_id == sent.case_id, Complaint.state == ComplaintState.ACCEPTED
        )
    ).first()
    if complaint is None:
        return None
    due = f"{sent.due_on:%d/%m/%Y}"
    sent_on = sent.at.astimezone(post.zone).date()
    what = piece(
        post, "chase_what", person.language, is_late=sent_on > sent.due_on, step=sent.step,
        has_text=bool(sent.text), code=complaint.code, due=due,
    )  # fmt: skip
    link = post.base_url + _path(person, part, complaint)
    values = {"code": complaint.code, "due": due, "what": what, "link": link}
    return Letter(mail_to(session, message, post, person.email, person.language, values))


def _path(person: Staff, part: Assignment | None, complaint: Complaint) -> str:
    """A page this person can open."""
    if person.role in OF_AN_AGENCY:
        own = part is not None and part.agency_id == person.agency_id
        return f"/agency/cases/{part.id}" if part and own else "/agency/"
    if allows(person.role, Permission.READ_COMPLAINTS):
        return f"/staff/complaints/{complaint.id}"
    return "/staff/"
