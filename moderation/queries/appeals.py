"""Reading appeals: the queue, one of them, what an author is told."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Integer, bindparam, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import Appeal, Article, Comment, Staff
from moderation.domain.appeals import AppealState
from moderation.domain.comment_states import CommentState
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark, Page
from moderation.queries.comment_queues import WORDS
from moderation.queries.rows import AnyRow

_LIMIT: ColumnElement[int] = bindparam("limit", type_=Integer())
_first, _second = aliased(Staff), aliased(Staff)
_OPEN = (
    select(
        Appeal.id,
        Appeal.against,
        Appeal.text,
        Appeal.submitted_at,
        Appeal.decided_first_by_id,
        _first.name.label("decided_first_by"),
        Comment.id.label("comment_id"),
        WORDS["title"],
        WORDS["full_name"],
        Comment.language,
        Comment.reason_code,
        Article.title.label("article_title"),
    )
    .join(Comment, Comment.id == Appeal.comment_id)
    .join(Article, Article.id == Comment.article_id)
    .outerjoin(_first, _first.id == Appeal.decided_first_by_id)
    .where(Appeal.state == AppealState.OPEN)
    .order_by(Appeal.submitted_at, Appeal.id)
    .limit(_LIMIT)
)
_OPEN_AFTER = _OPEN.where(
    tuple_(Appeal.submitted_at, Appeal.id)
    > tuple_(bindparam("at", type_=Appeal.submitted_at.type), bindparam("id"))
)


def queue(session: Session, *, after: Mark | None = None, limit: int = 30) -> Page[AnyRow]:
    """Appeals nobody decided, oldest first, `limit` (rows) a page."""
    values: dict[str, object] = {"limit": limit + 1}
    if after:
        values |= {"at": after.at, "id": after.id}
    rows: Sequence[AnyRow] = session.execute(_OPEN_AFTER if after else _OPEN, values).all()
    return Page.cut(rows, limit, key=lambda row: (row.submitted_at, row.id))


_ONE = (
    select(Appeal, Comment, Article, _first.name, _second.name)
    .join(Comment, Comment.id == Appeal.comment_id)
    .join(Article, Article.id == Comment.article_id)
    .outerjoin(_first, _first.id == Appeal.decided_first_by_id)
    .outerjoin(_second, _second.id == Appeal.decided_by_id)
    .where(Appeal.id == bindparam("id"), Comment.state != CommentState.SEALED)
)


def get(
    session: Session, appeal_id: int
) -> tuple[Appeal, Comment, Article, str | None, str | None]:
    """An appeal in any state, its comment and article, who decided first and who answered.

    Raises NotFound, also for a comment that is covered by now.
    """
    found = session.execute(_ONE, {"id": appeal_id}).first()
    if found is None:
        raise NotFound
    appeal, comment, article, first, second = found
    return appeal, comment, article, first, second


_OF_COMMENT = select(Appeal).where(Appeal.comment_id == bindparam("comment_id"))


def of_comment(session: Session, comment_id: int) -> Appeal | None:
    """The one appeal about a comment."""
    return session.scalars(_OF_COMMENT, {"comment_id": comment_id}).first()
