"""When each periodic job ran: rows of the house beside its settings, named `job.<name>`."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import HouseSetting, table_of
from moderation.adapters.database import affected
from moderation.domain.job_runs import PREFIX

_ROWS = table_of(HouseSetting)


def note(session: Session, name: str, *, now: datetime) -> None:
    """`name` ran to its end; the row keeps the first time beside the last one."""
    _put(session, name, now.isoformat(), now=now, keep_value=True)


def first_of(session: Session, name: str, value: str, *, now: datetime) -> bool:
    """Remember `value` for `name`; False when it was remembered already, in this process or in
    another: whoever gets True does the work, in this transaction.
    """
    return _put(session, name, value, now=now, keep_value=False)


def _put(session: Session, name: str, value: str, *, now: datetime, keep_value: bool) -> bool:
    key = PREFIX + name
    there = update(_ROWS).where(_ROWS.c.name == key)
    if keep_value:
        changed = there.values(changed_at=now)
    else:
        changed = there.where(_ROWS.c.value != value).values(value=value, changed_at=now)
    if affected(session.execute(changed)):
        return True
    row = {"name": key, "version": 1, "value": value, "changed_at": now}
    try:
        with session.begin_nested():
            session.execute(insert(_ROWS).values(**row))
    except IntegrityError:  # there already, or another process was first
        return False
    return True
