"""Asking for an opinion about a comment: the question, the answer, and who decides meanwhile."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Comment, Opinion
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.errors import (
    IllegalTransition,
    Invalid,
    NotAllowed,
    Refusal,
    Refused,
)
from moderation.domain.people import Actor, Officer
from moderation.domain.permissions import GIVES_OPINIONS, HEADS, Role
from moderation.services import audit, comments
from moderation.services.audit import Subject
from moderation.services.comments import Decision


def escalate(
    session: Session,
    comment: Comment,
    question: str,
    *,
    asked_of: Role,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> Opinion:
    """Ask the people of a role; the comment waits for the asker's decision from now on.

    Raises StaleVersion, IllegalTransition, Invalid (`asked_of`, `question`). Flushes.
    """
    comments.expect_version(comment, seen_version)
    if asked_of not in GIVES_OPINIONS:
        raise Invalid("nobody of this role is asked", field="asked_of")
    if not question:
        raise Invalid("a question is needed", field="question")
    decision = Decision(action=CommentAction.ESCALATE, seen_version=seen_version)
    comments.change(session, comment, decision, actor=actor, now=now, values={})
    close(session, [comment.id], now=now)  # left open by whatever ended an earlier one
    opinion = Opinion(
        comment_id=comment.id,
        asked_by_id=actor.id,
        asked_of=asked_of,
        question=question,
        asked_at=now,
    )
    session.add(opinion)
    session.flush()
    return opinion


def give(
    session: Session, comment: Comment, opinion: str, *, actor: Officer, now: datetime
) -> Opinion:
    """Answer the open question about a comment, once; its state stays. `comment` is locked.

    Raises IllegalTransition when nothing is asked any more, NotAllowed for another role, Refused
    for the asker, Invalid (`opinion`) for no words. Flushes.
    """
    asked = current(session, comment)
    if asked is None or asked.given_at is not None:
        raise IllegalTransition("opine", comment.state)
    if actor.role is not asked.asked_of:
        raise NotAllowed
    if actor.id == asked.asked_by_id:
        raise Refused(Refusal.OWN_QUESTION)
    if not opinion:
        raise Invalid("words are needed", field="opinion")
    asked.opinion, asked.given_by_id, asked.given_at = opinion, actor.id, now
    audit.record(session, Subject.COMMENT, comment.id, "opine", actor=actor, now=now)
    session.flush()
    return asked


def recall(
    session: Session, comment: Comment, *, seen_version: int, actor: Officer, now: datetime
) -> Comment:
    """Take the question back; the comment waits in the queue again.

    Raises StaleVersion, IllegalTransition, Refused as `expect_may_decide`. Flushes.
    """
    comments.expect_version(comment, seen_version)
    expect_may_decide(session, comment, actor)
    decision = Decision(action=CommentAction.RECALL, seen_version=seen_version)
    comments.change(session, comment, decision, actor=actor, now=now, values={})
    close(session, [comment.id], now=now)
    session.flush()
    return comment


def expect_may_decide(session: Session, comment: Comment, actor: Officer) -> None:
    """Raises Refused when somebody else asked for an opinion about the comment, and `actor` heads
    nobody.
    """
    if asked_by_others(session, [comment], actor):
        raise Refused(Refusal.ASKED_BY_ANOTHER)


def asked_by_others(
    session: Session, about: Collection[Comment], actor: Officer
) -> Collection[int]:
    """Ids of those comments that wait for an opinion somebody else asked for; none for who heads
    the desk. One statement at most.
    """
    waiting = [comment.id for comment in about if comment.state is CommentState.ESCALATED]
    if not waiting or actor.role in HEADS:
        return frozenset()
    open_ones = (Opinion.comment_id.in_(waiting), Opinion.closed_at.is_(None))
    asked = select(Opinion.comment_id, Opinion.asked_by_id).where(*open_ones).order_by(Opinion.id)
    last = {row.comment_id: row.asked_by_id for row in session.execute(asked)}
    return {comment_id for comment_id, asker_id in last.items() if asker_id != actor.id}


def current(session: Session, comment: Comment) -> Opinion | None:
    """The question for which a comment waits, answered or not."""
    if comment.state is not CommentState.ESCALATED:
        return None
    open_ones = (Opinion.comment_id == comment.id, Opinion.closed_at.is_(None))
    return session.scalars(select(Opinion).where(*open_ones).order_by(Opinion.id.desc())).first()


def close(session: Session, comment_ids: Collection[int], *, now: datetime) -> None:
    """Nobody waits for opinions about these comments any more."""
    session.execute(
        update(Opinion)
        .where(Opinion.comment_id.in_(comment_ids), Opinion.closed_at.is_(None))
        .values(closed_at=now)
    )


def reopen(session: Session, comment: Comment) -> None:
    """The decision was taken back: the last question counts again."""
    last = select(Opinion).where(Opinion.comment_id == comment.id).order_by(Opinion.id.desc())
    opinion = session.scalars(last.limit(1)).first()
    if opinion is not None:
        opinion.closed_at = None
        session.flush()
