"""Trying the number of a complaint: growing delays per code and per address, never a lock.

A code that nobody has is delayed like any other, so a delay tells nothing.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Complaint, NumberTry
from moderation.adapters.database import affected, insert_if_absent
from moderation.domain import secret_numbers
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.errors import NotFound, TooMany
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject

#: Many people share one address, so it may be wrong more often before it waits.
_FREE_FOR_A_CODE = 3
_FREE_FOR_AN_ADDRESS = 20


def try_number(
    session: Session, code: str, typed: str, *, address: str, secret_key: str, now: datetime
) -> Complaint | None:
    """The complaint when `typed` is its number or secret, else None.

    A wrong try makes the next wait longer, a right one forgets them. Raises TooMany while one
    waits. Flushes: the caller commits, also after None.
    """
    tries = _tries(session, [f"code {code}", f"address {address}"], secret_key, now)
    opens = max(each.open_at for each in tries)
    if not secret_numbers.may_try(opens, now):
        raise TooMany(int((opens - now).total_seconds()) + 1)
    complaint = session.scalars(select(Complaint).where(Complaint.code == code)).first()
    fits = secret_numbers.fits(
        secret_key,
        complaint.number_salt if complaint else "nobody's",
        typed,
        complaint.number_hash if complaint else "",
    )
    for each, free in zip(tries, (_FREE_FOR_A_CODE, _FREE_FOR_AN_ADDRESS), strict=True):
        each.wrong = 0 if fits else each.wrong + 1
        each.open_at = now + secret_numbers.wait_after(each.wrong, free=free)
    session.flush()
    return complaint if fits else None


def _tries(
    session: Session, keys: Sequence[str], secret_key: str, now: datetime
) -> list[NumberTry]:
    """The rows of `keys`, made on first sight and locked in one order."""
    hashed = [
        hmac.new(secret_key.encode(), key.encode(), hashlib.sha256).hexdigest() for key in keys
    ]
    for key in sorted(hashed):
        insert_if_absent(session, NumberTry(key=key, wrong=0, open_at=now))
        session.get_one(NumberTry, key, with_for_update=True, populate_existing=True)
    return [session.get_one(NumberTry, key) for key in hashed]


def purge(session: Session, *, now: datetime, keep: timedelta = timedelta(days=1)) -> int:
    """Forget tries whose wait ended long ago. How many."""
    return affected(session.execute(delete(NumberTry).where(NumberTry.open_at < now - keep)))


def replace_number(
    session: Session, complaint: Complaint, *, secret_key: str, actor: Actor, now: datetime
) -> str:
    """A new number after an identity check; the old one stops to work at once.

    Never for what is covered or sealed (NotFound). Flushes.
    """
    if complaint.state in CONFIDENTIAL:
        raise NotFound
    complaint.number_salt = secret_numbers.new_salt()
    number = secret_numbers.number_for(secret_key, complaint.number_salt)
    complaint.number_hash = secret_numbers.hash_of(secret_key, complaint.number_salt, number)
    session.flush()
    audit.record(session, Subject.COMPLAINT, complaint.id, "replace_number", actor=actor, now=now)
    return number
