"""Reading staff and their logins."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Staff, StaffSession
from moderation.domain.errors import NotFound
from moderation.domain.logins import login_name, token_hash


def by_email(session: Session, email: str) -> Staff | None:
    """The account with this login name, active or not."""
    return session.scalars(select(Staff).where(Staff.email == login_name(email))).first()


def session_for(
    session: Session, token: str, *, idle: timedelta, now: datetime
) -> StaffSession | None:
    """The live login behind a cookie's token: not ended, not expired, not idle too long, person
    active.
    """
    login = session.get(StaffSession, token_hash(token))
    if (
        login is None
        or login.expires_at <= now
        or login.seen_at + idle <= now
        or not login.staff.is_active
    ):
        return None
    return login


def people(session: Session) -> Sequence[Staff]:
    """Everybody, the active ones first, by name."""
    return session.scalars(
        select(Staff).order_by(Staff.is_active.desc(), Staff.name, Staff.id)
    ).all()


def get(session: Session, staff_id: int) -> Staff:
    """One person. Raises NotFound."""
    person = session.get(Staff, staff_id)
    if person is None:
        raise NotFound
    return person
