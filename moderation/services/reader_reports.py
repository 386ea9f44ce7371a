"""What readers report about published comments."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import Comment, ReaderReport, table_of
from moderation.adapters.database import affected
from moderation.domain.comment_states import CommentState, Tally
from moderation.domain.errors import IllegalTransition
from moderation.domain.people import Actor
from moderation.services import audit, counters
from moderation.services.audit import Subject

#: The reason of a report in own words only.
OTHER = "other"
# On the tables: a report changes nothing a moderator decides about, so the version stays.
_comment, _report = table_of(Comment), table_of(ReaderReport)


def report(
    session: Session,
    comment: Comment,
    *,
    reason_code: str,
    text: str,
    address_key: str,
    now: datetime,
) -> ReaderReport:
    """A reader's report; the one made before from the same address, when there is one.

    `comment` is locked; `address_key` is a keyed hash. Raises IllegalTransition unless it is
    published. Flushes.
    """
    if comment.state is not CommentState.PUBLISHED:
        raise IllegalTransition("report", comment.state)
    same = (ReaderReport.comment_id == comment.id, ReaderReport.address_key == address_key)
    before = session.scalars(select(ReaderReport).where(*same)).first()
    if before is not None:
        return before
    made = ReaderReport(
        comment_id=comment.id,
        reason_code=reason_code,
        text=text,
        address_key=address_key,
        reported_at=now,
    )
    session.add(made)
    session.flush()
    waits = update(_comment).where(_comment.c.id == comment.id, _comment.c.reported_at.is_(None))
    if affected(session.execute(waits.values(reported_at=now))):
        counters.shift(session, {Tally.REPORTED: 1})
        audit.record(session, Subject.COMMENT, comment.id, "report", actor=None, now=now)
    session.expire(comment, ["reported_at"])
    return made


def keep(session: Session, comment: Comment, *, actor: Actor, now: datetime) -> int:
    """The comment stays: its open reports are settled; how many. Flushes."""
    settled = settle(session, comment, actor=actor, now=now)
    if settled:
        audit.record(session, Subject.COMMENT, comment.id, "settle_reports", actor=actor, now=now)
    return settled


def settle(session: Session, comment: Comment, *, actor: Actor | None, now: datetime) -> int:
    """Nobody has to look at the reports about `comment` any more; how many there were."""
    waiting = (_report.c.comment_id == comment.id, _report.c.settled_at.is_(None))
    end = {"settled_at": now, "settled_by_id": actor.id if actor else None}
    settled = affected(session.execute(update(_report).where(*waiting).values(**end)))
    waits = update(_comment).where(_comment.c.id == comment.id, _comment.c.reported_at.is_not(None))
    if affected(session.execute(waits.values(reported_at=None))):
        counters.shift(session, {Tally.REPORTED: -1})
    session.expire(comment, ["reported_at"])
    return settled


def reopen(session: Session, comment: Comment, *, settled_at: datetime) -> None:
    """The decision made at `settled_at` was taken back: what it settled waits again."""
    same = (_report.c.comment_id == comment.id, _report.c.settled_at == settled_at)
    oldest = session.scalar(select(func.min(_report.c.reported_at)).where(*same))
    if oldest is None:
        return
    session.execute(update(_report).where(*same).values(settled_at=None, settled_by_id=None))
    waits = update(_comment).where(_comment.c.id == comment.id, _comment.c.reported_at.is_(None))
    if affected(session.execute(waits.values(reported_at=oldest))):
        counters.shift(session, {Tally.REPORTED: 1})
    session.expire(comment, ["reported_at"])
