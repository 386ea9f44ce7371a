"""What must be told: a row in the transaction of the change; a job reads it later."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, delete, or_, update
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
    # To staff; the row names the person. Subjects are assignments but for cases and days.
    WORK_OFFERED = "work_offered"
    APPROVAL_WAITS = "approval_waits"  # of a case
    SENT_BACK = "sent_back"  # of a case
    ANSWER_WAITS = "answer_waits"  # of a case
    PART_RETURNED = "part_returned"
    DIGEST = "digest"  # of a day, as date.toordinal()


class Channel(StrEnum):
    MAIL = "mail"
    PHONE = "phone"  # becomes one of the next two when it leaves
    SMS = "sms"
    ZALO = "zalo"


def enqueue(
    session: Session,
    kind: Kind,
    subject_id: int,
    *,
    now: datetime,
    due_at: datetime,
    channel: Channel = Channel.MAIL,
) -> OutboxMessage:
    """Tell about `subject_id` at `due_at`, in place of what waits to be told about it already.

    The message is rendered when it leaves, so it tells what is true then.
    """
    drop(session, kind, subject_id, now=now)
    message = OutboxMessage(
        kind=kind, subject_id=subject_id, created_at=now, due_at=due_at, channel=channel
    )
    session.add(message)
    return message


def tell_staff(
    session: Session, kind: Kind, subject_id: int, staff_ids: Collection[int], *, now: datetime
) -> None:
    """Tell each of `staff_ids` about `subject_id` at once, in place of what waits for them."""
    waiting = update(OutboxMessage).where(
        OutboxMessage.kind == kind,
        OutboxMessage.subject_id == subject_id,
        OutboxMessage.staff_id.in_(staff_ids),
        OutboxMessage.finished_at.is_(None),
    )
    session.execute(waiting.values(finished_at=now))
    session.add_all(
        OutboxMessage(
            kind=kind, subject_id=subject_id, staff_id=staff_id, created_at=now, due_at=now
        )
        for staff_id in staff_ids
    )


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
    return affected(session.execute(again.values(attempts=0, due_at=now, given_up_at=None)))


def purge(session: Session, *, before: datetime) -> None:
    """Forget what staff were told before that moment: the desks know it all."""
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.staff_id.is_not(None), OutboxMessage.finished_at < before
        )
    )
