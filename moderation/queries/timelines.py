"""What people of the house noted about a case, and what left it for the sender."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from models import CaseNote, Complaint, Merge, OutboxMessage, Staff, table_of
from moderation.domain.case_states import NoteAudience
from moderation.domain.complaint_states import CONFIDENTIAL
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

_joined_by, _undone_by = aliased(Staff), aliased(Staff)
_JOININGS = (
    select(
        Complaint.code,
        Merge.at,
        _joined_by.name.label("by"),
        Merge.undone_at,
        _undone_by.name.label("undone_by"),
    )
    .join(Complaint, Complaint.id == Merge.complaint_id)
    .join(_joined_by, _joined_by.id == Merge.by_id)
    .outerjoin(_undone_by, _undone_by.id == Merge.undone_by_id)
    .where(
        Merge.into_id == bindparam("case_id"),
        Merge.complaint_id != bindparam("complaint_id"),
        Complaint.state.not_in(CONFIDENTIAL),
    )
    .order_by(Merge.id)
)


def messages(session: Session, complaint_id: int) -> Sequence[AnyRow]:
    """What was, or is to be, told to the sender, oldest first."""
    return session.execute(_MESSAGES, {"complaint_id": complaint_id}).all()


def notes(session: Session, case_id: int) -> Sequence[AnyRow]:
    """Notes that the coordinators may read, oldest first: not those inside one agency."""
    return session.execute(_NOTES, {"case_id": case_id}).all()


def joinings(session: Session, case_id: int, *, besides: int) -> Sequence[AnyRow]:
    """Which complaints joined a case and were taken out again, oldest first; `besides` the one
    whose own history says so.
    """
    return session.execute(_JOININGS, {"case_id": case_id, "complaint_id": besides}).all()
