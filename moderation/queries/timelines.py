"""What people of the house noted about a case, and what left it for the sender."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models import CaseNote, OutboxMessage, Staff, table_of
from moderation.domain.case_states import NoteAudience
from moderation.queries.rows import AnyRow

_m = table_of(OutboxMessage).c
_MESSAGES = (
    select(
        _m.id,
        _m.created_at,
        _m.finished_at,
        _m.given_up_at,
        _m.attempts,
        _m.last_error,
        _m.channel,
    )
    .where(
        _m.kind == "complaint_news",
        _m.subject_id == bindparam("complaint_id"),
        _m.staff_id.is_(None),
    )
    .order_by(_m.id)
)
_NOTES = (
    select(CaseNote.id, CaseNote.at, CaseNote.audience, CaseNote.text, Staff.name.label("by"))
    .join(Staff, Staff.id == CaseNote.by_id)
    .where(
        CaseNote.case_id == bindparam("case_id"),
        or_(CaseNote.audience != NoteAudience.AGENCY, CaseNote.agency_id.is_(None)),
    )
    .order_by(CaseNote.id)
)


def messages(session: Session, complaint_id: int) -> Sequence[AnyRow]:
    """What was, or is to be, told to the sender, oldest first."""
    return session.execute(_MESSAGES, {"complaint_id": complaint_id}).all()


def notes(session: Session, case_id: int) -> Sequence[AnyRow]:
    """Notes that the coordinators may read, oldest first: not those inside one agency."""
    return session.execute(_NOTES, {"case_id": case_id}).all()
