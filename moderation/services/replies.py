"""Official replies under published comments."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Comment, OfficialReply
from moderation.domain.comment_states import CommentState
from moderation.domain.errors import IllegalTransition, NotFound
from moderation.domain.people import Actor
from moderation.services import audit, counters
from moderation.services.audit import Subject


def publish(
    session: Session, comment: Comment, content: str, *, signed_as: str, actor: Actor, now: datetime
) -> OfficialReply:
    """Answer a published comment in an office's name. Raises IllegalTransition
    otherwise. Flushes.
    """
    if comment.state is not CommentState.PUBLISHED:
        raise IllegalTransition("reply", comment.state)
    reply = OfficialReply(
        comment_id=comment.id, signed_as=signed_as, content=content, published_at=now
    )
    session.add(reply)
    session.flush()
    audit.record(session, Subject.COMMENT, comment.id, "reply_officially", actor=actor, now=now)
    counters.touch_thread(session, comment.article_id)
    session.flush()
    return reply


def withdraw(
    session: Session, comment: Comment, reply_id: int, *, actor: Actor, now: datetime
) -> OfficialReply:
    """Take a reply off the page of its comment; the row stays. Flushes.

    Raises NotFound when it is not this comment's, was withdrawn before, or the comment is sealed.
    """
    reply = session.get(OfficialReply, reply_id, with_for_update=True)
    gone = reply is None or reply.comment_id != comment.id or reply.withdrawn_at is not None
    if reply is None or gone or comment.state is CommentState.SEALED:
        raise NotFound
    reply.withdrawn_at = now
    audit.record(session, Subject.COMMENT, comment.id, "withdraw_reply", actor=actor, now=now)
    counters.touch_thread(session, comment.article_id)
    session.flush()
    return reply
