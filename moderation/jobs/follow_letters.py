"""Mails to people who follow a complaint: asking once whether they want them, then the news.

No word of the complaint is in them; the link that ends the mails is in each.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Complaint, Follow, OutboxMessage
from moderation.domain.complaint_states import IN_A_CASE
from moderation.jobs.letters import Letter, Post, mail_to
from moderation.services import follows
from moderation.services.outbox import Kind


def compose(session: Session, message: OutboxMessage, post: Post, _now: datetime) -> Letter | None:
    """The mail of a follow as things are now. None when they stopped, when the complaint is public
    no more, or when nothing is to be confirmed any more.
    """
    found = session.get(Follow, message.subject_id)
    complaint = session.get(Complaint, found.complaint_id) if found else None
    if found is None or complaint is None or not found.email or found.ended_at is not None:
        return None
    if not _is_shown(complaint) or _is_told(found, message):
        return None
    values = {
        "code": complaint.code,
        "link": f"{post.base_url}/tra-cuu/{complaint.code}",
        "own_link": f"{post.base_url}/theo-doi/{follows.token_of(post.secret_key, found)}",
    }
    return Letter(mail_to(session, message, post, found.email, found.language, values))


def _is_shown(complaint: Complaint) -> bool:
    return (
        complaint.is_public and complaint.published_at is not None and complaint.state in IN_A_CASE
    )


def _is_told(found: Follow, message: OutboxMessage) -> bool:
    """A confirmation that was given needs no asking; news without one are not sent."""
    asks = message.kind == Kind.FOLLOW_CONFIRM
    return asks == (found.confirmed_at is not None)
