"""Telling people: from the outbox to the mail and the telephone. Every step may be repeated."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from models import CaseFile, Complaint, OutboxMessage
from moderation.adapters.database import affected
from moderation.adapters.mail import AddressRefused
from moderation.adapters.texter import TextRefused
from moderation.domain.quiet_hours import QuietHours
from moderation.jobs import citizen_letters, digest, follow_letters, staff_letters, work_letters
from moderation.jobs.letters import Composer, Letter, Post
from moderation.services.outbox import Channel, Kind

#: Tried so often, in all about three days; then it waits for a person (`/staff/messages`).
MOST_ATTEMPTS = 11
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(days=1)
_FOR_GOOD = (AddressRefused, TextRefused)
REFUSED_FOR_GOOD = frozenset(error.__name__ for error in _FOR_GOOD)
_log = structlog.get_logger()

#: Who tells what; each composes from what is true now. A new kind adds its line.
_COMPOSERS: dict[Kind, Composer] = {
    Kind.COMMENT_DECIDED: citizen_letters.to_author,
    Kind.APPEAL_DECIDED: citizen_letters.to_appellant,
    Kind.COMPLAINT_NEWS: citizen_letters.to_citizen,
    Kind.WORK_OFFERED: work_letters.work_offered,
    Kind.APPROVAL_WAITS: work_letters.approval_waits,
    Kind.SENT_BACK: work_letters.sent_back,
    Kind.ANSWER_WAITS: work_letters.answer_waits,
    Kind.PART_RETURNED: work_letters.part_returned,
    Kind.DIGEST: digest.compose,
    Kind.FOLLOW_CONFIRM: follow_letters.compose,
    Kind.FOLLOW_NEWS: follow_letters.compose,
    Kind.CHASE: staff_letters.chase,
}


def due(session: Session, *, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of messages to send now, oldest first."""
    waiting = (
        OutboxMessage.finished_at.is_(None),
        OutboxMessage.given_up_at.is_(None),
        OutboxMessage.due_at <= now,
        OutboxMessage.attempts < MOST_ATTEMPTS,
    )
    return session.scalars(
        select(OutboxMessage.id)
        .where(*waiting)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
    ).all()


def claim(
    session: Session, message_id: int, *, now: datetime, quiet: QuietHours | None = None
) -> bool:
    """Take a due message; False when another worker was first, or when it is put off until the
    `quiet` hours end. The caller commits before sending.

    The next try is set at once, so a worker that dies leaves nothing behind.
    """
    free = (
        OutboxMessage.id == message_id,
        OutboxMessage.finished_at.is_(None),
        OutboxMessage.given_up_at.is_(None),
        OutboxMessage.due_at <= now,
        OutboxMessage.attempts < MOST_ATTEMPTS,
    )
    attempts = session.scalar(select(OutboxMessage.attempts).where(*free))
    if attempts is None:
        return False
    seen = (*free, OutboxMessage.attempts == attempts)
    if quiet and quiet.is_quiet(now) and _may_wait(session, message_id):
        later = update(OutboxMessage).where(*seen)
        session.execute(later.values(due_at=quiet.ends_after(now)))
        return False
    wait = min(_FIRST_WAIT * 2**attempts, _LONGEST_WAIT)
    taken = session.execute(
        update(OutboxMessage).where(*seen).values(attempts=attempts + 1, due_at=now + wait)
    )
    return affected(taken) == 1


def _may_wait(session: Session, message_id: int) -> bool:
    """Whether it may lie over night: not to staff, and not about something urgent."""
    message = session.get_one(OutboxMessage, message_id)
    if message.staff_id is not None:
        return False
    if message.kind != Kind.COMPLAINT_NEWS:
        return True
    urgent = (
        select(Complaint.id)
        .outerjoin(CaseFile, CaseFile.id == Complaint.case_id)
        .where(Complaint.id == message.subject_id)
        .where(or_(Complaint.is_urgent, CaseFile.due_at.is_not(None)))
    )
    return session.scalar(urgent) is None


def has_spent(session: Session, *, now: datetime) -> bool:
    """Whether some worker was killed at the last try of a message."""
    return session.scalar(select(OutboxMessage.id).where(*_spent(now)).limit(1)) is not None


def give_up_spent(session: Session, *, now: datetime) -> int:
    """Give such messages up; how many. The caller commits."""
    spent = update(OutboxMessage).where(*_spent(now))
    return affected(session.execute(spent.values(given_up_at=now)))


def _spent(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.finished_at.is_(None),
        OutboxMessage.given_up_at.is_(None),
        OutboxMessage.attempts >= MOST_ATTEMPTS,
        OutboxMessage.due_at <= now,
    )


def write(session: Session, message_id: int, post: Post, *, now: datetime) -> Letter | None:
    """The letter of a claimed message, saying what is true now; None: there is nobody to tell."""
    message = session.get_one(OutboxMessage, message_id)
    return _COMPOSERS[Kind(message.kind)](session, message, post, now)


def send(letter: Letter | None, message_id: int, post: Post) -> str | None:
    """Hand the letter over; the kind of failure, or None. It may take as long as the server
    likes, so no transaction may be open meanwhile.
    """
    try:
        if letter and letter.mail:
            post.mailer.send(letter.mail)
        if letter and letter.text:
            post.texter(letter.channel).send(letter.text)
    except OSError as error:
        failure = type(error).__name__
        _log.warning("not sent", message=message_id, error=failure)
        return failure
    return None


def note(
    session: Session, message_id: int, letter: Letter | None, failure: str | None, *, now: datetime
) -> None:
    """Write how sending ended; the caller commits. Refused for good, or tried too often: given up,
    until somebody looks. Who can't be reached over Zalo gets an SMS.
    """
    message = session.get_one(OutboxMessage, message_id, populate_existing=True)
    end: dict[str, Any] = {"last_error": failure}
    if letter:
        end["channel"] = letter.channel
    if not failure:
        end |= {"finished_at": now, "told": letter.told if letter else None}
    elif failure in REFUSED_FOR_GOOD and letter and letter.channel is Channel.ZALO:
        end |= {"channel": Channel.SMS, "due_at": now}
    elif failure in REFUSED_FOR_GOOD or message.attempts >= MOST_ATTEMPTS:
        end["given_up_at"] = now
    session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(**end))
