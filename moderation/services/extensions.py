"""More time for a case, once: the lead's leader asks before the due date, the coordinator decides,
the citizen is told the same day. It is counted apart from on time.
"""

from datetime import date, datetime, time

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Assignment, CaseExtension, CaseFile
from moderation.domain import deadlines
from moderation.domain.case_states import OPEN_STATES, OWING, AssignmentRole, CaseState
from moderation.domain.errors import IllegalTransition, Invalid, StaleVersion
from moderation.domain.intake import IntakeRules
from moderation.domain.people import Actor
from moderation.queries import clocks
from moderation.services import assignments, audit, cases, complaints
from moderation.services.audit import Subject

_EXTEND = "extend"


def ask(
    session: Session,
    part: Assignment,
    reason: str,
    until: date,
    *,
    seen_version: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> CaseExtension:
    """Ask for more time; the citizen reads `reason` when it is granted.

    Raises Invalid (field `reason`, or `until`: not later than the due date, a day off, or further
    ahead than due dates lie), StaleVersion, IllegalTransition once the due date has come, or when
    the case was extended, waits for an extension, or nothing is owed in it. Flushes.
    """
    if not reason:
        raise Invalid("a reason is needed", field="reason")
    assignments.expect(part, seen_version)
    case = cases.load_case(session, part.case_id)
    if part.role is not AssignmentRole.LEAD or part.state not in OWING:
        raise IllegalTransition(_EXTEND, part.state)
    today = now.astimezone(rules.calendar.zone).date()
    if not may_be_asked(session, case, today):
        raise IllegalTransition(_EXTEND, case.state)
    fits = case.due_on < until <= today + deadlines.FARTHEST
    if not fits or not rules.calendar.is_working(until):
        raise Invalid("a later working day is needed", field="until")
    made = CaseExtension(
        case_id=case.id, assignment_id=part.id, asked_by_id=actor.id, asked_at=now, reason=reason,
        due_before=case.due_on, until=until, answer="",
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, Subject.ASSIGNMENT, part.id, "ask_extension", actor=actor, now=now, note=reason
    )
    return made


def may_be_asked(session: Session, case: CaseFile, today: date) -> bool:
    """Whether the case may still get more time: open, its due date not come, not asked before."""
    is_open = case.state in OPEN_STATES and case.state is not CaseState.SUSPENDED
    if not is_open or today >= case.due_on or case.extended_until is not None:
        return False
    return waiting(session, case) is None


def waiting(session: Session, case: CaseFile) -> CaseExtension | None:
    """What the coordinator has to decide about; nothing of a lead that was replaced."""
    return clocks.held(session, case.id).asked(assignments.lead_of(session, case))


def grant(
    session: Session,
    case: CaseFile,
    *,
    seen_version: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> CaseExtension:
    """Give the time that was asked for. A clock that stood still meanwhile keeps those days.

    Raises StaleVersion, also when the case got more time already, IllegalTransition. Flushes.
    """
    asked = _to_decide(session, case, seen_version)
    stood = rules.calendar.working_days_between(asked.due_before, case.due_on)
    until = deadlines.later(asked.until, stood, rules.calendar)
    asked.due_before = case.due_on
    asked.is_granted, asked.decided_by_id, asked.decided_at = True, actor.id, now
    try:
        session.flush()
    except IntegrityError:  # the one extension of the case is there
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None
    before = case.due_on
    case.due_on = case.extended_until = asked.until = until
    if case.due_at is not None:
        case.due_at = _same_time(case.due_at, until, rules)
    assignments.lead_of(session, case).due_on = until
    assignments.flush(session, seen_version)
    audit.record(
        session, Subject.CASE, case.id, _EXTEND, actor=actor, now=now, old_state=case.state,
        new_state=case.state, note=deadlines.told_move(before, until),
    )  # fmt: skip
    for complaint in cases.complaints_of(session, case):
        complaints.tell_citizen(session, complaint, now=now)
    session.flush()
    return asked


def _same_time(due_at: datetime, day: date, rules: IntakeRules) -> datetime:
    """The local time of an urgent case's clock on another day."""
    clock: time = due_at.astimezone(rules.calendar.zone).time()
    return datetime.combine(day, clock, tzinfo=rules.calendar.zone)


def refuse(
    session: Session, case: CaseFile, why: str, *, seen_version: int, actor: Actor, now: datetime
) -> CaseExtension:
    """The date stands; the agency reads why. Raises Invalid (field `why`), StaleVersion,
    IllegalTransition when nothing waits. Flushes.
    """
    if not why:
        raise Invalid("a reason is needed", field="why")
    asked = _to_decide(session, case, seen_version)
    asked.is_granted, asked.decided_by_id, asked.decided_at = False, actor.id, now
    asked.answer = why
    session.flush()
    audit.record(
        session, Subject.ASSIGNMENT, asked.assignment_id, "refuse_extension", actor=actor, now=now,
        note=why,
    )  # fmt: skip
    return asked


def _to_decide(session: Session, case: CaseFile, seen_version: int) -> CaseExtension:
    if case.version != seen_version:
        raise StaleVersion(seen=seen_version, current=case.version)
    asked = waiting(session, case)
    if asked is None or case.state not in OPEN_STATES:
        raise IllegalTransition(_EXTEND, case.state)
    return asked
