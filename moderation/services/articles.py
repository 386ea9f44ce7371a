"""Articles: written, published, withdrawn, imported, read."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Article
from moderation.adapters import markdown
from moderation.domain.article_states import ArticleAction, ArticleState, move
from moderation.domain.errors import Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.domain.text import slugify
from moderation.services import audit
from moderation.services.audit import Subject

#: Characters in each part of an article, however it comes in.
LONGEST = {"title": 300, "lead": 1000, "byline": 200, "body": 100_000}
_OLDEST_YEAR = 1900
_AHEAD = timedelta(days=1)  # clocks and zones differ; a later date is a slip of the pen


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What an editor writes; `body` is Markdown. Whether comments need two approvals: None leaves
    it as it is.
    """

    title: str
    lead: str
    byline: str
    body: str
    is_sensitive: bool | None = None


def create(session: Session, text: ArticleText, *, actor: Actor | None, now: datetime) -> Article:
    """A draft; its address is made from the title and stays. Flushes."""
    article = _insert(session, text, now=now)
    _record(session, article, ArticleAction.CREATE, actor=actor, now=now, new_state=article.state)
    return article


def _insert(session: Session, text: ArticleText, *, now: datetime) -> Article:
    """Another process may take the same address in the same moment; then the next is tried.
    Raises Invalid when ten were overtaken.
    """
    for _ in range(10):
        article = Article(
            slug=_free_slug(session, text.title),
            state=ArticleState.DRAFT,
            created_at=now,
            updated_at=now,
            comments_open=True,
            views=0,
            published_comments=0,
            thread_version=0,
            **_columns(text),
        )
        with suppress(IntegrityError), session.begin_nested():
            session.add(article)
            session.flush()
            return article
    raise Invalid("no free address", field="title")


def load_for_change(session: Session, article_id: int) -> Article:
    """The article, locked on PostgreSQL until the transaction ends. Raises NotFound."""
    article = session.get(Article, article_id, with_for_update=True)
    if article is None:
        raise NotFound
    return article


def edit(
    session: Session,
    article: Article,
    text: ArticleText,
    *,
    seen_version: int,
    actor: Actor | None,
    now: datetime,
) -> Article:
    """Replace the text, the address stays. Raises StaleVersion. Flushes."""
    _expect(article, seen_version)
    for name, value in _columns(text).items():
        setattr(article, name, value)
    article.updated_at = now
    _record(session, article, ArticleAction.EDIT, actor=actor, now=now)
    return article


def set_state(
    session: Session,
    article: Article,
    action: ArticleAction,
    *,
    seen_version: int,
    actor: Actor | None,
    now: datetime,
    published_at: datetime | None = None,
) -> Article:
    """Publish or unpublish. The date of the first publication stays; an import passes its own.

    Raises StaleVersion, IllegalTransition. Flushes.
    """
    _expect(article, seen_version)
    old, new = article.state, move(article.state, action)
    article.state = new
    if action is ArticleAction.PUBLISH:
        article.published_at = article.published_at or published_at or now
    _record(session, article, action, actor=actor, now=now, old_state=old, new_state=new)
    return article


def open_comments(
    session: Session,
    article: Article,
    wanted: bool,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> Article:
    """Let readers comment, or stop them; what is published stays. Opening forgets a closing date
    that has passed. Raises StaleVersion. Flushes.
    """
    _expect(article, seen_version)
    closes = article.comments_close_at
    is_past = wanted and closes is not None and closes <= now
    if article.comments_open != wanted or is_past:
        article.comments_open = wanted
        article.comments_close_at = None if is_past else closes
        action = ArticleAction.OPEN_COMMENTS if wanted else ArticleAction.CLOSE_COMMENTS
        _record(session, article, action, actor=actor, now=now)
    return article


def close_comments_from(
    session: Session, article: Article, at: datetime | None, *, actor: Actor, now: datetime
) -> Article:
    """From `at` on readers can't comment, without anybody doing anything; None: no such date.
    Flushes.
    """
    if article.comments_close_at != at:
        article.comments_close_at = at
        _record(session, article, ArticleAction.SET_CLOSING, actor=actor, now=now)
    return article


def add_views(session: Session, views: Mapping[int, int]) -> None:
    """Add counted views by article id, in one order, so that two processes can't wait in a ring."""
    for article_id, count in sorted(views.items()):
        session.execute(
            update(Article).where(Article.id == article_id).values(views=Article.views + count),
            execution_options={"synchronize_session": False},
        )


def import_text(
    session: Session, text: ArticleText, *, published_at: datetime, now: datetime
) -> tuple[Article, str]:
    """Publish an article from outside; the outcome is "new", "changed" or "unchanged".

    The same title and moment mean the same article: importing twice makes no second one. Raises
    Invalid for a part that is too long and a date that can't be. Flushes.
    """
    _expect_importable(text, published_at, now)
    same = select(Article).where(Article.title == text.title, Article.published_at == published_at)
    article = session.scalars(same.with_for_update()).first()
    if article is None:
        article = create(session, text, actor=None, now=now)
        set_state(
            session,
            article,
            ArticleAction.PUBLISH,
            seen_version=article.version,
            actor=None,
            now=now,
            published_at=published_at,
        )
        return article, "new"
    if all(getattr(article, name) == value for name, value in _columns(text).items()):
        return article, "unchanged"
    edit(session, article, text, seen_version=article.version, actor=None, now=now)
    return article, "changed"


def _expect_importable(text: ArticleText, published_at: datetime, now: datetime) -> None:
    for part, most in LONGEST.items():
        length = len(getattr(text, part))
        if length > most:
            raise Invalid(f"the {part} has {length} characters; {most} are the most", field=part)
    day = published_at.date().isoformat()
    if published_at.year < _OLDEST_YEAR:
        raise Invalid(f"the date {day} is before {_OLDEST_YEAR}", field="date")
    if published_at > now + _AHEAD:
        raise Invalid(f"the date {day} is still to come", field="date")


def _columns(text: ArticleText) -> dict[str, str | bool]:
    sensitive = {} if text.is_sensitive is None else {"is_sensitive": text.is_sensitive}
    return {
        **sensitive,
        "title": text.title,
        "lead": text.lead,
        "byline": text.byline,
        "body_markdown": text.body,
        "body_html": markdown.render(text.body),
    }


def _free_slug(session: Session, title: str) -> str:
    wanted = slugify(title) or "bai-viet"
    taken = set(
        session.scalars(
            select(Article.slug).where(Article.slug.startswith(wanted, autoescape=True))
        )
    )
    if wanted not in taken:
        return wanted
    return next(
        free for number in range(2, len(taken) + 3) if (free := f"{wanted}-{number}") not in taken
    )


def _expect(article: Article, seen_version: int) -> None:
    if article.version != seen_version:
        raise StaleVersion(seen=seen_version, current=article.version)


def _record(
    session: Session,
    article: Article,
    action: ArticleAction,
    *,
    actor: Actor | None,
    now: datetime,
    old_state: str | None = None,
    new_state: str | None = None,
) -> None:
    seen = article.version
    try:
        session.flush()
    except StaleDataError:  # another process was first
        raise StaleVersion(seen=seen, current=seen + 1) from None
    audit.record(
        session,
        Subject.ARTICLE,
        article.id,
        action,
        actor=actor,
        now=now,
        old_state=old_state,
        new_state=new_state,
    )
