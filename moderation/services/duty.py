"""The duty calendar: who answers for urgent cases, day and night, and their clock."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CaseFile, DutyShift
from moderation.domain import deadlines, duty
from moderation.domain.case_states import AT_WORK, AssignmentRole
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.people import Actor
from moderation.services import assignments, audit, cases
from moderation.services.audit import Subject


def add_shift(
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    *,
    staff_id: int,
    phone: str,
    actor: Actor,
    now: datetime,
) -> DutyShift:
    """Put somebody on duty. Raises Invalid (field `ends_at` when it ends before it begins,
    `starts_at` when somebody is on duty then). Flushes.
    """
    if ends_at <= starts_at:
        raise Invalid("ends before it begins", field="ends_at")
    if any(duty.overlaps(each, starts_at, ends_at) for each in shifts(session, starts_at, ends_at)):
        raise Invalid("somebody is on duty then", field="starts_at")
    shift = DutyShift(starts_at=starts_at, ends_at=ends_at, staff_id=staff_id, phone=phone)
    session.add(shift)
    session.flush()
    audit.record(session, Subject.STAFF, staff_id, "set_duty", actor=actor, now=now)
    return shift


def remove_shift(session: Session, shift_id: int, *, actor: Actor, now: datetime) -> None:
    """Nobody is on duty then; cases keep the officer they have. Raises NotFound. Flushes."""
    shift = session.get(DutyShift, shift_id)
    if shift is None:
        raise NotFound
    session.delete(shift)
    session.flush()
    audit.record(session, Subject.STAFF, shift.staff_id, "drop_duty", actor=actor, now=now)


def shifts(session: Session, first: datetime, last: datetime) -> Sequence[DutyShift]:
    """Shifts that hold at some moment between the two, in order."""
    there = (DutyShift.starts_at < last, DutyShift.ends_at > first)
    return session.scalars(select(DutyShift).where(*there).order_by(DutyShift.starts_at)).all()


def start_later(
    session: Session, case_id: int, *, hours: int, zone: ZoneInfo, actor: Actor, now: datetime
) -> None:
    """The same for a case that turned out urgent while agencies work on it. Flushes."""
    case = cases.load_case(session, case_id)
    if case.due_at is None and case.state in AT_WORK:
        start_clock(session, case, hours=hours, zone=zone, actor=actor, now=now)


def keep_clock(session: Session, case: CaseFile, *, zone: ZoneInfo) -> None:
    """Another lead has the urgent case: its clock goes on, whatever date was chosen. Flushes."""
    if case.due_at is None:
        return
    case.due_on = case.due_at.astimezone(zone).date()
    for part in assignments.current_parts(session, case):
        is_lead = part.role is AssignmentRole.LEAD
        part.due_on = case.due_on if is_lead else min(part.due_on, case.due_on)
    assignments.flush(session, case.version)


def on_duty(session: Session, now: datetime) -> DutyShift | None:
    """Who is on duty at a moment."""
    there = (DutyShift.starts_at <= now, DutyShift.ends_at > now)
    return session.scalars(select(DutyShift).where(*there)).first()


def start_clock(
    session: Session,
    case: CaseFile,
    *,
    hours: int,
    zone: ZoneInfo,
    actor: Actor | None,
    now: datetime,
) -> None:
    """An urgent case runs by day and night from now on, under whoever is on duty. The date that
    was chosen gives way; coordinating agencies are due no later than the lead. Flushes.
    """
    shift = on_duty(session, now)
    is_first = case.first_due_on == case.due_on
    case.due_at = deadlines.on_duty_until(now, hours)
    if is_first:
        case.first_due_on = case.due_at.astimezone(zone).date()
    case.duty_officer_id = shift.staff_id if shift else None
    keep_clock(session, case, zone=zone)
    audit.record(session, Subject.CASE, case.id, "start_duty_clock", actor=actor, now=now)
