"""Telling people: from the outbox into the mail. Every step may be repeated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cache
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Appeal, Article, Comment, Complaint, OutboxMessage
from moderation.adapters import mail, reference
from moderation.adapters.database import affected
from moderation.adapters.mail import Mailer
from moderation.domain.appeals import AppealState
from moderation.domain.comment_states import UNDECIDED, CommentState
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.reasons import Reason
from moderation.jobs import follow_letters, staff_letters
from moderation.queries import standard_texts
from moderation.queries.comments import is_settled, is_shown
from moderation.services.outbox import Kind

#: Tried so often, in all about two days; then it waits for a person (`jobs status`).
MOST_ATTEMPTS = 10
_FIRST_WAIT = timedelta(minutes=5)
#: Undecided, secret, or the author's own doing.
_NOTHING_TO_TELL = frozenset({*UNDECIDED, CommentState.SEALED, CommentState.WITHDRAWN})
_ANSWERED_APPEALS = frozenset({AppealState.UPHELD, AppealState.DISMISSED})
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
    secret_key: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, and the state it tells, where one is told."""

    mail: EmailMessage
    told: CommentState | None = None


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


def write(session: Session, message_id: int, post: Post, *, now: datetime) -> Letter | None:
    """The mail of a claimed message, saying what is true now; None when there is nobody to tell."""
    message = session.get_one(OutboxMessage, message_id)
    return _COMPOSERS[Kind(message.kind)](session, message, post, now)


def _to_author(
    session: Session, message: OutboxMessage, post: Post, now: datetime
) -> Letter | None:
    """None when the comment is undecided again, sealed, erased or not shown, or its author
    knows.
    """
    found = session.execute(
        select(Comment, Article)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id == message.subject_id)
    ).first()
    if found is None:
        return None
    comment, article = found[0], found[1]
    if not comment.email or comment.state in _NOTHING_TO_TELL:
        return None
    if not is_settled(comment, now=now):
        return None
    if comment.state is CommentState.PUBLISHED and not is_shown(session, comment, article, now=now):
        return None
    if _last_told(session, message) == comment.state:
        return None
    why = standard_texts.for_author(
        session, _reasons().get(comment.reason_code or ""), comment.language, article.title
    )
    return Letter(_compose(message, comment, post, why=why), comment.state)


@cache
def _reasons() -> Mapping[str, Reason]:
    return reference.comment_reasons()


def _to_appellant(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """The outcome of an appeal; None when the comment is covered by now."""
    comment = session.get(Comment, message.subject_id)
    appeal = session.scalars(select(Appeal).where(Appeal.comment_id == message.subject_id)).first()
    if comment is None or appeal is None or not comment.email:
        return None
    if comment.state is CommentState.SEALED or appeal.state not in _ANSWERED_APPEALS:
        return None
    upheld = appeal.state is AppealState.UPHELD
    return Letter(_compose(message, comment, post, "mail/appeal_decided.txt", upheld=upheld))


def _last_told(session: Session, message: OutboxMessage) -> str | None:
    told = select(OutboxMessage.told).where(
        OutboxMessage.kind == message.kind,
        OutboxMessage.subject_id == message.subject_id,
        OutboxMessage.told.is_not(None),
    )
    return session.scalars(told.order_by(OutboxMessage.id.desc())).first()


def _compose(
    message: OutboxMessage,
    comment: Comment,
    post: Post,
    template: str = "mail/comment_decided.txt",
    **more: Any,
) -> EmailMessage:
    """The standard words for the reason go along; what a moderator wrote stays on the receipt."""
    values = {"comment": comment, "link": f"{post.base_url}/binh-luan/{comment.receipt}", **more}
    text = post.render(template, comment.language, values)
    subject, _, body = text.strip().partition("\n")
    return mail.compose(
        sender=post.sender,
        to=str(comment.email),
        subject=subject,
        text=body.strip() + "\n",
        message_id=f"outbox-{message.id}",
    )


#: Sources whose senders were shown no number when the complaint was made.
_WITHOUT_NUMBER = frozenset({"comment", "import"})


def _to_citizen(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """That there is news, and where: no word of the complaint, for mail is read by others too."""
    complaint = session.get(Complaint, message.subject_id)
    if complaint is None or complaint.state in CONFIDENTIAL:
        return None
    if not complaint.email or not complaint.consent_contact:
        return None
    values = {
        "code": complaint.code,
        "link": f"{post.base_url}/tra-cuu/{complaint.code}",
        "has_number": complaint.source not in _WITHOUT_NUMBER,
    }
    text = post.render("mail/complaint_news.txt", complaint.language, values)
    subject, _, body = text.strip().partition("\n")
    composed = mail.compose(
        sender=post.sender,
        to=complaint.email,
        subject=subject,
        text=body.strip() + "\n",
        message_id=f"outbox-{message.id}",
    )
    return Letter(composed)


def _to_follower(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    composed = follow_letters.compose(session, message, post)
    return Letter(composed) if composed else None


def _to_staff(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    composed = staff_letters.chase(session, message, post)
    return Letter(composed) if composed else None


#: Who tells what; each composes from what is true now.
_COMPOSERS: dict[Kind, Callable[[Session, OutboxMessage, Post, datetime], Letter | None]] = {
    Kind.COMMENT_DECIDED: _to_author,
    Kind.APPEAL_DECIDED: _to_appellant,
    Kind.COMPLAINT_NEWS: _to_citizen,
    Kind.FOLLOW_CONFIRM: _to_follower,
    Kind.FOLLOW_NEWS: _to_follower,
    Kind.CHASE: _to_staff,
}


def send(letter: Letter | None, message_id: int, post: Post) -> str | None:
    """Hand the mail over; the kind of failure, or None. It may take as long as the mail server
    likes, so no transaction may be open meanwhile.
    """
    try:
        if letter:
            post.mailer.send(letter.mail)
    except OSError as error:
        failure = type(error).__name__
        _log.warning("not sent", message=message_id, error=failure)
        return failure
    return None


def note(
    session: Session, message_id: int, letter: Letter | None, failure: str | None, *, now: datetime
) -> None:
    """Write how sending ended; the caller commits."""
    end: dict[str, Any] = {"last_error": failure}
    if not failure:
        end |= {"finished_at": now, "told": letter.told if letter else None}
    session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(**end))
