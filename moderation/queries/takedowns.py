"""Reading the register of requests to take comments down."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import Article, Comment, Staff, Takedown, table_of
from moderation.domain.comment_states import CommentState
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark, Page
from moderation.queries.comment_queues import WORDS
from moderation.queries.rows import AnyRow

_LIMIT: ColumnElement[int] = bindparam("limit", type_=Integer())
_recorder, _doer = aliased(Staff), aliased(Staff)
_LISTED = (
    select(
        Takedown.id,
        Takedown.requester,
        Takedown.is_urgent,
        Takedown.is_oral,
        Takedown.ordered_by,
        Takedown.received_at,
        Takedown.due_at,
        Takedown.confirm_by,
        Takedown.confirmed_at,
        Takedown.document_number,
        Takedown.done_at,
        Takedown.declined_because,
        WORDS["title"],
        Comment.language,
        Comment.state,
        _doer.name.label("done_by"),
    )
    .join(Comment, Comment.id == Takedown.comment_id)
    .outerjoin(_doer, _doer.id == Takedown.done_by_id)
    .limit(_LIMIT)
)
_OPEN = _LISTED.where(Takedown.done_at.is_(None)).order_by(Takedown.due_at, Takedown.id)
_OPEN_AFTER = _OPEN.where(
    tuple_(Takedown.due_at, Takedown.id)
    > tuple_(bindparam("at", type_=Takedown.due_at.type), bindparam("id"))
)
_DONE = _LISTED.where(Takedown.done_at.is_not(None)).order_by(
    Takedown.done_at.desc(), Takedown.id.desc()
)
_DONE_AFTER = _DONE.where(
    tuple_(Takedown.done_at, Takedown.id)
    < tuple_(bindparam("at", type_=Takedown.done_at.type), bindparam("id"))
)


def waiting(session: Session, *, after: Mark | None = None, limit: int = 30) -> Page[AnyRow]:
    """Requests that are not done, the first due first, `limit` (rows) a page."""
    rows = _read(session, _OPEN_AFTER if after else _OPEN, after, limit)
    return Page.cut(rows, limit, key=lambda row: (row.due_at, row.id))


def done(session: Session, *, after: Mark | None = None, limit: int = 30) -> Page[AnyRow]:
    """Requests that are done or declined, the latest first, `limit` (rows) a page."""
    rows = _read(session, _DONE_AFTER if after else _DONE, after, limit)
    return Page.cut(rows, limit, key=lambda row: (row.done_at, row.id))


def _read(
    session: Session, statement: Select[*tuple[Any, ...]], after: Mark | None, limit: int
) -> Sequence[AnyRow]:
    values: dict[str, object] = {"limit": limit + 1}
    if after:
        values |= {"at": after.at, "id": after.id}
    return session.execute(statement, values).all()


_ONE = (
    select(Takedown, Comment, Article, _recorder.name, _doer.name)
    .join(Comment, Comment.id == Takedown.comment_id)
    .join(Article, Article.id == Comment.article_id)
    .join(_recorder, _recorder.id == Takedown.recorded_by_id)
    .outerjoin(_doer, _doer.id == Takedown.done_by_id)
    .where(Takedown.id == bindparam("id"), Comment.state != CommentState.SEALED)
)


def get(session: Session, takedown_id: int) -> tuple[Takedown, Comment, Article, str, str | None]:
    """A request, its comment and article, who entered it and who finished it.

    Raises NotFound, also for a comment that is covered by now.
    """
    found = session.execute(_ONE, {"id": takedown_id}).first()
    if found is None:
        raise NotFound
    takedown, comment, article, recorder, doer = found
    return takedown, comment, article, recorder, doer


_t = table_of(Takedown).c
_OF_COMMENT = (
    select(_t.id, _t.requester, _t.received_at, _t.done_at, _t.declined_because)
    .where(_t.comment_id == bindparam("comment_id"))
    .order_by(_t.id)
)


def of_comment(session: Session, comment_id: int) -> Sequence[AnyRow]:
    """Every request about a comment, oldest first: who asked, when, and how it ended."""
    return session.execute(_OF_COMMENT, {"comment_id": comment_id}).all()
