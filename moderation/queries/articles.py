"""Reading articles. As in comments.py, what every page asks is built once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session, load_only

from models import Article, table_of
from moderation.domain.article_states import ArticleState
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark, Page
from moderation.queries.rows import AnyRow

# Columns of the table, not of the mapped class: rows need no identity map.
_t = table_of(Article).c
_PUBLIC = _t.state == ArticleState.PUBLISHED
_LIMIT: ColumnElement[int] = bindparam("limit", type_=_t.id.type)
_CARD = (
    _t.id,
    _t.slug,
    _t.title,
    _t.lead,
    _t.byline,
    _t.published_at,
    _t.views,
    _t.published_comments,
)
_place = tuple_(_t.published_at, _t.id)
_mark = tuple_(bindparam("at", type_=_t.published_at.type), bindparam("id"))

#: Whether readers may comment now: no job closes an article at its date, so every reading asks.
_IS_OPEN = and_(
    _t.comments_open,
    or_(
        _t.comments_close_at.is_(None),
        _t.comments_close_at > bindparam("now", type_=_t.comments_close_at.type),
    ),
).label("comments_open")
_BY_SLUG = select(
    *_CARD, _t.body_html, _IS_OPEN, _t.comments_close_at, _t.thread_version, _t.settles_at
).where(_t.slug == bindparam("slug"), _PUBLIC)
_NEWEST = select(*_CARD).where(_PUBLIC).order_by(_t.published_at.desc(), _t.id.desc()).limit(_LIMIT)
_BEFORE = _NEWEST.where(_place < _mark)
_CLOSEST_AFTER = (
    select(*_CARD).where(_PUBLIC, _place > _mark).order_by(_t.published_at, _t.id).limit(_LIMIT)
)
_MOST_READ = (
    select(_t.slug, _t.title, _t.views)
    .where(_PUBLIC)
    .order_by(_t.views.desc(), _t.id.desc())
    .limit(_LIMIT)
)


def public(session: Session, slug: str, *, now: datetime) -> AnyRow:
    """The published article at this address; `comments_open` as it is at `now`. Raises NotFound,
    also for one that was taken back.
    """
    article = session.execute(_BY_SLUG, {"slug": slug, "now": now}).first()
    if article is None:
        raise NotFound
    return article


def listing(session: Session, *, after: Mark | None = None, limit: int = 12) -> Page[AnyRow]:
    """Published articles without their bodies, newest first, `limit` (rows) a page."""
    values = {"limit": limit + 1}
    if after:
        rows = session.execute(_BEFORE, {**values, "at": after.at, "id": after.id}).all()
    else:
        rows = session.execute(_NEWEST, values).all()
    return Page.cut(rows, limit, key=lambda row: (row.published_at, row.id))


def neighbours(
    session: Session, article: AnyRow | Article, *, limit: int = 5
) -> tuple[Sequence[AnyRow], Sequence[AnyRow]]:
    """The nearest newer and the nearest older published articles, both newest first."""
    here = {"at": article.published_at, "id": article.id, "limit": limit}
    newer = session.execute(_CLOSEST_AFTER, here).all()
    return newer[::-1], session.execute(_BEFORE, here).all()


def most_read(session: Session, *, limit: int = 5) -> Sequence[AnyRow]:
    """(slug, title, views) of the published articles read most."""
    return session.execute(_MOST_READ, {"limit": limit}).all()


def is_open(article: Article, *, now: datetime) -> bool:
    """Whether readers may comment under `article` at `now`."""
    closes = article.comments_close_at
    return article.comments_open and (closes is None or closes > now)


def get(session: Session, article_id: int) -> Article:
    """An article in any state, for editors. Raises NotFound."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    return article


_TOUCHED = (
    select(Article)
    .options(
        load_only(
            Article.title,
            Article.state,
            Article.published_at,
            Article.updated_at,
            Article.published_comments,
            Article.comments_open,
            Article.comments_close_at,
            Article.views,
            raiseload=True,
        )
    )
    .order_by(Article.updated_at.desc(), Article.id.desc())
    .limit(_LIMIT)
)
_TOUCHED_BEFORE = _TOUCHED.where(
    tuple_(Article.updated_at, Article.id)
    < tuple_(bindparam("at", type_=Article.updated_at.type), bindparam("id"))
)


def for_editors(session: Session, *, after: Mark | None = None, limit: int = 30) -> Page[Article]:
    """Articles in every state without their bodies, the last touched first."""
    values: dict[str, int | datetime] = {"limit": limit + 1}
    if after:
        values |= {"at": after.at, "id": after.id}
    rows = session.scalars(_TOUCHED_BEFORE if after else _TOUCHED, values).all()
    return Page.cut(rows, limit, key=lambda row: (row.updated_at, row.id))
