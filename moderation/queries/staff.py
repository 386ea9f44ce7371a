"""Reading staff and their logins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Staff, StaffSession, table_of
from moderation.domain.errors import NotFound
from moderation.domain.logins import login_name, token_hash
from moderation.domain.people import Person

_LOGIN = (
    select(
        table_of(StaffSession).c.seen_at,
        table_of(StaffSession).c.expires_at,
        table_of(Staff).c.id,
        table_of(Staff).c.name,
        table_of(Staff).c.email,
        table_of(Staff).c.role,
        table_of(Staff).c.agency_id,
    )
    .join(table_of(Staff), table_of(Staff).c.id == table_of(StaffSession).c.staff_id)
    .where(
        table_of(StaffSession).c.token_hash == bindparam("token_hash"),
        table_of(Staff).c.is_active,
    )
)


@dataclass(frozen=True, slots=True)
class Login:
    """A live login: who, and when they were last seen."""

    person: Person
    seen_at: datetime


def by_email(session: Session, email: str) -> Staff | None:
    """The account with this login name, active or not."""
    return session.scalars(select(Staff).where(Staff.email == login_name(email))).first()


def session_for(session: Session, token: str, *, idle: timedelta, now: datetime) -> Login | None:
    """The live login behind a cookie's token: not ended, not expired, not idle too long, person
    active.
    """
    row = session.execute(_LOGIN, {"token_hash": token_hash(token)}).first()
    if row is None or row.expires_at <= now or row.seen_at + idle <= now:
        return None
    return Login(Person(row.id, row.name, row.email, row.role, row.agency_id), row.seen_at)


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
