"""A contractor without an account answers once, through a link that runs out."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Assignment, CaseFile, Complaint, ContractorLink
from moderation.domain.case_states import OWING
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.people import Actor
from moderation.services import assignments, audit
from moderation.services.audit import Subject


def make_link(
    session: Session,
    part: Assignment,
    *,
    contractor: str,
    question: str,
    days: int,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> str:
    """The token of a new link, given once: only its hash is kept. Raises Invalid (fields
    `contractor`, `contractor_question`), StaleVersion, IllegalTransition. Flushes.
    """
    expect_owing(part, seen_version)
    if not contractor:
        raise Invalid("who is asked", field="contractor")
    if not question:
        raise Invalid("what is asked", field="contractor_question")
    token = secrets.token_urlsafe(32)
    session.add(
        ContractorLink(
            assignment_id=part.id,
            token_hash=_hash(token),
            contractor=contractor,
            question=question,
            made_by_id=actor.id,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    session.flush()
    _record(session, part.id, "make_link", actor=actor, now=now, note=contractor)
    return token


def expect_owing(part: Assignment, seen_version: int) -> None:
    """Raise StaleVersion for a part that moved on, IllegalTransition for one that owes nothing: of
    neither a contractor is asked.
    """
    assignments.expect(part, seen_version)
    if part.state not in OWING:
        raise IllegalTransition("contractor", part.state)


def revoke(
    session: Session, part: Assignment, link_id: int, *, actor: Actor, now: datetime
) -> None:
    """The link leads nowhere from now on. Raises NotFound for another part's, IllegalTransition
    for one that was answered or revoked. Flushes.
    """
    link = session.get(ContractorLink, link_id)
    if link is None or link.assignment_id != part.id:
        raise NotFound
    if link.answered_at or link.revoked_at:
        raise IllegalTransition("revoke_link", "over")
    link.revoked_at = now
    session.flush()
    _record(session, part.id, "revoke_link", actor=actor, now=now, note=link.contractor)


def find(
    session: Session, token: str, *, to_answer: bool = False
) -> tuple[ContractorLink, Assignment, Complaint | None]:
    """The link of a token, locked when it is `to_answer`; its part, and the complaint as long as it
    is worked on in the open. Raises NotFound for a token nobody made.
    """
    by_token = select(ContractorLink).where(ContractorLink.token_hash == _hash(token))
    link = session.scalars(by_token.with_for_update() if to_answer else by_token).first()
    if link is None:
        raise NotFound
    part = session.get_one(Assignment, link.assignment_id)
    return link, part, complaint_of(session, part)


def complaint_of(session: Session, part: Assignment) -> Complaint | None:
    """The complaint a contractor of this part reads: the first that is worked on in the open."""
    accepted = (
        select(Complaint)
        .join(CaseFile, CaseFile.id == Complaint.case_id)
        .where(CaseFile.id == part.case_id, Complaint.state == ComplaintState.ACCEPTED)
        .order_by(Complaint.id)
    )
    return session.scalars(accepted).first()


def is_open(
    link: ContractorLink, part: Assignment, complaint: Complaint | None, now: datetime
) -> bool:
    """Whether the link may still be answered."""
    over = link.answered_at or link.revoked_at or link.expires_at <= now
    return not over and part.is_current and part.state in OWING and complaint is not None


def answer(session: Session, link: ContractorLink, text: str, *, now: datetime) -> None:
    """The contractor's words, once. Raises Invalid (field `answer`). Flushes."""
    if not text:
        raise Invalid("an answer is needed", field="answer")
    link.answer, link.answered_at = text, now
    session.flush()
    _record(
        session, link.assignment_id, "contractor_answer", actor=None, now=now, note=link.contractor
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(
    session: Session, part_id: int, action: str, *, actor: Actor | None, now: datetime, note: str
) -> None:
    audit.record(session, Subject.ASSIGNMENT, part_id, action, actor=actor, now=now, note=note)
