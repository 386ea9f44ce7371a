"""Second readings: a sampled decision is read again by somebody who does not know it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Comment, SecondReading
from moderation.adapters.database import affected, insert_if_absent
from moderation.domain.agreement import GONE, READABLE
from moderation.domain.comment_states import CommentState, Tally
from moderation.domain.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from moderation.domain.people import Actor
from moderation.queries.rows import AnyRow
from moderation.services import audit, counters
from moderation.services.audit import Subject

READ_AGAIN = "read_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the second reader would have done; `reason_code` with `rejected` only."""

    state: CommentState
    reason_code: str | None = None


def draw(session: Session, decisions: Sequence[AnyRow], *, now: datetime) -> int:
    """Put decisions (id, state, reason_code, decided_by_id) into the sample; how many were new.

    A comment is read again once, whatever is decided about it later. Flushes.
    """
    new = 0
    for row in decisions:
        new += insert_if_absent(
            session,
            SecondReading(
                comment_id=row.id,
                first_state=row.state,
                first_reason=row.reason_code,
                first_by_id=row.decided_by_id,
                sampled_at=now,
            ),
        )
    counters.shift(session, {Tally.READINGS: new})
    return new


def read_again(
    session: Session, comment_id: int, choice: Choice, *, actor: Actor, now: datetime
) -> SecondReading:
    """Keep what `actor` would have decided; the comment itself stays as it is.

    Raises NotFound, NotAllowed for who decided first, Invalid for a choice that is none or lacks
    its reason, IllegalTransition when somebody was quicker. Flushes.
    """
    if choice.state not in READABLE:
        raise Invalid("not a choice", field="choice")
    if choice.state is CommentState.REJECTED and not choice.reason_code:
        raise Invalid("a reason is needed", field="reason_code")
    reading = session.get(SecondReading, comment_id, with_for_update=True, populate_existing=True)
    if reading is None or session.get_one(Comment, comment_id).state in GONE:
        raise NotFound
    if reading.first_by_id == actor.id:
        raise NotAllowed
    if reading.read_at is not None:
        raise IllegalTransition(READ_AGAIN, "read")
    reading.second_state = choice.state
    reading.second_reason = choice.reason_code if choice.state is CommentState.REJECTED else None
    reading.read_by_id, reading.read_at = actor.id, now
    audit.record(session, Subject.COMMENT, comment_id, READ_AGAIN, actor=actor, now=now)
    counters.shift(session, {Tally.READINGS: -1})
    session.flush()
    return reading


def drop(session: Session, comment_ids: Collection[int]) -> None:
    """Comments nobody may read any more leave the sample, with what was read. Flushes."""
    if not comment_ids:
        return
    of_these = SecondReading.comment_id.in_(comment_ids)
    session.flush()
    waiting = affected(
        session.execute(delete(SecondReading).where(of_these, SecondReading.read_at.is_(None)))
    )
    session.execute(delete(SecondReading).where(of_these))
    counters.shift(session, {Tally.READINGS: -waiting})


def drop_gone(session: Session) -> None:
    """`drop` for every waiting reading of a comment that was covered or withdrawn. Flushes."""
    gone = (
        select(SecondReading.comment_id)
        .join(Comment, Comment.id == SecondReading.comment_id)
        .where(
            SecondReading.read_at.is_(None),
            Comment.state.in_(GONE),
        )
    )
    drop(session, session.scalars(gone).all())
