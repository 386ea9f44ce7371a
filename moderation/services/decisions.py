"""What a decision at the comment desk brings with it: the claim ends with it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Comment
from moderation.domain.comment_states import CommentAction
from moderation.domain.people import Actor
from moderation.services import aftermath, claims, comments
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
    comments.decide(session, comment, decision, actor=actor, now=now, settling=settling)
    claims.free(session, [comment.id])
    aftermath.follow(session, comment, decision.action, actor=actor, now=now)
    return comment


def undo(
    session: Session, comment: Comment, *, seen_version: int, actor: Actor, now: datetime
) -> CommentAction:
    """`comments.undo` with all that belongs to it; raises what that raises. Flushes."""
    action = comments.undo(session, comment, seen_version=seen_version, actor=actor, now=now)
    aftermath.take_back(session, comment, action)
    return action
