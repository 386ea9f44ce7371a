"""What letters are made of: the post, the words of a mail, the envelope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import OutboxMessage
from moderation.adapters import mail
from moderation.adapters.mail import Mailer
from moderation.adapters.texter import Text, Texter
from moderation.domain.comment_states import CommentState
from moderation.domain.mail_kinds import KINDS, MailKind, fill, places
from moderation.domain.quiet_hours import QuietHours
from moderation.queries import mail_templates
from moderation.services.outbox import Channel

#: Renders a mail template in a language: (template, language, values) -> text.
Renderer = Callable[[str, str, dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Post:
    """What sending needs besides the database. No `zalo`: nobody is told over it."""

    mailer: Mailer
    render: Renderer
    sender: str
    base_url: str
    site_name: str
    zone: ZoneInfo
    sms: Texter
    zalo: Texter | None = None
    quiet: QuietHours | None = None
    secret_key: str = ""  # links of followers are made with it

    def texter(self, channel: Channel) -> Texter:
        """Who sends a short message of this channel."""
        return self.zalo if channel is Channel.ZALO and self.zalo else self.sms

    def forget(self, before: datetime) -> None:
        """Delete what is kept of what was sent before that moment."""
        for sender in (self.mailer, self.sms, self.zalo):
            if sender:
                sender.forget(before)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail or a short message, and the state it tells, where one is told."""

    mail: EmailMessage | None = None
    told: CommentState | None = None
    text: Text | None = None
    channel: Channel = Channel.MAIL


#: Makes the letter of a message; None when there is nobody to tell, or nothing any more.
Composer = Callable[[Session, OutboxMessage, Post, datetime], Letter | None]


def words_of(
    session: Session, post: Post, kind: MailKind, language: str, values: Mapping[str, str]
) -> tuple[str, str]:
    """Subject and body of a mail: as the office worded it, else as shipped, filled in."""
    subject, body = mail_templates.own(session, kind.key, language) or shipped(
        post.render, kind, language
    )
    known = {"site": post.site_name, **values}
    return fill(subject, known), fill(body, known)


def shipped(render: Renderer, kind: MailKind, language: str) -> tuple[str, str]:
    """The words that come with the house, with placeholders: what an administrator begins with."""
    text = render(f"mail/{kind.key}.txt", language, places(kind)).strip()
    if kind.is_text:
        return "", fill(text, {})
    subject, _, body = text.partition("\n")
    return subject, fill(body, {})


def piece(post: Post, name: str, language: str, **values: Any) -> str:
    """Sentences that depend on what happened, for a placeholder."""
    known = {"site": post.site_name, **values}
    return post.render(f"mail/pieces/{name}.txt", language, known).strip()


def mail_to(
    session: Session,
    message: OutboxMessage,
    post: Post,
    to: str,
    language: str,
    values: Mapping[str, str],
) -> EmailMessage:
    """The mail of `message`; its Message-ID is the same however often it is sent."""
    subject, body = words_of(session, post, KINDS[message.kind], language, values)
    return mail.compose(
        sender=post.sender,
        to=to,
        subject=subject,
        text=body + "\n",
        message_id=f"outbox-{message.id}",
    )
