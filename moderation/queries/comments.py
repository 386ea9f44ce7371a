"""Reading comments: the public page, the queue, the receipt.

Statements that every page asks are built once, with bound parameters: building one anew costs
SQLAlchemy ten times what the database takes to answer it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from models import (
    Article,
    Comment,
    CommentCounter,
    Event,
    OfficialReply,
    SealedComment,
    Staff,
    table_of,
)
from moderation.domain.article_states import ArticleState
from moderation.domain.comment_states import CommentState, Tally
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark, Page
from moderation.queries.rows import AnyRow

#: A place in line beyond this is told as "more than".
LONGEST_LINE = 1000

# Columns of the tables, not of the mapped classes: rows need no identity map.
_c, _a, _r = table_of(Comment).c, table_of(Article).c, table_of(OfficialReply).c
_parent = table_of(Comment).alias("parent")
_p = _parent.c
_LIMIT: ColumnElement[int] = bindparam("limit", type_=Integer())


def _place(
    moment: ColumnElement[Any], row_id: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """(moment, id) of a row, and the bound pair it is compared with."""
    return tuple_(moment, row_id), tuple_(bindparam("at", type_=moment.type), bindparam("id"))


@dataclass(frozen=True, slots=True)
class Thread:
    """A published comment, its published answers (oldest first), and the offices' replies to
    each.
    """

    first: AnyRow
    answers: Sequence[AnyRow]
    replies: Mapping[int, Sequence[AnyRow]]  # by comment id


#: What readers see: the masked words where there are any.
_PUBLIC_WORDS = (
    func.coalesce(_c.public_name, _c.full_name).label("full_name"),
    func.coalesce(_c.public_title, _c.title).label("title"),
    func.coalesce(_c.public_content, _c.content).label("content"),
)
_NOW = bindparam("now", type_=_c.visible_from.type)
#: An approval that can still be undone is seen by nobody yet.
_SETTLED = or_(_c.visible_from.is_(None), _c.visible_from <= _NOW)
_SHOWN = select(_c.id, _c.parent_id, _c.language, _c.published_at, *_PUBLIC_WORDS).where(
    _c.article_id == bindparam("article_id"), _c.state == CommentState.PUBLISHED, _SETTLED
)
_FIRSTS = (
    _SHOWN.where(_c.parent_id.is_(None))
    .order_by(_c.published_at.desc(), _c.id.desc())
    .limit(_LIMIT)
)
_published, _mark_published = _place(_c.published_at, _c.id)
_FIRSTS_AFTER = _FIRSTS.where(_published < _mark_published)
_ANSWERS = _SHOWN.where(_c.parent_id.in_(bindparam("firsts", expanding=True))).order_by(
    _c.published_at, _c.id
)
_REPLIES = (
    select(
        _r.id,
        _r.comment_id,
        _r.signed_as,
        _r.content,
        _r.published_at,
    )
    .where(
        _r.comment_id.in_(bindparam("comments", expanding=True)),
        _r.withdrawn_at.is_(None),
    )
    .order_by(_r.id)
)


def threads(
    session: Session,
    article_id: int,
    *,
    now: datetime,
    after: Mark | None = None,
    limit: int = 100,
) -> Page[Thread]:
    """Published threads of an article that readers see at `now`, newest first; three statements
    however many.
    """
    values = {"article_id": article_id, "limit": limit + 1, "now": now}
    firsts = _read(session, _FIRSTS, _FIRSTS_AFTER, values, after)
    page = Page.cut(firsts, limit, key=lambda row: (row.published_at, row.id))
    shown = [row.id for row in page.rows]
    asked = {"article_id": article_id, "firsts": shown, "now": now}
    answers = session.execute(_ANSWERS, asked).all() if shown else []
    by_parent = _grouped(answers, "parent_id")
    replies = official_replies(session, [*shown, *(row.id for row in answers)])
    return Page([Thread(row, by_parent.get(row.id, ()), replies) for row in page.rows], page.next)


_SETTLING = select(func.count(), func.min(_c.visible_from)).where(
    _c.article_id == bindparam("article_id"),
    _c.state == CommentState.PUBLISHED,
    _c.visible_from > _NOW,
)


def settling(session: Session, article_id: int, *, now: datetime) -> tuple[int, datetime | None]:
    """How many approved comments under an article nobody sees yet, and when the next one shows.

    Reads every published comment of the article: ask only before `Article.settles_at`.
    """
    waiting, until = session.execute(_SETTLING, {"article_id": article_id, "now": now}).one()
    return waiting, until


def official_replies(
    session: Session, comment_ids: Sequence[int]
) -> Mapping[int, Sequence[AnyRow]]:
    """What offices answered and did not withdraw, by comment id, oldest first."""
    if not comment_ids:
        return {}
    return _grouped(session.execute(_REPLIES, {"comments": comment_ids}).all(), "comment_id")


#: Nor is an answer while its thread is not.
_THREAD_SHOWN = and_(
    func.coalesce(_p.state, CommentState.PUBLISHED) == CommentState.PUBLISHED,
    or_(_p.visible_from.is_(None), _p.visible_from <= _NOW),
)
#: What readers see somewhere under published articles, with `limit` and `now` bound.
PUBLIC = (
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
        _THREAD_SHOWN,
    )
    .limit(_LIMIT)
)
LATEST = PUBLIC.order_by(_c.decided_at.desc(), _c.id.desc())


def latest(session: Session, *, now: datetime, limit: int = 4) -> Sequence[AnyRow]:
    """What readers said lately under published articles: words, name, date, the article's slug
    and title.
    """
    return session.execute(LATEST, {"limit": limit, "now": now}).all()


_ANSWERED = (
    select(_c.id, _c.language, *_PUBLIC_WORDS)
    .outerjoin(_parent, _p.id == _c.parent_id)
    .where(
        _c.id == bindparam("id"),
        _c.article_id == bindparam("article_id"),
        _c.state == CommentState.PUBLISHED,
        _SETTLED,
        _THREAD_SHOWN,
    )
)


def published_parent(
    session: Session, article_id: int, comment_id: int, *, now: datetime
) -> AnyRow | None:
    """The comment a reader wants to answer: id and name, None when it is not on this
    article's page.
    """
    values = {"article_id": article_id, "id": comment_id, "now": now}
    return session.execute(_ANSWERED, values).first()


def is_shown(session: Session, comment: Comment, article: Article, *, now: datetime) -> bool:
    """Whether readers can see `comment`: it, its thread and its article are published."""
    first = session.get(Comment, comment.parent_id) if comment.parent_id else comment
    return (
        first is not None
        and article.state is ArticleState.PUBLISHED
        and _is_public(comment, now)
        and _is_public(first, now)
    )


def _is_public(comment: Comment, now: datetime) -> bool:
    return comment.state is CommentState.PUBLISHED and is_settled(comment, now=now)


def is_settled(comment: Comment, *, now: datetime) -> bool:
    """Whether the last decision has taken effect."""
    return comment.visible_from is None or comment.visible_from <= now


_WITH_ARTICLE = select(Comment, Article).join(Article, Article.id == Comment.article_id)
_BY_RECEIPT = _WITH_ARTICLE.where(Comment.receipt == bindparam("receipt"))
_BY_ID = _WITH_ARTICLE.where(Comment.id == bindparam("id"))


def by_receipt(session: Session, receipt: str) -> tuple[Comment, Article]:
    """The comment behind a receipt and its article, in whatever state. Raises NotFound."""
    return _pair(session.execute(_BY_RECEIPT, {"receipt": receipt}).first())


def get(session: Session, comment_id: int) -> tuple[Comment, Article]:
    """A comment in any state and its article. Raises NotFound."""
    return _pair(session.execute(_BY_ID, {"id": comment_id}).first())


def _pair(found: AnyRow | None) -> tuple[Comment, Article]:
    if found is None:
        raise NotFound
    return found[0], found[1]


def place_in_line(session: Session, comment: Comment) -> int:
    """How many pending comments come before this one; LONGEST_LINE at the most, so never a
    long scan. One that is held or discussed stands in line as if it were pending.
    """
    here = tuple_(literal(comment.submitted_at, Comment.submitted_at.type), comment.id)
    before = select(Comment.id).where(
        Comment.state == CommentState.PENDING, tuple_(Comment.submitted_at, Comment.id) < here
    )
    return session.scalars(
        select(func.count()).select_from(before.limit(LONGEST_LINE).subquery())
    ).one()


_kept = table_of(CommentCounter).c
_COUNTS = select(_kept.state, _kept.comments)


def counts(session: Session) -> dict[Tally, int]:
    """How many stand in each state or wait beside it, from the kept counters. A CommentState of the
    same name finds its count too.
    """
    kept = {row.state: row.comments for row in session.execute(_COUNTS)}
    return {tally: kept.get(tally, 0) for tally in Tally}


_e, _s = table_of(Event).c, table_of(Staff).c
_HISTORY = (
    select(
        _e.id,
        _e.at,
        _e.action,
        _e.old_state,
        _e.new_state,
        _e.reason_code,
        _e.reason_text,
        _e.note,
        _s.name.label("actor_name"),
    )
    .outerjoin(table_of(Staff), _s.id == _e.actor_id)
    .where(_e.subject == "comment", _e.subject_id == bindparam("comment_id"))
    .order_by(_e.id)
)


def history(session: Session, comment_id: int) -> Sequence[AnyRow]:
    """What happened to a comment, oldest first, with the names of those who did it."""
    return session.execute(_HISTORY, {"comment_id": comment_id}).all()


_SEALED = (
    select(
        Comment.id,
        Comment.version,
        Comment.receipt,
        Comment.submitted_at,
        SealedComment.sealed_at,
    )
    .join(SealedComment, SealedComment.comment_id == Comment.id)
    .order_by(SealedComment.sealed_at.desc(), Comment.id.desc())
    .limit(_LIMIT)
)
_sealed, _mark_sealed = _place(table_of(SealedComment).c.sealed_at, _c.id)
_SEALED_AFTER = _SEALED.where(_sealed < _mark_sealed)


def sealed(session: Session, *, after: Mark | None = None, limit: int = 50) -> Page[AnyRow]:
    """Covered comments, latest first: id, version, receipt and dates, never a word."""
    rows = _read(session, _SEALED, _SEALED_AFTER, {"limit": limit + 1}, after)
    return Page.cut(rows, limit, key=lambda row: (row.sealed_at, row.id))


def count_containing(session: Session, text: str) -> int:
    """How many comments hold `text` in title or content, as written by their authors; sealed
    ones can't be read.
    """
    holds = Comment.content.contains(text, autoescape=True) | Comment.title.contains(
        text, autoescape=True
    )
    return session.scalars(select(func.count()).select_from(Comment).where(holds)).one()


def _read(
    session: Session,
    first: Select[*tuple[Any, ...]],
    following: Select[*tuple[Any, ...]],
    values: dict[str, Any],
    after: Mark | None,
) -> Sequence[AnyRow]:
    """One page: the first, or the one behind a mark."""
    if after is None:
        return session.execute(first, values).all()
    return session.execute(following, {**values, "at": after.at, "id": after.id}).all()


def _grouped(rows: Sequence[AnyRow], column: str) -> dict[int, list[AnyRow]]:
    groups: dict[int, list[AnyRow]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column), []).append(row)
    return groups
