"""Kept counters: added to with every move, counted afresh only by hand."""

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.orm import Session, aliased

from models import Article, Comment, CommentCounter
from moderation.domain.comment_states import CommentState


def shift(session: Session, changes: dict[CommentState, int]) -> None:
    """Add to the counters, always in the same order, so that two transactions can't wait in a
    ring.
    """
    for state, change in sorted(changes.items()):
        counter = update(CommentCounter).where(CommentCounter.state == state)
        session.execute(
            counter.values(comments=CommentCounter.comments + change),
            execution_options={"synchronize_session": False},
        )


def shift_on_article(
    session: Session, comment: Comment, old: CommentState, new: CommentState
) -> None:
    """The article shows a thread as long as its first comment is published, so its answers count
    with it. A change of what is shown makes a new `thread_version`.
    """
    sign = (new is CommentState.PUBLISHED) - (old is CommentState.PUBLISHED)
    if not sign:
        return
    shown = CommentState.PUBLISHED
    if comment.parent_id is None:
        answers = select(func.count()).where(
            Comment.parent_id == comment.id, Comment.state == shown
        )
        change = 1 + session.scalars(answers).one()
    else:
        thread = select(func.count()).where(Comment.id == comment.parent_id, Comment.state == shown)
        change = session.scalars(thread).one()
    session.execute(
        update(Article)
        .where(Article.id == comment.article_id)
        .values(
            published_comments=Article.published_comments + sign * change,
            thread_version=Article.thread_version + 1,
        ),
        execution_options={"synchronize_session": False},
    )


def touch_thread(session: Session, article_id: int) -> None:
    """What readers see under the article is about to differ: remembered pages are out of date."""
    session.execute(
        update(Article)
        .where(Article.id == article_id)
        .values(thread_version=Article.thread_version + 1),
        execution_options={"synchronize_session": False},
    )


def recount(session: Session) -> None:
    """Set every counter to what the rows say. Reads every comment."""
    for state in CommentState:
        rows = select(func.count()).where(Comment.state == state).scalar_subquery()
        session.execute(
            update(CommentCounter).where(CommentCounter.state == state).values(comments=rows)
        )
    session.execute(
        update(Article).values(published_comments=shown_under_article()),
        execution_options={"synchronize_session": False},
    )


def wrong_counters(session: Session) -> list[str]:
    """Names of counters that differ from the rows; empty when all is well. Reads every comment."""
    rows = session.execute(select(Comment.state, func.count()).group_by(Comment.state)).all()
    real = {row[0]: row[1] for row in rows}
    kept = {
        row.state: row.comments
        for row in session.execute(select(CommentCounter.state, CommentCounter.comments))
    }
    wrong = [str(state) for state in CommentState if kept.get(state) != real.get(state, 0)]
    articles = select(Article.id).where(Article.published_comments != shown_under_article())
    return wrong + [f"article {article_id}" for article_id in session.scalars(articles)]


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
