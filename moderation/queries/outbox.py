"""Reading what must be told."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import OutboxMessage


def summary(session: Session, *, now: datetime) -> dict[str, int]:
    """How many messages wait, were finished in the last day, and failed at least once."""
    open_ones = OutboxMessage.finished_at.is_(None)
    counted = select(func.count()).select_from(OutboxMessage)
    return {
        "waiting": session.scalars(counted.where(open_ones)).one(),
        "finished in 24 hours": session.scalars(
            counted.where(OutboxMessage.finished_at > now - timedelta(days=1))
        ).one(),
        "failing": session.scalars(
            counted.where(open_ones, OutboxMessage.last_error.is_not(None))
        ).one(),
    }
