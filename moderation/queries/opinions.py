"""Reading questions about comments, and the answers."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from models import Comment, Opinion, Staff, table_of
from moderation.domain.comment_states import CommentState
from moderation.domain.permissions import Role
from moderation.queries.rows import AnyRow

_o, _c = table_of(Opinion).c, table_of(Comment).c
_asker, _giver = table_of(Staff).alias("asker"), table_of(Staff).alias("giver")
_ALL = (
    select(
        _o.id,
        _o.comment_id,
        _o.asked_by_id,
        _o.asked_of,
        _o.question,
        _o.asked_at,
        _o.opinion,
        _o.given_at,
        _o.closed_at,
        _asker.c.name.label("asker_name"),
        _giver.c.name.label("giver_name"),
    )
    .join(_asker, _asker.c.id == _o.asked_by_id)
    .outerjoin(_giver, _giver.c.id == _o.given_by_id)
)
#: Questions for which a comment still waits, with all that its title is shown by.
_OPEN = (
    _ALL.add_columns(
        _c.full_name,
        _c.title,
        _c.content,
        _c.state,
        _c.masks,
        _c.findings,
        _c.language,
        _c.submitted_at,
    )
    .join(table_of(Comment), _c.id == _o.comment_id)
    .where(_c.state == CommentState.ESCALATED, _o.closed_at.is_(None))
    .limit(bindparam("limit"))
)
_ME: ColumnElement[int] = bindparam("me", type_=_o.id.type)
_TO_GIVE = _OPEN.where(
    _o.asked_of == bindparam("role", type_=_o.asked_of.type),
    _o.given_at.is_(None),
    _o.asked_by_id != _ME,
).order_by(_o.asked_at, _o.id)
_MINE = _OPEN.where(_o.asked_by_id == _ME)
_CAME_BACK = _MINE.where(_o.given_at.is_not(None)).order_by(_o.given_at, _o.id)
_STILL_OUT = _MINE.where(_o.given_at.is_(None)).order_by(_o.asked_at, _o.id)
_OF_COMMENT = _ALL.where(_o.comment_id == bindparam("comment_id")).order_by(_o.id)


def to_give(session: Session, role: Role, staff_id: int, *, limit: int = 50) -> Sequence[AnyRow]:
    """Questions to people of `role` that nobody answered, oldest first, one's own left out."""
    return _rows(session, _TO_GIVE, me=staff_id, role=role, limit=limit)


def came_back(session: Session, staff_id: int, *, limit: int = 50) -> Sequence[AnyRow]:
    """This person's questions that were answered: the comment waits for their decision."""
    return _rows(session, _CAME_BACK, me=staff_id, limit=limit)


def still_out(session: Session, staff_id: int, *, limit: int = 50) -> Sequence[AnyRow]:
    """This person's questions that nobody answered yet, oldest first."""
    return _rows(session, _STILL_OUT, me=staff_id, limit=limit)


def of_comment(session: Session, comment_id: int) -> Sequence[AnyRow]:
    """Every question about a comment with its answer, oldest first."""
    return _rows(session, _OF_COMMENT, comment_id=comment_id)


def _rows(
    session: Session, statement: Select[*tuple[object, ...]], **values: object
) -> Sequence[AnyRow]:
    return session.execute(statement, values).all()
