"""The lead's answer while it is written: kept as a draft, then sent on its way out of the house."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Approver, Assignment, Attachment, CaseFile
from moderation.domain import proofs
from moderation.domain.case_states import (
    AssignmentRole,
    AssignmentState,
    CaseAction,
    CaseState,
    Outcome,
)
from moderation.domain.errors import IllegalTransition, Invalid
from moderation.domain.generic_replies import Sign
from moderation.domain.people import Actor
from moderation.domain.proofs import Proof
from moderation.services import assignments, audit, cases, publications
from moderation.services.audit import Subject

#: States of a case in which its lead writes.
WRITTEN_IN = (CaseState.IN_PROGRESS, CaseState.REOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft:
    """What an officer wrote. `public_text` "" means: the words with the suggested masks."""

    text: str
    public_text: str = ""
    outcome: Outcome | None = None
    document_number: str = ""


def expect_writable(part: Assignment, case: CaseFile) -> None:
    """Raises IllegalTransition unless the lead writes its answer now: not before it accepted, and
    not while others approve.
    """
    is_lead = part.role is AssignmentRole.LEAD and part.state is AssignmentState.ACCEPTED
    if not is_lead or case.state not in WRITTEN_IN:
        raise IllegalTransition("draft", case.state)


def expect_not_waiting(part: Assignment, case: CaseFile) -> None:
    """Raises IllegalTransition while people of the agency approve the answer of `part`."""
    if part.role is AssignmentRole.LEAD and case.state is CaseState.AWAITING_APPROVAL:
        raise IllegalTransition("part", case.state)


def save(session: Session, part: Assignment, draft: ReplyDraft, *, seen_version: int) -> None:
    """Keep the draft with the lead's part; nobody outside the agency reads it. Raises StaleVersion,
    IllegalTransition. Flushes.
    """
    assignments.expect(part, seen_version)
    expect_writable(part, cases.load_case(session, part.case_id))
    part.answer, part.document_number = draft.text, draft.document_number
    part.public_answer, part.outcome = draft.public_text, draft.outcome
    assignments.flush(session, seen_version)


def submit(
    session: Session,
    part: Assignment,
    draft: ReplyDraft,
    *,
    asked: Proof,
    went_on: Sequence[Sign] = (),
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> bool:
    """Send the answer on its way: to the agency's chain (True), or without one straight to the
    coordinator (False). `went_on`: warnings the officer has read and passed; they are kept.

    Raises Invalid (fields `answer`, `outcome`, `photo`, `document_number`), StaleVersion,
    IllegalTransition. Flushes.
    """
    _expect_complete(session, part, draft, asked)
    case = cases.load_case(session, part.case_id)
    public = publications.public_copy(
        draft.text, draft.public_text, cases.complaints_of(session, case)
    )
    kept = replace(draft, public_text=public)
    save(session, part, kept, seen_version=seen_version)
    if went_on:
        audit.record(
            session, Subject.ASSIGNMENT, part.id, "went_on", actor=actor, now=now,
            note=", ".join(went_on),
        )  # fmt: skip
    if has_chain(session, part.agency_id):
        cases.change_case(
            session, case, CaseAction.SUBMIT, seen_version=case.version, actor=actor, now=now
        )
        return True
    cases.answer_part(
        session, part, kept.text, document_number=kept.document_number,
        seen_version=part.version, actor=actor, now=now, public_text=kept.public_text,
        outcome=kept.outcome,
    )  # fmt: skip
    return False


def has_chain(session: Session, agency_id: int) -> bool:
    """Whether somebody of the agency approves before an answer leaves it."""
    steps = select(func.count()).select_from(Approver).where(Approver.agency_id == agency_id)
    return bool(session.scalars(steps).one())


def lacking(session: Session, part: Assignment, draft: ReplyDraft, asked: Proof) -> Proof:
    """The proof that the draft still needs by what its issue asks for; NONE when it may go."""
    photos = select(func.count()).select_from(Attachment)
    shown = session.scalars(photos.where(Attachment.assignment_id == part.id)).one()
    if draft.outcome is None:
        return Proof.NONE
    return proofs.missing(
        asked, draft.outcome, has_photo=bool(shown), has_document=bool(draft.document_number)
    )


def _expect_complete(session: Session, part: Assignment, draft: ReplyDraft, asked: Proof) -> None:
    if not draft.text:
        raise Invalid("an answer is needed", field="answer")
    if draft.outcome is None:
        raise Invalid("an outcome is needed", field="outcome")
    if lack := lacking(session, part, draft, asked):
        raise Invalid(lack, field="document_number" if lack is Proof.DOCUMENT else "photo")
