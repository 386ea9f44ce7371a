"""Notes of a case: inside one agency, between its agencies, to the citizen."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CaseFile, CaseNote, Complaint
from moderation.domain.case_states import NoteAudience
from moderation.domain.errors import IllegalTransition, Invalid
from moderation.domain.people import Actor
from moderation.services import audit, cases, complaints
from moderation.services.audit import Subject

#: The same words within this time are one note: a button pressed twice.
TWICE = timedelta(minutes=5)


def write(
    session: Session,
    case: CaseFile,
    audience: NoteAudience,
    text: str,
    *,
    agency_id: int | None,
    actor: Actor,
    now: datetime,
) -> CaseNote:
    """A note that stays in the house: for one agency (None: the coordinators), or for every agency
    of the case. Raises Invalid (field `note`). Flushes.
    """
    if audience is NoteAudience.CITIZEN:
        raise IllegalTransition("note", audience)  # such a note is told: `tell`
    if same := _just_written(session, case, audience, text, None, actor, now=now):
        return same
    return _add(session, case, audience, text, agency_id=agency_id, actor=actor, now=now)


def tell(
    session: Session,
    complaint: Complaint,
    text: str,
    *,
    everybody: bool = False,
    actor: Actor,
    now: datetime,
) -> CaseNote:
    """A note to the citizen, or to everybody whose complaint is in the case; they get the news.

    Raises Invalid (field `note`), IllegalTransition without a case. Flushes.
    """
    if complaint.case_id is None:
        raise IllegalTransition("note", complaint.state)
    case = cases.load_case(session, complaint.case_id)
    to_one = None if everybody else complaint.id
    if same := _just_written(session, case, NoteAudience.CITIZEN, text, to_one, actor, now=now):
        return same  # nobody is told twice
    note = _add(
        session, case, NoteAudience.CITIZEN, text, agency_id=None, actor=actor, now=now,
        complaint_id=to_one,
    )  # fmt: skip
    for each in cases.complaints_of(session, case) if everybody else [complaint]:
        complaints.tell_citizen(session, each, now=now)
    session.flush()
    return note


def _just_written(
    session: Session,
    case: CaseFile,
    audience: NoteAudience,
    text: str,
    complaint_id: int | None,
    actor: Actor,
    *,
    now: datetime,
) -> CaseNote | None:
    """The same note by the same person a moment ago: a form that was sent twice."""
    latest = (
        select(CaseNote)
        .where(CaseNote.case_id == case.id, CaseNote.by_id == actor.id, CaseNote.at > now - TWICE)
        .order_by(CaseNote.id.desc())
    )
    note = session.scalars(latest).first()
    said = (audience, text, complaint_id)
    return note if note and (note.audience, note.text, note.complaint_id) == said else None


def _add(
    session: Session,
    case: CaseFile,
    audience: NoteAudience,
    text: str,
    *,
    agency_id: int | None,
    actor: Actor,
    now: datetime,
    complaint_id: int | None = None,
) -> CaseNote:
    if not text:
        raise Invalid("a note has words", field="note")
    note = CaseNote(
        case_id=case.id, audience=audience, agency_id=agency_id, complaint_id=complaint_id,
        by_id=actor.id, at=now, text=text,
    )  # fmt: skip
    session.add(note)
    session.flush()
    audit.record(session, Subject.CASE, case.id, f"note_{audience}", actor=actor, now=now)
    return note
