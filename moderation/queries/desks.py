"""What the desks count, and what the sealed lane must decide first."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from models import (
    Agency,
    Complaint,
    SealedComplaint,
    SealedExclusion,
    Staff,
    Ward,
    table_of,
)
from moderation.domain.complaint_states import CONFIDENTIAL, ComplaintState
from moderation.domain.permissions import Role
from moderation.queries.rows import AnyRow

_g = table_of(Agency).c
_SHOWN = (_g.id, _g.code, _g.name, _g.name_en, _g.kind, _g.ward_code, _g.parent_id)
_IS_THERE = (
    or_(_g.valid_from.is_(None), _g.valid_from <= bindparam("today")),
    or_(_g.valid_to.is_(None), _g.valid_to >= bindparam("today")),
)
_AGENCIES = select(*_SHOWN).where(*_IS_THERE).order_by(_g.ward_code.is_not(None), _g.name)


def agencies(session: Session, today: date) -> Sequence[AnyRow]:
    """What a select of agencies needs of those that are there today, in the order of
    `queries.agencies.active`: four hundred plain rows cost a tenth of four hundred objects.
    """
    return session.execute(_AGENCIES, {"today": today}).all()


_STAMP = select(func.count(), func.max(_g.id), func.sum(_g.revision)).where(*_IS_THERE)


def agencies_stamp(session: Session, today: date) -> tuple[int, ...]:
    """What differs as soon as any row that `agencies` gives does: whoever keeps what was made of
    them sees by it whether they are the same still.
    """
    return tuple(session.execute(_STAMP, {"today": today}).one())


_ward = table_of(Ward).c
_WARDS = select(_ward.code, _ward.name).order_by(_ward.folded)


def wards(session: Session) -> Sequence[AnyRow]:
    """(code, name) of every ward, by name: plain rows, as a select needs them."""
    return session.execute(_WARDS).all()


def to_decide(session: Session, *, staff_id: int, limit: int = 200) -> Sequence[AnyRow]:
    """Covered complaints that this officer may know of and nobody decided about, by what must be
    decided first: id, code and dates, never a word.
    """
    named = (
        select(SealedExclusion.complaint_id)
        .where(SealedExclusion.complaint_id == Complaint.id, SealedExclusion.staff_id == staff_id)
        .exists()
    )
    return session.execute(
        select(
            Complaint.id,
            Complaint.code,
            Complaint.submitted_at,
            SealedComplaint.covered_at,
            SealedComplaint.decide_by,
        )
        .join(SealedComplaint, SealedComplaint.complaint_id == Complaint.id)
        .where(Complaint.state == ComplaintState.COVERED, ~named)
        .order_by(SealedComplaint.decide_by, Complaint.id)
        .limit(limit)
    ).all()


def may_open(session: Session, complaint_id: int, *, staff_id: int) -> bool:
    """Whether this is sealed or covered and this officer is not named in it."""
    is_named = session.get(SealedExclusion, (complaint_id, staff_id)) is not None
    return session.get(SealedComplaint, complaint_id) is not None and not is_named


def officers(session: Session, complaint_id: int) -> Sequence[Staff]:
    """Confidential-lane officers who may still know of this complaint, by name."""
    named = select(SealedExclusion.staff_id).where(SealedExclusion.complaint_id == complaint_id)
    return session.scalars(
        select(Staff)
        .where(Staff.role == Role.CONFIDENTIAL_OFFICER, Staff.is_active, Staff.id.not_in(named))
        .order_by(Staff.name, Staff.id)
    ).all()


_CODE_OF_COMMENT = select(Complaint.id, Complaint.code).where(
    Complaint.comment_id == bindparam("comment_id"), Complaint.state.not_in(CONFIDENTIAL)
)


def code_of_comment(session: Session, comment_id: int) -> tuple[int, str] | None:
    """Id and code of the complaint that a comment became; None for none, or one that is covered."""
    found = session.execute(_CODE_OF_COMMENT, {"comment_id": comment_id}).first()
    return (found.id, found.code) if found else None
