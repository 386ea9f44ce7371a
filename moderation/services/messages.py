"""What somebody does about messages that did not arrive: try again, stop, believe a bounce."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import OutboxMessage
from moderation.domain.errors import IllegalTransition, NotFound
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject

#: What stands as the error of a mail that came back.
BOUNCED = "Bounced"
#: Errors that are the address's fault, not the house's.
OF_ADDRESS = frozenset({BOUNCED, "AddressRefused", "TextRefused"})


def retry(session: Session, message_id: int, *, actor: Actor, now: datetime) -> None:
    """Begin anew with a message that failed or was given up. Raises NotFound, IllegalTransition
    when it was finished. Flushes.
    """
    message = _load(session, message_id)
    _expect_open(message, "retry")
    message.attempts, message.due_at, message.given_up_at = 0, now, None
    _record(session, message, "retry", actor=actor, now=now)


def stop(session: Session, message_id: int, *, actor: Actor, now: datetime) -> None:
    """Send it no more. Raises NotFound, IllegalTransition when it was finished. Flushes."""
    message = _load(session, message_id)
    _expect_open(message, "stop")
    message.finished_at = now
    _record(session, message, "stop", actor=actor, now=now)


def bounce(session: Session, message_id: int, *, actor: Actor | None, now: datetime) -> bool:
    """A mail server gave this mail up: it waits for a person, as not told. False when it never left
    or is given up already, so that a report read twice changes nothing. Raises NotFound. Flushes.
    """
    message = _load(session, message_id)
    if message.attempts == 0 or message.given_up_at is not None:
        return False
    message.given_up_at, message.last_error = now, BOUNCED
    message.finished_at = message.told = None
    _record(session, message, "bounce", actor=actor, now=now)
    return True


def _load(session: Session, message_id: int) -> OutboxMessage:
    found = session.get(OutboxMessage, message_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def _expect_open(message: OutboxMessage, action: str) -> None:
    if message.finished_at is not None:
        raise IllegalTransition(action, "finished")


def _record(
    session: Session, message: OutboxMessage, action: str, *, actor: Actor | None, now: datetime
) -> None:
    session.flush()
    audit.record(session, Subject.MESSAGE, message.id, action, actor=actor, now=now)
