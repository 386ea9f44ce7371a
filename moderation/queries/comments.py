"""Reading comments: the public page, the queue, the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import Article, Comment, CommentCounter, Event, OfficialReply, SealedComment, Staff
from moderation.domain.comment_states import CommentState
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark, Page
from moderation.queries.rows import AnyRow

_PUBLIC = Comment.state == CommentState.PUBLISHED
#: A place in line beyond this is told as "more than".
LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class Thread:
    """A published comment, its published answers (oldest first), and the offices'
    replies to each.
    """

    first: AnyRow
    answers: Sequence[AnyRow]
    replies: Mapping[int, Sequence[AnyRow]]  # by comment id


def threads(
    session: Session, article_id: int, *, after: Mark | None = None, limit: int = 100
) -> Page[Thread]:
    """Published threads of an article, newest first; three statements however many."""
    columns = (
        Comment.id,
        Comment.parent_id,
        Comment.full_name,
        Comment.title,
        Comment.content,
        Comment.published_at,
    )
    of_article = select(*columns).where(Comment.article_id == article_id, _PUBLIC)
    query = of_article.where(Comment.parent_id.is_(None))
    if after:
        moment = literal(after.at, Comment.published_at.type)
        query = query.where(tuple_(Comment.published_at, Comment.id) < tuple_(moment, after.id))
    newest = query.order_by(Comment.published_at.desc(), Comment.id.desc())
    firsts = session.execute(newest.limit(limit + 1)).all()
    page = Page.cut(firsts, limit, key=lambda row: (row.published_at, row.id))
    shown = [row.id for row in page.rows]
    oldest = of_article.where(Comment.parent_id.in_(shown)).order_by(
        Comment.published_at, Comment.id
    )
    answers = session.execute(oldest).all() if shown else []
    by_parent = _grouped(answers, "parent_id")
    replies = official_replies(session, [*shown, *(row.id for row in answers)])
    return Page([Thread(row, by_parent.get(row.id, ()), replies) for row in page.rows], page.next)


def official_replies(
    session: Session, comment_ids: Sequence[int]
) -> Mapping[int, Sequence[AnyRow]]:
    """What offices answered and did not withdraw, by comment id, oldest first."""
    if not comment_ids:
        return {}
    columns = (
        OfficialReply.id,
        OfficialReply.comment_id,
        OfficialReply.signed_as,
        OfficialReply.content,
        OfficialReply.published_at,
    )
    kept = select(*columns).where(
        OfficialReply.comment_id.in_(comment_ids), OfficialReply.withdrawn_at.is_(None)
    )
    return _grouped(session.execute(kept.order_by(OfficialReply.id)).all(), "comment_id")


def latest(session: Session, *, limit: int = 4) -> Sequence[AnyRow]:
    """What readers said lately under published articles: words, name, date, the article's slug and
    title.
    """
    columns = (
        Comment.id,
        Comment.full_name,
        Comment.title,
        Comment.content,
        Comment.published_at,
        Article.slug,
        Article.title.label("article_title"),
    )
    parent = aliased(Comment)
    query = (
        select(*columns)
        .join(Article, Article.id == Comment.article_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(
            _PUBLIC,
            Article.state == "published",
            func.coalesce(parent.state, "published") == "published",
        )
        .order_by(Comment.decided_at.desc(), Comment.id.desc())
        .limit(limit)
    )
    return session.execute(query).all()


def published_parent(session: Session, article_id: int, comment_id: int) -> AnyRow | None:
    """The comment a reader wants to answer: id and name, None when it is not on this article's
    page.
    """
    columns = (Comment.id, Comment.full_name, Comment.title)
    query = select(*columns).where(
        Comment.id == comment_id, Comment.article_id == article_id, _PUBLIC
    )
    return session.execute(query).first()


def by_receipt(session: Session, receipt: str) -> tuple[Comment, Article]:
    """The comment behind a receipt and its article, in whatever state. Raises NotFound."""
    query = select(Comment, Article).join(Article, Article.id == Comment.article_id)
    found = session.execute(query.where(Comment.receipt == receipt)).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def place_in_line(session: Session, comment: Comment) -> int:
    """How many pending comments come before this one; LONGEST_LINE at the most, so never a long
    scan.
    """
    key = tuple_(literal(comment.submitted_at, Comment.submitted_at.type), comment.id)
    before = select(Comment.id).where(
        Comment.state == CommentState.PENDING, tuple_(Comment.submitted_at, Comment.id) < key
    )
    return session.scalars(
        select(func.count()).select_from(before.limit(LONGEST_LINE).subquery())
    ).one()


def queue(
    session: Session, state: CommentState, *, after: Mark | None = None, limit: int = 50
) -> Page[AnyRow]:
    """Comments in `state` with article and parent; pending: oldest first, decided: latest first.

    `limit` is rows, 1..200. The covered ones have a desk of their own: `sealed`.
    """
    parent = aliased(Comment)
    columns = (
        Comment.id,
        Comment.version,
        Comment.state,
        Comment.full_name,
        Comment.title,
        Comment.content,
        Comment.submitted_at,
        Comment.decided_at,
        Comment.receipt,
        Comment.reason_code,
        Comment.reason_text,
        Comment.parent_id,
        parent.full_name.label("parent_name"),
        parent.state.label("parent_state"),
        Article.title.label("article_title"),
        Article.slug.label("article_slug"),
    )
    query = (
        select(*columns)
        .join(Article, Article.id == Comment.article_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(Comment.state == state)
    )
    waiting = state is CommentState.PENDING
    column = Comment.submitted_at if waiting else Comment.decided_at
    place = tuple_(column, Comment.id)
    if after:
        here = tuple_(literal(after.at, Comment.submitted_at.type), after.id)
        query = query.where(place > here if waiting else place < here)
    ordered = (
        query.order_by(column, Comment.id)
        if waiting
        else query.order_by(column.desc(), Comment.id.desc())
    )
    rows = session.execute(ordered.limit(limit + 1)).all()
    return Page.cut(
        rows, limit, key=lambda row: (row.submitted_at if waiting else row.decided_at, row.id)
    )


def counts(session: Session) -> dict[CommentState, int]:
    """How many comments stand in each state, from the kept counters."""
    found = session.execute(select(CommentCounter.state, CommentCounter.comments)).all()
    kept = {row.state: row.comments for row in found}
    return {state: kept.get(state, 0) for state in CommentState}


def oldest_pending(session: Session) -> datetime | None:
    """When the comment that waits longest came in."""
    pending = select(Comment.submitted_at).where(Comment.state == CommentState.PENDING)
    return session.scalars(pending.order_by(Comment.submitted_at, Comment.id).limit(1)).first()


def get(session: Session, comment_id: int) -> tuple[Comment, Article]:
    """A comment in any state and its article. Raises NotFound."""
    query = select(Comment, Article).join(Article, Article.id == Comment.article_id)
    found = session.execute(query.where(Comment.id == comment_id)).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def history(session: Session, comment_id: int) -> Sequence[AnyRow]:
    """What happened to a comment, oldest first, with the names of those who did it."""
    columns = (
        Event.id,
        Event.at,
        Event.action,
        Event.old_state,
        Event.new_state,
        Event.reason_code,
        Event.note,
        Staff.name.label("actor_name"),
    )
    query = select(*columns).outerjoin(Staff, Staff.id == Event.actor_id)
    about = (Event.subject == "comment", Event.subject_id == comment_id)
    return session.execute(query.where(*about).order_by(Event.id)).all()


def sealed(session: Session, *, after: Mark | None = None, limit: int = 50) -> Page[AnyRow]:
    """Covered comments, latest first: id, version, receipt and dates, never a word."""
    columns = (
        Comment.id,
        Comment.version,
        Comment.receipt,
        Comment.submitted_at,
        SealedComment.sealed_at,
    )
    query = select(*columns).join(SealedComment, SealedComment.comment_id == Comment.id)
    if after:
        here = tuple_(literal(after.at, SealedComment.sealed_at.type), after.id)
        query = query.where(tuple_(SealedComment.sealed_at, Comment.id) < here)
    newest = query.order_by(SealedComment.sealed_at.desc(), Comment.id.desc())
    rows = session.execute(newest.limit(limit + 1)).all()
    return Page.cut(rows, limit, key=lambda row: (row.sealed_at, row.id))


def count_containing(session: Session, text: str) -> int:
    """How many comments hold `text` in title or content, as written by their authors; sealed ones
    can't be read.
    """
    holds = Comment.content.contains(text, autoescape=True) | Comment.title.contains(
        text, autoescape=True
    )
    return session.scalars(select(func.count()).select_from(Comment).where(holds)).one()


def _grouped(rows: Sequence[AnyRow], column: str) -> dict[int, list[AnyRow]]:
    groups: dict[int, list[AnyRow]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column), []).append(row)
    return groups
