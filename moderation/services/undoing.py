"""Taking a decision back before it takes effect: everything it replaced stands again."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Comment
from moderation.domain import comment_states
from moderation.domain.comment_states import UNDECIDED, CommentAction, CommentState
from moderation.domain.errors import IllegalTransition, NotAllowed
from moderation.domain.people import Actor
from moderation.domain.redaction import parse
from moderation.services import audit, comments, counters, outbox
from moderation.services.audit import Subject
from moderation.services.comments import REPLACED, REPLACED_MOMENTS
from moderation.services.counters import Moved


def can_undo(comment: Comment, *, actor: Actor, now: datetime) -> bool:
    """Whether `actor` made the last decision a moment ago, and it has not taken effect."""
    if not comment.before or comment.visible_from is None or now >= comment.visible_from:
        return False
    return bool(json.loads(comment.before)["actor_id"] == actor.id)


def undo(
    session: Session, comment: Comment, *, seen_version: int, actor: Actor, now: datetime
) -> CommentAction:
    """Take the last decision back, as if it had not been made; which one it was.

    Raises StaleVersion, IllegalTransition when it has taken effect or can't be undone, NotAllowed
    when it was somebody else's. Flushes.
    """
    return undo_many(session, [(comment, seen_version)], actor=actor, now=now)[0]


def undo_many(
    session: Session, wanted: Sequence[tuple[Comment, int]], *, actor: Actor, now: datetime
) -> list[CommentAction]:
    """`undo` for each comment and the version of it that was seen, or for none when one of them
    raises; which decisions they were.
    """
    actions = [
        expect_undo(comment, seen_version=seen_version, actor=actor, now=now)
        for comment, seen_version in wanted
    ]
    for wave in comments.parents_first(wanted):
        moves = [_moved_back(comment) for comment, _ in wave]
        comments.flush_version(session, wave[0][1])
        events = [
            audit.line(
                Subject.COMMENT, moved.comment.id, "undo", actor=actor, now=now,
                old_state=moved.old, new_state=moved.new,
            )
            for moved in moves
        ]  # fmt: skip
        audit.record_all(session, events)
        counters.shift_all(session, moves)
    _tell_of_earlier(session, [comment for comment, _ in wanted], now=now)
    session.flush()
    return actions


def _tell_of_earlier(session: Session, undone: Sequence[Comment], *, now: datetime) -> None:
    """Nobody is told of what was undone. Where a decision stands again whose mail the undone one
    had replaced, that mail waits anew; who was told before is not told twice.
    """
    kind = outbox.Kind.COMMENT_DECIDED
    outbox.drop_all(session, kind, [comment.id for comment in undone], now=now)
    for comment in undone:
        if comment.email and comment.state not in UNDECIDED:
            due_at = max(now, comment.visible_from or now)
            outbox.enqueue_all(session, kind, [comment.id], now=now, due_at=due_at)


def expect_undo(
    comment: Comment, *, seen_version: int, actor: Actor, now: datetime
) -> CommentAction:
    """The decision that `actor` can take back. Raises as `undo`."""
    comments.expect_version(comment, seen_version)
    if not comment.before or comment.visible_from is None or now >= comment.visible_from:
        raise IllegalTransition("undo", comment.state)
    kept = json.loads(comment.before)
    if kept["actor_id"] != actor.id:
        raise NotAllowed
    action = CommentAction(kept["action"])
    comment_states.undo(comment.state, action, CommentState(kept["state"]))
    return action


def _moved_back(comment: Comment) -> Moved:
    """Write into the row what the decision replaced; nothing is flushed."""
    kept = json.loads(comment.before)
    old, new = comment.state, CommentState(kept["state"])
    comment.state = new
    _put_back(comment, kept)
    return Moved(comment, old, new)


def _put_back(comment: Comment, kept: Mapping[str, Any]) -> None:
    for name in REPLACED:
        setattr(comment, name, kept[name])
    for name in REPLACED_MOMENTS:
        setattr(comment, name, datetime.fromisoformat(kept[name]) if kept[name] else None)
    by = kept["decide_by"]
    comment.decide_by = date.fromisoformat(by) if by else None
    comments.set_masks(comment, parse(comment.masks) if comment.masks else None)
    comment.before = ""
