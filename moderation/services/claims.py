"""Who has which comment in front of them: a lease that ends by itself and stops nobody."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from models import Comment, CommentClaim, table_of
from moderation.adapters.database import insert_or_take_over
from moderation.domain.comment_states import CommentState
from moderation.domain.people import Actor

_claim = table_of(CommentClaim)
_IS_FREE = or_(
    _claim.c.staff_id == bindparam("staff_id"),
    _claim.c.until <= bindparam("now", type_=_claim.c.until.type),
)
_FREE = delete(_claim).where(_claim.c.comment_id == bindparam("freed_id"))
#: Leases that ended so long ago are forgotten.
_KEPT = timedelta(days=1)


def claim(
    session: Session, comment_ids: Collection[int], *, actor: Actor, now: datetime, lease: timedelta
) -> list[int]:
    """Take those comments that nobody else has, and renew one's own; which of them one has now, in
    order.

    Of two people who ask at once exactly one gets a comment.
    """
    mine = {"staff_id": actor.id, "until": now + lease, "now": now}
    return [
        comment_id
        for comment_id in sorted(set(comment_ids))
        if insert_or_take_over(session, _claim, {"comment_id": comment_id, **mine}, _IS_FREE)
    ]


def claim_next(
    session: Session,
    states: Collection[CommentState],
    count: int,
    *,
    actor: Actor,
    now: datetime,
    lease: timedelta,
) -> list[int]:
    """Take up to `count` comments in `states` that wait longest and that nobody has."""
    taken = select(_claim.c.comment_id).where(
        _claim.c.comment_id == Comment.id, _claim.c.until > now
    )
    free_ones: list[tuple[datetime, int]] = []
    for state in states:
        waiting = (
            select(Comment.submitted_at, Comment.id)
            .where(Comment.state == state, ~taken.exists())
            .order_by(Comment.submitted_at, Comment.id)
            .limit(count)
            .with_for_update(read=True, key_share=True, skip_locked=True)
        )
        free_ones += [(at, comment_id) for at, comment_id in session.execute(waiting)]
    ids = [comment_id for _, comment_id in sorted(free_ones)[:count]]
    return claim(session, ids, actor=actor, now=now, lease=lease)


def renew(
    session: Session, comment_ids: Collection[int], *, actor: Actor, now: datetime, lease: timedelta
) -> list[int]:
    """Lengthen one's own claims that nobody took over meanwhile; which those are."""
    mine = (_claim.c.comment_id.in_(comment_ids), _claim.c.staff_id == actor.id)
    renewed = update(_claim).where(*mine).values(until=now + lease)
    return list(session.scalars(renewed.returning(_claim.c.comment_id)))


def give_back(session: Session, comment_ids: Collection[int], *, actor: Actor) -> None:
    """Let go of one's own claims to these comments; a colleague's stay."""
    session.execute(
        delete(_claim).where(_claim.c.comment_id.in_(comment_ids), _claim.c.staff_id == actor.id)
    )


def free(session: Session, comment_ids: Collection[int]) -> None:
    """Nobody has these comments in front of them any more."""
    if comment_ids:
        session.execute(_FREE, [{"freed_id": comment_id} for comment_id in sorted(comment_ids)])


def purge(session: Session, *, now: datetime) -> None:
    """Forget claims that ended yesterday or earlier."""
    session.execute(delete(_claim).where(_claim.c.until < now - _KEPT))
