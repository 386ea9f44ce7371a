"""An author takes a comment back: nobody has to agree."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Comment
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.services import aftermath, claims, comments, opinions, outbox
from moderation.services.comments import Decision


def withdraw(session: Session, comment: Comment, *, now: datetime) -> Comment:
    """Off the page and out of the queue, at once; doing it again changes nothing.

    `comment` is locked. Whatever version the author saw, it is theirs. Raises IllegalTransition for
    one that was decided against, converted or covered. Flushes.
    """
    if comment.state is CommentState.WITHDRAWN:
        return comment
    decision = Decision(action=CommentAction.WITHDRAW, seen_version=comment.version)
    none = {"reason_code": None, "reason_text": "", "endorsed_by_id": None, "decide_by": None}
    comments.change(session, comment, decision, actor=None, now=now, values=none)
    claims.free(session, [comment.id])
    opinions.close(session, [comment.id], now=now)
    outbox.drop(session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now)
    aftermath.follow(session, comment, CommentAction.WITHDRAW, actor=None, now=now)
    session.flush()
    return comment
