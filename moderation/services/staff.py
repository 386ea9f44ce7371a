"""People who work here, and their logins."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Staff, StaffSession
from moderation.adapters import addresses
from moderation.domain.errors import Invalid, NotAllowed
from moderation.domain.logins import login_name, token_hash
from moderation.domain.people import LONGEST_NAME, Actor
from moderation.domain.permissions import COMMAND_ONLY, OF_AN_AGENCY, Role
from moderation.domain.text import tidy_line
from moderation.services import audit
from moderation.services.audit import Subject


def add(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str,
    actor: Actor | None,
    now: datetime,
    agency_id: int | None = None,
) -> Staff:
    """A new member of staff; those of an agency need one. Raises Invalid when the address is taken
    or none (field `email`), the name has no fitting length, or the agency is missing (`agency`);
    NotAllowed for a role that only commands give. Flushes.
    """
    _refuse_at_a_desk(actor, role)
    if (role in OF_AN_AGENCY) != (agency_id is not None):
        raise Invalid("this role belongs to an agency, the others to none", field="agency")
    email = login_name(email)
    name = tidy_line(name)
    _expect_person(email, name)
    person = Staff(
        email=email,
        name=name,
        role=role,
        agency_id=agency_id,
        password_hash=password_hash,
        is_active=True,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        raise Invalid("this address has an account already", field="email") from None
    audit.record(session, Subject.STAFF, person.id, "add", actor=actor, now=now, note=role)
    session.flush()
    return person


def _expect_person(email: str, name: str) -> None:
    if addresses.normal_form(email) is None:
        raise Invalid(f"{email!r} is no mail address", field="email")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"a name has 1 to {LONGEST_NAME} characters", field="name")


def set_password(
    session: Session, person: Staff, password_hash: str, *, actor: Actor | None, now: datetime
) -> None:
    """Replace the password and end every login of that person. Raises NotAllowed. Flushes."""
    if actor is None or actor.id != person.id:
        _refuse_at_a_desk(actor, person.role)
    person.password_hash = password_hash
    end_sessions(session, person)
    audit.record(session, Subject.STAFF, person.id, "set_password", actor=actor, now=now)
    session.flush()


def set_role(
    session: Session,
    person: Staff,
    role: Role,
    *,
    actor: Actor | None,
    now: datetime,
    agency_id: int | None = None,
) -> None:
    """Give another role, and with it an agency or none; running logins follow at once.

    Raises Invalid (field `agency`), NotAllowed. Flushes.
    """
    if (role in OF_AN_AGENCY) != (agency_id is not None):
        raise Invalid("this role belongs to an agency, the others to none", field="agency")
    if person.role is role and person.agency_id == agency_id:
        return
    _refuse_at_a_desk(actor, person.role, role)
    note = f"{person.role} -> {role}"
    person.role, person.agency_id = role, agency_id
    audit.record(session, Subject.STAFF, person.id, "set_role", actor=actor, now=now, note=note)
    session.flush()


def set_active(
    session: Session, person: Staff, wanted: bool, *, actor: Actor | None, now: datetime
) -> None:
    """Let somebody in again, or shut them out and end their logins. Raises NotAllowed. Flushes."""
    if person.is_active == wanted:
        return
    _refuse_at_a_desk(actor, person.role)
    person.is_active = wanted
    if not wanted:
        end_sessions(session, person)
    audit.record(
        session,
        Subject.STAFF,
        person.id,
        "activate" if wanted else "deactivate",
        actor=actor,
        now=now,
    )
    session.flush()


def set_digest(session: Session, person: Staff, wanted: bool, *, now: datetime) -> None:
    """Send that person the digest of each day, or none: their own choice. Flushes."""
    if person.wants_digest == wanted:
        return
    person.wants_digest = wanted
    note = "on" if wanted else "off"
    audit.record(session, Subject.STAFF, person.id, "set_digest", actor=person, now=now, note=note)
    session.flush()


def _refuse_at_a_desk(actor: Actor | None, *roles: Role) -> None:
    """Commands act as nobody; whoever is somebody sits at a desk."""
    if actor is not None and not COMMAND_ONLY.isdisjoint(roles):
        raise NotAllowed


def open_session(session: Session, person: Actor, *, lifetime: timedelta, now: datetime) -> str:
    """Log `person` in: the token for the cookie; the database keeps its hash only. Flushes."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + lifetime,
        )
    )
    audit.record(session, Subject.STAFF, person.id, "log_in", actor=person, now=now)
    session.flush()
    return token


def close_session(session: Session, token: str, *, person: Actor, now: datetime) -> None:
    """Log out: the token works nowhere from this commit on. Flushes."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token)))
    audit.record(session, Subject.STAFF, person.id, "log_out", actor=person, now=now)
    session.flush()


def end_sessions(session: Session, person: Staff) -> None:
    """End every login of `person`."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == person.id))


def purge_sessions(session: Session, *, now: datetime) -> None:
    """Delete logins that ran out."""
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
