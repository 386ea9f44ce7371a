"""Who has which comment in front of them just now."""

from datetime import datetime, timedelta

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


_STANDING = (
    select(_c.state, _l.staff_id, _l.until)
    .outerjoin(table_of(CommentClaim), _l.comment_id == _c.id)
    .where(_c.id == bindparam("comment_id"))
)


def is_to_be_claimed(
    session: Session, comment_id: int, staff_id: int, *, now: datetime, lease: timedelta
) -> bool:
    """Whether opening the comment has to write: it waits for a decision, nobody else has it, and
    one's own claim has run for half its time.
    """
    row = session.execute(_STANDING, {"comment_id": comment_id}).first()
    if row is None or row.state not in UNDECIDED:
        return False
    if row.staff_id is None or row.until <= now:
        return True
    return bool(row.staff_id == staff_id and row.until <= now + lease / 2)


def of_other(session: Session, comment_id: int, staff_id: int, *, now: datetime) -> AnyRow | None:
    """Name and end of a colleague's claim to a comment; none: nobody else has it."""
    values = {"comment_id": comment_id, "staff_id": staff_id, "now": now}
    return session.execute(_OF_OTHER, values).first()
