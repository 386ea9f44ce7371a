"""Kept counters: added to with every move, counted afresh only by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    case,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from models import Appeal, Article, Comment, CommentCounter, SecondReading, Takedown, table_of
from moderation.domain.appeals import AppealState
from moderation.domain.comment_states import CommentState, Tally

# Built once, on tables: these run with every decision.
_counter, _article = table_of(CommentCounter), table_of(Article)
_other = table_of(Comment).alias("other")
_SHIFT = (
    update(_counter)
    .where(_counter.c.state == bindparam("of_state"))
    .values(comments=_counter.c.comments + bindparam("change"))
)
_ANSWERS_SHOWN = select(func.count()).where(
    _other.c.parent_id == bindparam("other_id"), _other.c.state == CommentState.PUBLISHED
)
_THREAD_SHOWN = select(func.count()).where(
    _other.c.id == bindparam("other_id"), _other.c.state == CommentState.PUBLISHED
)
_ON_ARTICLE = update(_article).where(_article.c.id == bindparam("article_id"))
_SIGN: ColumnElement[int] = bindparam("sign", type_=Integer())
_settles_at = _article.c.settles_at
_SETTLES = bindparam("settles_at", type_=_settles_at.type)
#: Another approval below may settle later than this change does: the later moment stays.
_LATEST = case((_settles_at > _SETTLES, _settles_at), else_=func.coalesce(_SETTLES, _settles_at))
_WITH_ANSWERS, _AS_ANSWER = (
    _ON_ARTICLE.values(
        published_comments=_article.c.published_comments + _SIGN * shown,
        thread_version=_article.c.thread_version + 1,
        settles_at=_LATEST,
    )
    for shown in (1 + _ANSWERS_SHOWN.scalar_subquery(), _THREAD_SHOWN.scalar_subquery())
)
_TOUCH = _ON_ARTICLE.values(thread_version=_article.c.thread_version + 1)


def shift(session: Session, changes: Mapping[CommentState | Tally, int]) -> None:
    """Add to the counters, always in the same order, so that two transactions can't wait in a
    ring.
    """
    ordered = [{"of_state": Tally(state), "change": changes[state]} for state in sorted(changes)]
    session.execute(_SHIFT, ordered)


class Moved(NamedTuple):
    """A comment that went from one state to another."""

    comment: Comment
    old: CommentState
    new: CommentState


def shift_all(session: Session, moves: Sequence[Moved]) -> None:
    """Keep every counter in step with these moves, already flushed. None of the comments may answer
    another of them.
    """
    changes: Counter[CommentState | Tally] = Counter()
    for _, old, new in moves:
        changes.update({old: -1})
        changes.update({new: 1})
    moved = {tally: change for tally, change in changes.items() if change}
    if moved:
        shift(session, moved)
    _shift_on_articles(session, moves)


def _shift_on_articles(session: Session, moves: Sequence[Moved]) -> None:
    """The article shows a thread as long as its first comment is published, so its answers count
    with it. A change of what is shown makes a new `thread_version`.
    """
    for statement, is_answer in ((_WITH_ANSWERS, False), (_AS_ANSWER, True)):
        shown = [
            {
                "article_id": comment.article_id,
                "sign": 1 if new is CommentState.PUBLISHED else -1,
                "other_id": comment.parent_id or comment.id,
                "settles_at": comment.visible_from,
            }
            for comment, old, new in moves
            if (comment.parent_id is not None) is is_answer
            and (new is CommentState.PUBLISHED) != (old is CommentState.PUBLISHED)
        ]
        if shown:
            shown.sort(key=itemgetter("article_id"))
            session.execute(statement, shown if len(shown) > 1 else shown[0])


def touch_thread(session: Session, article_id: int) -> None:
    """What readers see under the article is about to differ: remembered pages are out of date."""
    session.execute(_TOUCH, {"article_id": article_id})


def recount(session: Session) -> None:
    """Set every counter to what the rows say. Reads every comment."""
    for tally, rows in real_counts().items():
        session.execute(
            update(CommentCounter)
            .where(CommentCounter.state == tally)
            .values(comments=rows.scalar_subquery())
        )
    session.execute(
        update(Article).values(published_comments=shown_under_article()),
        execution_options={"synchronize_session": False},
    )


def wrong_counters(session: Session) -> list[str]:
    """Names of counters that differ from the rows; empty when all is well. Reads every comment."""
    kept = {
        row.state: row.comments
        for row in session.execute(select(CommentCounter.state, CommentCounter.comments))
    }
    wrong = [
        str(tally)
        for tally, rows in real_counts().items()
        if kept.get(tally) != session.scalar(rows)
    ]
    articles = select(Article.id).where(Article.published_comments != shown_under_article())
    return wrong + [f"article {article_id}" for article_id in session.scalars(articles)]


def real_counts() -> dict[Tally, Select[int]]:
    """What each counter should say, counted from the rows."""
    counts = {
        Tally(state): select(func.count()).select_from(Comment).where(Comment.state == state)
        for state in CommentState
    }
    beside = {
        Tally.REPORTED: (Comment, Comment.reported_at.is_not(None)),
        Tally.APPEALS: (Appeal, Appeal.state == AppealState.OPEN),
        Tally.TAKEDOWNS: (Takedown, Takedown.done_at.is_(None)),
        Tally.READINGS: (SecondReading, SecondReading.read_at.is_(None)),
    }
    for tally, (table, waiting) in beside.items():
        counts[tally] = select(func.count()).select_from(table).where(waiting)
    return counts


def shown_under_article() -> ScalarSelect[int]:
    """How many comments an article's page shows: published, in published threads."""
    parent = aliased(Comment)
    return (
        select(func.count())
        .select_from(Comment)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(
            Comment.article_id == Article.id,
            Comment.state == CommentState.PUBLISHED,
            func.coalesce(parent.state, CommentState.PUBLISHED) == CommentState.PUBLISHED,
        )
        .correlate(Article)
        .scalar_subquery()
    )
