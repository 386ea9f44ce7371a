"""Who has which comment in front of them just now."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models import Comment, CommentClaim, Staff, table_of
from moderation.domain.comment_states import UNDECIDED
from moderation.queries.rows import AnyRow

_l, _c, _s = table_of(CommentClaim).c, table_of(Comment).c, table_of(Staff).c
_NOW = bindparam("now", type_=_l.until.type)
_MINE = (
    select(func.count())
    .select_from(table_of(CommentClaim).join(table_of(Comment), _c.id == _l.comment_id))
    .where(_l.staff_id == bindparam("staff_id"), _l.until > _NOW, _c.state.in_(UNDECIDED))
)
_OF_OTHER = (
    select(_s.name, _l.until)
    .join(table_of(Staff), _s.id == _l.staff_id)
    .where(
        _l.comment_id == bindparam("comment_id"),
        _l.until > _NOW,
        _l.staff_id != bindparam("staff_id"),
    )
)


def count_of(session: Session, staff_id: int, *, now: datetime) -> int:
    """How many undecided comments somebody has in front of them; reads their claims only."""
    return session.scalars(_MINE, {"staff_id": staff_id, "now": now}).one()


_STATE = select(_c.state).where(_c.id == bindparam("comment_id"))


def can_be_claimed(session: Session, comment_id: int) -> bool:
    """Whether the comment still waits for a decision."""
    return session.scalars(_STATE, {"comment_id": comment_id}).first() in UNDECIDED


def of_other(session: Session, comment_id: int, staff_id: int, *, now: datetime) -> AnyRow | None:
    """Name and end of a colleague's claim to a comment; none: nobody else has it."""
    values = {"comment_id": comment_id, "staff_id": staff_id, "now": now}
    return session.execute(_OF_OTHER, values).first()
