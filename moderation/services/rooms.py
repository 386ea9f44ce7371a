"""Inside an agency: its rooms, who works in them, who is given which work, who was rung up."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Assignment, Room, Staff
from moderation.domain.case_states import OWING
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.people import Actor
from moderation.domain.permissions import OF_AN_AGENCY
from moderation.services import assignments, audit, staff_news
from moderation.services.audit import Subject

LONGEST_NAME = 120


def add(session: Session, agency_id: int, name: str, *, actor: Actor, now: datetime) -> Room:
    """A new room. Raises Invalid (field `name`). Flushes."""
    _expect_name(name)
    room = Room(agency_id=agency_id, name=name)
    session.add(room)
    session.flush()
    _record(session, room, "add_room", actor=actor, now=now, note=name)
    return room


def rename(session: Session, room: Room, name: str, *, actor: Actor, now: datetime) -> None:
    """Another name. Raises Invalid (field `name`). Flushes."""
    _expect_name(name)
    room.name = name
    session.flush()
    _record(session, room, "rename_room", actor=actor, now=now, note=name)


def set_open(session: Session, room: Room, *, is_open: bool, actor: Actor, now: datetime) -> None:
    """Close a room, or open it again; its work stays where it is until somebody moves it."""
    room.is_active = is_open
    session.flush()
    action = "open_room" if is_open else "close_room"
    _record(session, room, action, actor=actor, now=now, note=room.name)


def move_person(
    session: Session, person: Staff, room: Room | None, *, actor: Actor, now: datetime
) -> None:
    """Say in which room of their agency somebody works. Raises NotFound for another agency's.
    Flushes.
    """
    if person.agency_id is None or (room and room.agency_id != person.agency_id):
        raise NotFound
    person.room_id = room.id if room else None
    session.flush()
    audit.record(
        session, Subject.STAFF, person.id, "move_room", actor=actor, now=now,
        note=room.name if room else "",
    )  # fmt: skip


def load(session: Session, room_id: int, *, agency_id: int) -> Room:
    """A room of this agency. Raises NotFound."""
    room = session.get(Room, room_id)
    if room is None or room.agency_id != agency_id:
        raise NotFound
    return room


def colleague(session: Session, staff_id: int, *, agency_id: int) -> Staff:
    """Somebody who works for this agency now. Raises NotFound."""
    person = session.get(Staff, staff_id)
    known = person is not None and person.agency_id == agency_id and person.is_active
    if person is None or not known or person.role not in OF_AN_AGENCY:
        raise NotFound
    return person


def assign(
    session: Session,
    part: Assignment,
    *,
    room_id: int | None,
    officer_id: int | None,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a part to a room, an officer, both or (neither) back to the agency; an officer alone
    brings their room.

    Raises Invalid (fields `room`, `officer`), StaleVersion, IllegalTransition when nothing is owed
    any more. Flushes.
    """
    assignments.expect(part, seen_version)
    if part.state not in OWING:
        raise IllegalTransition("assign", part.state)
    officer = _chosen_officer(session, part, officer_id)
    room = _chosen_room(session, part, room_id)
    if officer and room is None and officer.room_id:
        room = session.get(Room, officer.room_id)
    part.room_id, part.officer_id = room.id if room else None, officer.id if officer else None
    assignments.flush(session, seen_version)
    names = " / ".join(each.name for each in (room, officer) if each)
    audit.record(session, Subject.ASSIGNMENT, part.id, "assign", actor=actor, now=now, note=names)
    if room or officer:
        staff_news.assigned(session, part, now=now)


def _chosen_officer(session: Session, part: Assignment, officer_id: int | None) -> Staff | None:
    if officer_id is None:
        return None
    try:
        return colleague(session, officer_id, agency_id=part.agency_id)
    except NotFound:
        raise Invalid("nobody of this agency", field="officer") from None


def _chosen_room(session: Session, part: Assignment, room_id: int | None) -> Room | None:
    if room_id is None:
        return None
    room = session.get(Room, room_id)
    if room is None or room.agency_id != part.agency_id or not room.is_active:
        raise Invalid("no open room of this agency", field="room")
    return room


def record_call(
    session: Session, part: Assignment, *, note: str = "", actor: Actor, now: datetime
) -> None:
    """Somebody rings a reporter up: that, and when, never the number; `note` is the code of another
    complaint than the case's first.
    """
    audit.record(session, Subject.ASSIGNMENT, part.id, "call", actor=actor, now=now, note=note)


def _expect_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("a room has a name", field="name")


def _record(
    session: Session, room: Room, action: str, *, actor: Actor, now: datetime, note: str
) -> None:
    audit.record(session, Subject.AGENCY, room.agency_id, action, actor=actor, now=now, note=note)
