"""Trying the number of a complaint: growing delays, never a lock."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Complaint, table_of
from moderation.domain import secret_numbers
from moderation.domain.errors import TooMany

_complaint = table_of(Complaint)


def try_number(
    session: Session, code: str, typed: str, *, secret_key: str, now: datetime
) -> Complaint | None:
    """The complaint when `typed` is its number or secret, else None; a code nobody has is None too.

    Wrong tries make the next wait longer, a right one forgets them. Raises TooMany while one waits.
    """
    complaint = session.scalars(
        select(Complaint).where(Complaint.code == code).with_for_update()
    ).first()
    if complaint is None:
        return None
    if complaint.number_open_at and not secret_numbers.may_try(complaint.number_open_at, now):
        raise TooMany(int((complaint.number_open_at - now).total_seconds()) + 1)
    fits = secret_numbers.fits(secret_key, complaint.number_salt, typed, complaint.number_hash)
    wrong = 0 if fits else complaint.wrong_numbers + 1
    wait = secret_numbers.wait_after(wrong)
    if wrong or complaint.wrong_numbers:  # not through the row: its version is the desk's business
        tried = update(_complaint).where(_complaint.c.id == complaint.id)
        opens = now + wait if wait else None
        session.execute(tried.values(wrong_numbers=wrong, number_open_at=opens))
    return complaint if fits else None
