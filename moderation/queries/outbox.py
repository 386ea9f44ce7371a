"""Reading what must be told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from models import OutboxMessage, Staff
from moderation.domain.pages import Mark, Page
from moderation.queries.rows import AnyRow

_OPEN = OutboxMessage.finished_at.is_(None)
_TRIED = (_OPEN, OutboxMessage.given_up_at.is_(None))


class Pile(StrEnum):
    """What an administrator looks at: nobody tries any more, tried again, not tried yet."""

    GIVEN_UP = "given_up"
    FAILING = "failing"
    WAITING = "waiting"


_OF_PILE: dict[Pile, tuple[ColumnElement[bool], ...]] = {
    Pile.GIVEN_UP: (_OPEN, OutboxMessage.given_up_at.is_not(None)),
    Pile.FAILING: (*_TRIED, OutboxMessage.last_error.is_not(None)),
    Pile.WAITING: (*_TRIED, OutboxMessage.last_error.is_(None)),
}


def summary(session: Session, *, now: datetime) -> dict[str, int]:
    """How many messages wait, are with a worker, were finished in the last day, failed at least
    once, and were given up.
    """
    conditions: dict[str, tuple[ColumnElement[bool], ...]] = {
        "waiting": _TRIED,
        "being sent": (*_OF_PILE[Pile.WAITING], OutboxMessage.attempts > 0),
        "finished in 24 hours": (OutboxMessage.finished_at > now - timedelta(days=1),),
        "failing": _OF_PILE[Pile.FAILING],
        "given up": _OF_PILE[Pile.GIVEN_UP],
    }
    counted = select(func.count()).select_from(OutboxMessage)
    return {
        name: session.scalars(counted.where(*wanted)).one() for name, wanted in conditions.items()
    }


def piles(session: Session) -> dict[Pile, int]:
    """How many messages lie on each."""
    counted = select(func.count()).select_from(OutboxMessage)
    return {pile: session.scalars(counted.where(*_OF_PILE[pile])).one() for pile in Pile}


def pile(
    session: Session, name: Pile, *, after: Mark | None = None, limit: int = 50
) -> Page[AnyRow]:
    """(OutboxMessage, name of the member of staff it is for or None), oldest first. `limit` is
    rows, 1..200.
    """
    place = (OutboxMessage.created_at, OutboxMessage.id)
    query = (
        select(OutboxMessage, Staff.name)
        .outerjoin(Staff, Staff.id == OutboxMessage.staff_id)
        .where(*_OF_PILE[name])
        .order_by(*place)
        .limit(limit + 1)
    )
    if after:
        moment = bindparam("moment", after.at, OutboxMessage.created_at.type)
        query = query.where(tuple_(*place) > tuple_(moment, after.id))
    rows = session.execute(query).all()
    return Page.cut(rows, limit, key=lambda row: (row[0].created_at, row[0].id))


def wrong(
    session: Session, *, patience: timedelta, of_address: Sequence[str], now: datetime
) -> dict[str, int]:
    """Counts of what somebody should look at: messages that are due for longer than `patience`
    and nobody takes, that fail for longer, or that were given up for another reason than the
    address (`of_address` are the errors of those).
    """
    before = now - patience
    conditions: dict[str, tuple[ColumnElement[bool], ...]] = {
        "overdue": (*_TRIED, OutboxMessage.due_at < before),
        "failing for long": (*_OF_PILE[Pile.FAILING], OutboxMessage.created_at < before),
        "given up": (
            *_OF_PILE[Pile.GIVEN_UP],
            func.coalesce(OutboxMessage.last_error, "").not_in(of_address),
        ),
    }
    counted = select(func.count()).select_from(OutboxMessage)
    found = {
        name: session.scalars(counted.where(*wanted)).one() for name, wanted in conditions.items()
    }
    return {name: count for name, count in found.items() if count}
