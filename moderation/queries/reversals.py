"""Decisions that did not last: put right by an appeal, restored, or taken back into the queue."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import Comment, Event, table_of
from moderation.domain.comment_states import UNDOABLE, CommentAction
from moderation.queries.figures import Scope

_A = CommentAction
#: What puts a decision right, and what it puts right.
_REVERSING = (_A.UPHOLD, _A.RESTORE, _A.REQUEUE)
_REVERSED = (_A.REJECT, _A.MARK_SPAM, _A.TAKE_DOWN)
_UNDO = "undo"

_event = table_of(Event)
_e, _earlier, _later = _event.c, _event.alias("earlier"), _event.alias("later")
#: The decision that an event put right, and what was done next: perhaps it was undone.
_BEFORE = (
    select(func.max(_earlier.c.id))
    .where(
        _earlier.c.subject == _e.subject,
        _earlier.c.subject_id == _e.subject_id,
        _earlier.c.id < _e.id,
        _earlier.c.action.in_(_REVERSED),
    )
    .correlate(_event)
    .scalar_subquery()
)
_NEXT_STEP = (
    select(_later.c.action)
    .where(
        _later.c.subject == _e.subject,
        _later.c.subject_id == _e.subject_id,
        _later.c.id > _e.id,
        _later.c.action.in_((*UNDOABLE, _UNDO)),
    )
    .order_by(_later.c.id)
    .limit(1)
    .correlate(_event)
    .scalar_subquery()
)


def by_reason(session: Session, scope: Scope) -> dict[tuple[str, str], int]:
    """How many decisions were reversed in `scope`, by (action, reason) of the decision reversed: a
    reason code, or "" for spam and for own words.

    A reversal that was undone within its minute is none. A person's are those of their own
    decisions. Reads the events of these three kinds, however old.
    """
    return {
        (action, reason or ""): number
        for action, reason, number in session.execute(_reversals(scope))
    }


def _reversals(scope: Scope) -> Select[Any]:
    first = _event.alias("first")
    query = (
        select(first.c.action, first.c.reason_code, func.count())
        .select_from(_event)
        .join(first, first.c.id == _BEFORE)
        .where(
            _e.subject == "comment",
            _e.action.in_(_REVERSING),
            _e.at >= scope.begin,
            _e.at < scope.end,
            func.coalesce(_NEXT_STEP, "") != _UNDO,
        )
        .group_by(first.c.action, first.c.reason_code)
    )
    if scope.staff_id is not None:
        query = query.where(first.c.actor_id == scope.staff_id)
    if scope.article_id is not None:
        query = query.join(Comment, Comment.id == _e.subject_id).where(
            Comment.article_id == scope.article_id
        )
    return query
