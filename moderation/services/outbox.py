"""What must be told: a row in the transaction of the change; a job reads it later."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from models import OutboxMessage
from moderation.adapters.database import affected


class Kind(StrEnum):
    COMMENT_DECIDED = "comment_decided"
    APPEAL_DECIDED = "appeal_decided"  # its subject is the comment: one appeal a comment
    COMPLAINT_NEWS = "complaint_news"
    FOLLOW_CONFIRM = "follow_confirm"  # its subject is the row of `follow`, as is the next one's
    FOLLOW_NEWS = "follow_news"
    CHASE = "chase"  # to staff; its subject is the row of `chase`


def enqueue(
    session: Session, kind: Kind, subject_id: int, *, now: datetime, due_at: datetime
) -> OutboxMessage:
    """Tell about `subject_id` at `due_at`, in place of what waits to be told about it already.

    The message is rendered when it leaves, so it tells what is true then.
    """
    drop(session, kind, subject_id, now=now)
    message = OutboxMessage(kind=kind, subject_id=subject_id, created_at=now, due_at=due_at)
    session.add(message)
    return message


def enqueue_all(
    session: Session, kind: Kind, subject_ids: Collection[int], *, now: datetime, due_at: datetime
) -> None:
    """`enqueue` for many about which nothing waits to be told (`drop_all`)."""
    rows = [
        OutboxMessage(kind=kind, subject_id=subject_id, created_at=now, due_at=due_at)
        for subject_id in subject_ids
    ]
    session.add_all(rows)


def enqueue_for_staff(
    session: Session, kind: Kind, subject_id: int, staff_ids: Collection[int], *, now: datetime
) -> None:
    """Tell each of these people about `subject_id`, now; nothing else that waits is dropped."""
    session.add_all(
        OutboxMessage(
            kind=kind, subject_id=subject_id, created_at=now, due_at=now, staff_id=staff_id
        )
        for staff_id in staff_ids
    )


def drop(session: Session, kind: Kind, subject_id: int, *, now: datetime) -> None:
    """Nothing is to be told about `subject_id` any more."""
    drop_all(session, kind, [subject_id], now=now)


def drop_all(session: Session, kind: Kind, subject_ids: Collection[int], *, now: datetime) -> None:
    """Nothing is to be told about any of `subject_ids` any more."""
    waiting = update(OutboxMessage).where(
        OutboxMessage.kind == kind,
        OutboxMessage.subject_id.in_(subject_ids),
        OutboxMessage.finished_at.is_(None),
    )
    session.execute(waiting.values(finished_at=now))


def retry(session: Session, *, now: datetime) -> int:
    """Begin anew with what failed, also with what was given up; how many. A message that a worker
    may be sending just now is left alone.
    """
    failed = OutboxMessage.last_error.is_not(None)
    abandoned = and_(OutboxMessage.attempts > 0, OutboxMessage.due_at <= now)
    again = update(OutboxMessage).where(OutboxMessage.finished_at.is_(None), or_(failed, abandoned))
    return affected(session.execute(again.values(attempts=0, due_at=now)))
