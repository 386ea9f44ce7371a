"""Published comments for feeds: masked words only, and only what has taken effect."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models import Article, Comment, table_of
from moderation.domain.article_states import ArticleState
from moderation.domain.comment_states import CommentState
from moderation.queries.comments import _LIMIT, _PUBLIC_WORDS, _SETTLED
from moderation.queries.rows import AnyRow

_c, _a = table_of(Comment).c, table_of(Article).c
_parent = table_of(Comment).alias("parent")
_p = _parent.c
_PUBLIC = (
    select(
        _c.id,
        _c.language,
        *_PUBLIC_WORDS,
        _c.published_at,
        _c.visible_from,
        _a.slug,
        _a.title.label("article_title"),
    )
    .join(table_of(Article), _a.id == _c.article_id)
    .outerjoin(_parent, _p.id == _c.parent_id)
    .where(
        _c.state == CommentState.PUBLISHED,
        _SETTLED,
        _a.state == ArticleState.PUBLISHED,
        func.coalesce(_p.state, CommentState.PUBLISHED) == CommentState.PUBLISHED,
    )
    .limit(_LIMIT)
)
_OF_ALL = _PUBLIC.order_by(_c.decided_at.desc(), _c.id.desc())
_OF_ARTICLE = _PUBLIC.where(_c.article_id == bindparam("article_id")).order_by(
    _c.published_at.desc(), _c.id.desc()
)


def latest(
    session: Session, *, now: datetime, article_id: int | None = None, limit: int = 50
) -> Sequence[AnyRow]:
    """What readers see at `now`, under one article or under all, the latest first."""
    values: dict[str, object] = {"limit": limit, "now": now}
    if article_id is None:
        return session.execute(_OF_ALL, values).all()
    return session.execute(_OF_ARTICLE, {**values, "article_id": article_id}).all()
