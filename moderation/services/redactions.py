"""Masks over what is published, and the originals behind them."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Comment
from moderation.domain.comment_states import CommentState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.people import Actor
from moderation.domain.redaction import Masks, Words
from moderation.services import audit, comments, counters
from moderation.services.audit import Subject


def redact(
    session: Session,
    comment: Comment,
    masks: Masks,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> Comment:
    """Change what is masked of a published comment. Choosing the same again writes nothing.

    Raises StaleVersion, and IllegalTransition for a comment in another state: its masks go with the
    decision. Flushes.
    """
    comments.expect_version(comment, seen_version)
    if comment.state is not CommentState.PUBLISHED:
        raise IllegalTransition("redact", comment.state)
    before = comment.masks
    comments.set_masks(comment, masks)
    if comment.masks == before:
        return comment
    comments.flush_version(session, seen_version)
    audit.record(session, Subject.COMMENT, comment.id, "redact", actor=actor, now=now)
    counters.touch_thread(session, comment.article_id)
    session.flush()
    return comment


def hides_something(comment: Comment) -> bool:
    """Whether readers see less than was written."""
    copies = (comment.public_name, comment.public_title, comment.public_content)
    return any(copy is not None for copy in copies)


def reveal(
    session: Session, comment: Comment, reason: str, *, actor: Actor, now: datetime
) -> Words:
    """The words as they were written; who looked and why stays in the history.

    Raises Invalid (field `reveal_reason`) without a reason, NotFound for a sealed comment. Flushes.
    """
    if comment.state is CommentState.SEALED:
        raise NotFound
    if not reason:
        raise Invalid("a reason is needed", field="reveal_reason")
    audit.record(
        session, Subject.COMMENT, comment.id, "reveal_original", actor=actor, now=now, note=reason
    )
    session.flush()
    return Words(comment.full_name, comment.title, comment.content)
