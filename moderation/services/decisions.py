"""What a decision at the comment desk brings with it: the claim ends with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Comment
from moderation.domain.comment_states import CommentAction
from moderation.domain.people import Actor
from moderation.services import claims, comments
from moderation.services.comments import SETTLING, Decision


def decide(
    session: Session,
    comment: Comment,
    decision: Decision,
    *,
    actor: Actor,
    now: datetime,
    settling: timedelta = SETTLING,
) -> Comment:
    """`comments.decide` with all that belongs to it; raises what that raises. Flushes."""
    decide_many(session, [(comment, decision)], actor=actor, now=now, settling=settling)
    return comment


def decide_many(
    session: Session,
    wanted: Sequence[tuple[Comment, Decision]],
    *,
    actor: Actor,
    now: datetime,
    settling: timedelta = SETTLING,
) -> None:
    """`decide` for each, or for none when one of them raises; a few statements however many."""
    comments.decide_many(session, wanted, actor=actor, now=now, settling=settling)
    claims.free(session, [comment.id for comment, _ in wanted])


def undo(
    session: Session, comment: Comment, *, seen_version: int, actor: Actor, now: datetime
) -> CommentAction:
    """`comments.undo` with all that belongs to it; raises what that raises. Flushes."""
    return undo_many(session, [(comment, seen_version)], actor=actor, now=now)[0]


def undo_many(
    session: Session, wanted: Sequence[tuple[Comment, int]], *, actor: Actor, now: datetime
) -> list[CommentAction]:
    """`undo` for each comment and the version of it that was seen, or for none when one of them
    raises; which decisions they were.
    """
    return comments.undo_many(session, wanted, actor=actor, now=now)
