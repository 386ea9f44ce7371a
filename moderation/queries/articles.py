"""Reading articles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import Session, load_only

from models import Article
from moderation.domain.article_states import ArticleState
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark, Page
from moderation.queries.rows import AnyRow

_PUBLIC = Article.state == ArticleState.PUBLISHED
_CARD = load_only(
    Article.slug,
    Article.title,
    Article.lead,
    Article.byline,
    Article.published_at,
    Article.views,
    Article.published_comments,
    raiseload=True,
)


def public(session: Session, slug: str) -> Article:
    """The published article at this address. Raises NotFound, also for one that was taken back."""
    article = session.scalars(select(Article).where(Article.slug == slug, _PUBLIC)).first()
    if article is None:
        raise NotFound
    return article


def listing(session: Session, *, after: Mark | None = None, limit: int = 12) -> Page[Article]:
    """Published articles, newest first, `limit` (rows) a page; bodies are not loaded."""
    query = (
        _before(select(Article).where(_PUBLIC), after) if after else select(Article).where(_PUBLIC)
    )
    rows = session.scalars(_newest(query).options(_CARD).limit(limit + 1)).all()
    return Page.cut(rows, limit, key=_place)


def neighbours(
    session: Session, article: Article, *, limit: int = 5
) -> tuple[Sequence[Article], Sequence[Article]]:
    """The nearest newer and the nearest older published articles, both newest first."""
    here = Mark(*_place(article))
    later = tuple_(Article.published_at, Article.id) > _key(here)
    closest = Article.published_at.asc(), Article.id.asc()
    newer = session.scalars(
        select(Article).where(_PUBLIC, later).options(_CARD).order_by(*closest).limit(limit)
    ).all()
    older = session.scalars(
        _newest(_before(select(Article).where(_PUBLIC), here)).options(_CARD).limit(limit)
    ).all()
    return newer[::-1], older


def most_read(session: Session, *, limit: int = 5) -> Sequence[AnyRow]:
    """(slug, title, views) of the published articles read most."""
    query = select(Article.slug, Article.title, Article.views).where(_PUBLIC)
    return session.execute(
        query.order_by(Article.views.desc(), Article.id.desc()).limit(limit)
    ).all()


def get(session: Session, article_id: int) -> Article:
    """An article in any state, for editors. Raises NotFound."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    return article


def for_editors(session: Session, *, after: Mark | None = None, limit: int = 30) -> Page[Article]:
    """Articles in every state, the last touched first."""
    query = select(Article)
    if after:
        moment = literal(after.at, Article.updated_at.type)
        query = query.where(tuple_(Article.updated_at, Article.id) < tuple_(moment, after.id))
    rows = session.scalars(
        query.order_by(Article.updated_at.desc(), Article.id.desc()).limit(limit + 1)
    ).all()
    return Page.cut(rows, limit, key=lambda row: (row.updated_at, row.id))


def _newest(query: Select[Article]) -> Select[Article]:
    return query.order_by(Article.published_at.desc(), Article.id.desc())


def _before(query: Select[Article], mark: Mark) -> Select[Article]:
    return query.where(tuple_(Article.published_at, Article.id) < _key(mark))


def _key(mark: Mark) -> ColumnElement[Any]:
    return tuple_(literal(mark.at, Article.published_at.type), mark.id)


def _place(article: Article) -> tuple[datetime, int]:
    assert article.published_at is not None, "a published article has its date"
    return article.published_at, article.id
