"""Agencies, wards and the calendar: rows an administrator may change, filled from files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Agency, CalendarDay, FormerWard, Ward
from moderation.domain.errors import Invalid
from moderation.domain.people import Actor
from moderation.domain.text import fold
from moderation.domain.units import FormerWardRow, UnitRow, WardRow
from moderation.services import audit
from moderation.services.audit import Subject


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows there are now, and how many of the agencies are new."""

    agencies: int
    new: int
    wards: int
    former: int


def import_units(
    session: Session,
    units: Iterable[UnitRow],
    wards: Iterable[WardRow],
    former: Iterable[FormerWardRow],
) -> Imported:
    """Add or rename agencies and wards by their codes; none is deleted. Safe to repeat. Flushes."""
    ward_count = _import_wards(session, wards)
    former_count = _import_former(session, former)
    known = {agency.code: agency for agency in session.scalars(select(Agency))}
    units = list(units)
    new = [unit for unit in units if unit.code not in known]
    for unit in units:
        agency = known.setdefault(unit.code, Agency(code=unit.code, phone=""))
        agency.name, agency.name_en, agency.kind = unit.name, unit.name_en, unit.kind
        agency.ward_code, agency.valid_from = unit.ward_code, unit.valid_from
        session.add(agency)
    session.flush()
    for unit in units:
        parent = known.get(unit.parent_code or "")
        known[unit.code].parent_id = parent.id if parent else None
    session.flush()
    return Imported(len(known), len(new), ward_count, former_count)


def _import_wards(session: Session, wards: Iterable[WardRow]) -> int:
    known = {ward.code: ward for ward in session.scalars(select(Ward))}
    for row in wards:
        ward = known.setdefault(row.code, Ward(code=row.code))
        ward.name, ward.folded = row.name, fold(row.name)
        session.add(ward)
    session.flush()
    return len(known)


def _import_former(session: Session, former: Iterable[FormerWardRow]) -> int:
    rows = [
        FormerWard(
            district=row.district,
            name=row.name,
            folded=fold(row.name),
            ward_code=row.ward_code,
            is_whole=row.is_whole,
        )
        for row in former
    ]
    if rows:
        session.execute(delete(FormerWard))
        session.add_all(rows)
        session.flush()
    return len(rows)


def fill_calendar(session: Session, days: Iterable[tuple[date, bool, str, str]]) -> int:
    """Add days (date, worked or off, name, English name) that no row speaks of yet. How many.
    Flushes.
    """
    known = set(session.scalars(select(CalendarDay.on)))
    rows = [
        CalendarDay(on=on, is_working=is_working, name=name, name_en=name_en)
        for on, is_working, name, name_en in days
        if on not in known
    ]
    session.add_all(rows)
    session.flush()
    return len(rows)


def set_day(
    session: Session, on: date, *, is_working: bool, name: str, actor: Actor, now: datetime
) -> None:
    """Say that a day is off, or worked. Raises Invalid (field `name`) without a name. Flushes."""
    if not name:
        raise Invalid("a name is needed", field="name")
    row = session.get(CalendarDay, on) or CalendarDay(on=on, name_en="")
    row.is_working, row.name, row.name_en = is_working, name, ""
    session.add(row)
    session.flush()
    _record_day(session, on, "set_day", actor=actor, now=now)


def forget_day(session: Session, on: date, *, actor: Actor, now: datetime) -> None:
    """The day is again what its weekday says. Flushes."""
    session.execute(delete(CalendarDay).where(CalendarDay.on == on))
    _record_day(session, on, "forget_day", actor=actor, now=now)


def set_phone(session: Session, agency: Agency, phone: str, *, actor: Actor, now: datetime) -> None:
    """The telephone that citizens read. Flushes."""
    agency.phone = phone
    session.flush()
    audit.record(session, Subject.AGENCY, agency.id, "set_phone", actor=actor, now=now)


def _record_day(session: Session, on: date, action: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        session, Subject.CALENDAR, on.toordinal(), action, actor=actor, now=now,
        note=on.isoformat(),
    )  # fmt: skip
