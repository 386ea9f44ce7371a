"""Reading what readers reported."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ReaderReport


def open_about(session: Session, comment_id: int, *, limit: int = 50) -> Sequence[ReaderReport]:
    """Reports about a comment that nobody looked at, oldest first, `limit` rows at most."""
    waiting = (ReaderReport.comment_id == comment_id, ReaderReport.settled_at.is_(None))
    order = (ReaderReport.reported_at, ReaderReport.id)
    return session.scalars(select(ReaderReport).where(*waiting).order_by(*order).limit(limit)).all()
