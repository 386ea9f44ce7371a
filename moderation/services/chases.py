"""Reminders of what is owed (đôn đốc): by a coordinator's hand, or by the house around the due
date, a step higher the later it is. Whoever stands above the officer reads them too.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import Agency, Assignment, CaseFile, Chase
from moderation.domain import chasing
from moderation.domain.case_states import OPEN_STATES, OWING, CaseState
from moderation.domain.chasing import FIRST_HOUR, STEPS, Rung, Step
from moderation.domain.errors import IllegalTransition, Invalid
from moderation.domain.people import Actor
from moderation.domain.permissions import Permission, Role
from moderation.domain.working_calendar import WorkingCalendar
from moderation.queries import clocks
from moderation.services import assignments, audit, cases, outbox
from moderation.services.audit import Subject

_CHASE = "chase"
#: The agency that stands for the Office of the People's Committee.
_OFFICE = "VPUB"
_URGENT_AHEAD = timedelta(days=1)  # more than the first rung of an urgent case


def by_hand(
    session: Session, case: CaseFile, part: Assignment, text: str, *, actor: Actor, now: datetime
) -> Chase:
    """Remind an agency of its part, in writing: its officer and its leader.

    Raises Invalid (field `text`), IllegalTransition when the agency owes nothing. Flushes.
    """
    if not text:
        raise Invalid("a text is needed", field="text")
    owes = part.case_id == case.id and part.is_current and part.state in OWING
    if not owes or case.state not in OPEN_STATES or case.state is CaseState.SUSPENDED:
        raise IllegalTransition(_CHASE, part.state)
    flag_modified(case, "state")  # a new version: the same press again meets the news
    assignments.flush(session, case.version)
    return _send(session, case, part, Step.LEADER, text=text, key=None, actor=actor, now=now)


def due(
    session: Session, rungs: Sequence[Rung], calendar: WorkingCalendar, *, now: datetime
) -> int:
    """Send the reminders whose day has come, on working days from the morning on, and those of
    urgent cases at any hour; each once. How many. Safe to repeat. Flushes.
    """
    local = now.astimezone(calendar.zone)
    by_day = calendar.is_working(local.date()) and local.hour >= FIRST_HOUR
    wanted = []
    for row in clocks.due_parts(session, _horizon(rungs, calendar, now)):
        rung = None
        if row.due_at is not None:
            rung = chasing.reached_urgent(row.due_at, now)
        elif by_day:
            rung = chasing.reached(rungs, row.due_on, local.date(), calendar)
        if rung is not None:
            wanted.append((row.case_id, row.id, rung, _key(row.id, row.due_on, row.due_at, rung)))
    sent = clocks.keys_sent(session, [key for *_, key in wanted])
    fresh = [each for each in wanted if each[3] not in sent]
    return sum(_remind(session, *each, now=now) for each in fresh)


def _horizon(rungs: Sequence[Rung], calendar: WorkingCalendar, now: datetime) -> date:
    """The last due date that can be reminded of now; urgent ones are due within a few hours."""
    ahead = max([0, *(-rung.days for rung in rungs)])
    soon = (now + _URGENT_AHEAD).astimezone(calendar.zone).date()
    return max(soon, calendar.working_days_after(now, ahead))


def _key(part_id: int, due_on: date, due_at: datetime | None, rung: Rung) -> str:
    """One reminder for each part, date and rung: a date that moves is reminded of anew."""
    due_by = f"{due_at:%Y-%m-%dT%H:%M}" if due_at else due_on.isoformat()
    return f"{part_id}:{due_by}:{rung.days}"


def _remind(
    session: Session, case_id: int, part_id: int, rung: Rung, key: str, *, now: datetime
) -> bool:
    """Asked again under the lock: somebody may have answered or reminded meanwhile."""
    case = cases.load_case(session, case_id)
    part = assignments.load_part(session, part_id, agency_id=None)
    still = part.is_current and key == _key(part.id, part.due_on, case.due_at, rung)
    if not still or case.state not in OPEN_STATES or clocks.keys_sent(session, [key]):
        return False
    step = rung.step if part.state in OWING else _at_least_coordinator(rung.step)
    _send(session, case, part, step, text="", key=key, actor=None, now=now)
    return True


def _at_least_coordinator(step: Step) -> Step:
    """Of what came back the coordinator owns the clock."""
    return max(step, Step.COORDINATOR, key=STEPS.index)


def _send(
    session: Session,
    case: CaseFile,
    part: Assignment,
    step: Step,
    *,
    text: str,
    key: str | None,
    actor: Actor | None,
    now: datetime,
) -> Chase:
    made = Chase(
        case_id=case.id, assignment_id=part.id, step=step, key=key, text=text, at=now,
        by_id=actor.id if actor else None, due_on=part.due_on,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = recipients(session, part, step)
    if case.duty_officer_id and case.duty_officer_id not in told:
        told.append(case.duty_officer_id)
    outbox.enqueue_for_staff(session, outbox.Kind.CHASE, made.id, told, now=now)
    audit.record(
        session, Subject.ASSIGNMENT, part.id, _CHASE, actor=actor, now=now, reason_code=step,
        note=text,
    )  # fmt: skip
    if step is Step.COMMITTEE:
        audit.record(session, Subject.CASE, case.id, "inform_party", actor=actor, now=now)
    session.flush()
    return made


def recipients(session: Session, part: Assignment, step: Step) -> list[int]:
    """Ids of whom a reminder goes to: the step and everybody below it. Of a part that came back,
    nobody in the agency.
    """
    found: list[int] = []
    level = STEPS.index(step)
    if part.state in OWING:
        found += _officers(session, part)
        if level >= STEPS.index(Step.LEADER):
            found += _ids(session, Permission.APPROVE_REPLIES, part.agency_id)
    if level >= STEPS.index(Step.COORDINATOR):
        roles = (Role.COORDINATOR, Role.HEAD_COORDINATOR)
        found += [person.id for person in clocks.active_in(session, roles)]
    if step is Step.COMMITTEE:
        found += _committee(session)
    return list(dict.fromkeys(found))


def _officers(session: Session, part: Assignment) -> list[int]:
    """The officer who has it, else those who give work out, else everybody there."""
    people = clocks.active_staff(session, Permission.WORK_ON_CASES, agency_id=part.agency_id)
    mine = [person.id for person in people if person.id == part.officer_id]
    clerks = [person.id for person in people if person.role is Role.AGENCY_CLERK]
    return mine or clerks or [person.id for person in people]


def _committee(session: Session) -> list[int]:
    """The Office of the People's Committee, and the Party side, which is informed."""
    office = session.scalars(select(Agency.id).where(Agency.code == _OFFICE)).first()
    found = _ids(session, Permission.WORK_ON_CASES, office) if office else []
    return found + _ids(session, Permission.FOLLOW_CASES, None)


def _ids(session: Session, permission: Permission, agency_id: int | None) -> list[int]:
    people = clocks.active_staff(session, permission, agency_id=agency_id)
    return [person.id for person in people]
