"""Telling people: from the outbox into the mail. Every step may be repeated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Article, Comment, Complaint, OutboxMessage
from moderation.adapters import mail
from moderation.adapters.database import affected
from moderation.adapters.mail import Mailer
from moderation.domain.comment_states import CommentState
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.services.outbox import Kind

#: Tried so often, in all about two days; then it waits for a person (`jobs status`).
MOST_ATTEMPTS = 10
_FIRST_WAIT = timedelta(minutes=5)
_log = structlog.get_logger()

#: Renders a mail template in a language: (template, language, values) -> text.
Renderer = Callable[[str, str, dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Post:
    """What sending needs besides the database."""

    mailer: Mailer
    render: Renderer
    sender: str
    base_url: str


def due(session: Session, *, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of messages to send now, oldest first."""
    waiting = (
        OutboxMessage.finished_at.is_(None),
        OutboxMessage.due_at <= now,
        OutboxMessage.attempts < MOST_ATTEMPTS,
    )
    return session.scalars(
        select(OutboxMessage.id)
        .where(*waiting)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
    ).all()


def claim(session: Session, message_id: int, *, now: datetime) -> bool:
    """Take a due message; False when another worker was first. The caller commits before sending.

    The next try is set at once, so a worker that dies leaves nothing behind.
    """
    free = (
        OutboxMessage.id == message_id,
        OutboxMessage.finished_at.is_(None),
        OutboxMessage.due_at <= now,
    )
    attempts = session.scalar(select(OutboxMessage.attempts).where(*free))
    if attempts is None:
        return False
    taken = session.execute(
        update(OutboxMessage)
        .where(*free, OutboxMessage.attempts == attempts)
        .values(attempts=attempts + 1, due_at=now + _FIRST_WAIT * 2**attempts)
    )
    return affected(taken) == 1


def deliver(session: Session, message_id: int, post: Post, *, now: datetime) -> None:
    """Send a claimed message and note the end, or the kind of failure; the caller commits."""
    message = session.get_one(OutboxMessage, message_id)
    try:
        _COMPOSERS[Kind(message.kind)](session, message, post)
    except OSError as error:
        message.last_error = type(error).__name__
        _log.warning(
            "not sent", message=message.id, attempt=message.attempts, error=message.last_error
        )
    else:
        message.finished_at, message.last_error = now, None
    session.flush()


def _tell_author(session: Session, message: OutboxMessage, post: Post) -> None:
    """Mail what is true now; nobody is told of a comment that is undecided again, sealed or
    erased.
    """
    found = session.execute(
        select(Comment, Article)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id == message.subject_id)
    ).first()
    if found is None:
        return
    comment, article = found[0], found[1]
    if not comment.email or comment.state in (CommentState.PENDING, CommentState.SEALED):
        return
    values = {
        "comment": comment,
        "article": article,
        "link": f"{post.base_url}/binh-luan/{comment.receipt}",
    }
    text = post.render("mail/comment_decided.txt", comment.language, values)
    subject, _, body = text.strip().partition("\n")
    post.mailer.send(
        mail.compose(
            sender=post.sender,
            to=comment.email,
            subject=subject,
            text=body.strip() + "\n",
            message_id=f"outbox-{message.id}",
        )
    )


def _tell_citizen(session: Session, message: OutboxMessage, post: Post) -> None:
    """That there is news, and where: no word of the complaint, for mail is read by others too."""
    complaint = session.get(Complaint, message.subject_id)
    if complaint is None or complaint.state in CONFIDENTIAL:
        return
    if not complaint.email or not complaint.consent_contact:
        return
    values = {"code": complaint.code, "link": f"{post.base_url}/tra-cuu/{complaint.code}"}
    text = post.render("mail/complaint_news.txt", complaint.language, values)
    subject, _, body = text.strip().partition("\n")
    post.mailer.send(
        mail.compose(
            sender=post.sender,
            to=complaint.email,
            subject=subject,
            text=body.strip() + "\n",
            message_id=f"outbox-{message.id}",
        )
    )


#: Who tells what; each composes from what is true now.
_COMPOSERS: dict[Kind, Callable[[Session, OutboxMessage, Post], None]] = {
    Kind.COMMENT_DECIDED: _tell_author,
    Kind.COMPLAINT_NEWS: _tell_citizen,
}
