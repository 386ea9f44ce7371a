"""The calendar changed: due dates of what is open are counted anew, those of the rest stay."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from models import Assignment, CaseExtension, CaseFile, CasePause, table_of
from moderation.domain import deadlines
from moderation.domain.case_states import OPEN_STATES, OWING, AssignmentRole, AssignmentState
from moderation.domain.deadlines import Clock, Pause
from moderation.domain.people import Actor
from moderation.domain.working_calendar import WorkingCalendar
from moderation.queries.rows import AnyRow
from moderation.services import audit
from moderation.services.audit import Subject

_f, _a = table_of(CaseFile).c, table_of(Assignment).c
#: What of a case's dates is a promise of the lead's.
_OF_LEAD = (*OWING, AssignmentState.RETURNED)


@dataclass(frozen=True, slots=True)
class Move:
    """A due date that another calendar puts elsewhere; `part_id` None: the case's own."""

    case_id: int
    part_id: int | None
    before: date
    after: date
    is_extended: bool = False


def moves(session: Session, old: WorkingCalendar, new: WorkingCalendar) -> list[Move]:
    """What would move: cases by id, then parts by id. What was set by hand keeps its distance in
    working days. On PostgreSQL the rows are locked until the transaction ends.
    """
    pauses, extensions = _pauses(session), _extensions(session)
    moved = []
    for row in session.execute(_open_cases()):
        start = row.opened_at.astimezone(old.zone).date()
        clock = _clock(start, row.due_on, old, pauses[row.id], extensions.get(row.id))
        moved += _move(row.id, None, row.due_on, clock, (old, new), bool(row.extended_until))
    leads = {move.case_id: move.after for move in moved}
    for row in session.execute(_open_parts()):
        if row.role is AssignmentRole.LEAD:
            after = leads.get(row.case_id)
            if after and after != row.due_on:
                moved.append(Move(row.case_id, row.id, row.due_on, after))
            continue
        start = row.offered_at.astimezone(old.zone).date()
        moved += _move(row.case_id, row.id, row.due_on, _clock(start, row.due_on, old), (old, new))
    return moved


def digest(moved: Sequence[Move]) -> str:
    """What tells one list of moves from another: what was shown is what is applied."""
    told = ";".join(f"{each.case_id},{each.part_id},{each.after}" for each in moved)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def apply(session: Session, moved: Sequence[Move], *, actor: Actor, now: datetime) -> None:
    """Write the new dates and an event for each case, in this transaction. The session's own
    objects are read anew.
    """
    of_cases = [each for each in moved if each.part_id is None]
    of_parts = [each for each in moved if each.part_id is not None]
    _write(session, update(table_of(CaseFile)), _f.id, [(m.case_id, m.after) for m in of_cases])
    _write(session, update(table_of(Assignment)), _a.id, [(m.part_id, m.after) for m in of_parts])
    extended = [each for each in of_cases if each.is_extended]
    if extended:
        statement = update(table_of(CaseFile)).where(_f.id == bindparam("row"))
        session.execute(
            statement.values(extended_until=bindparam("day")),
            [{"row": each.case_id, "day": each.after} for each in extended],
        )
    lines = [
        audit.line(
            Subject.CASE if each.part_id is None else Subject.ASSIGNMENT,
            each.case_id if each.part_id is None else each.part_id,
            "recount", actor=actor, now=now,
            note=deadlines.told_move(each.before, each.after),
        )
        for each in moved
    ]  # fmt: skip
    if lines:
        audit.record_all(session, lines)
    session.expire_all()


def _write(session: Session, statement: Any, column: Any, rows: Sequence[tuple[Any, date]]) -> None:
    if rows:
        session.execute(
            statement.where(column == bindparam("row")).values(due_on=bindparam("day")),
            [{"row": row, "day": day} for row, day in rows],
        )


def clock_of(
    case: CaseFile,
    pauses: Sequence[CasePause],
    granted: CaseExtension | None,
    calendar: WorkingCalendar,
) -> Clock:
    """The clock of a case as its dates say: what it was given, stood still and got later."""
    start = case.opened_at.astimezone(calendar.zone).date()
    extension = (granted.due_before, granted.until) if granted else None
    return _clock(start, case.due_on, calendar, _stood(pauses), extension)


def _stood(pauses: Sequence[CasePause]) -> list[Pause]:
    return [
        Pause(each.began_on, each.ended_on) for each in pauses if each.began_on and each.ended_on
    ]


def _clock(
    start: date,
    due_on: date,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    extension: tuple[date, date] | None = None,
) -> Clock:
    all_days = deadlines.counted(start, due_on, calendar, pauses)
    more = calendar.working_days_between(*extension) if extension else 0
    more = min(max(more, 0), all_days)
    return Clock(start, all_days - more, pauses, more)


def _move(
    case_id: int,
    part_id: int | None,
    due_on: date,
    clock: Clock,
    calendars: tuple[WorkingCalendar, WorkingCalendar],
    is_extended: bool = False,
) -> list[Move]:
    before, after = (clock.due(calendar) for calendar in calendars)
    return [] if before == after else [Move(case_id, part_id, due_on, after, is_extended)]


def _open_cases() -> Any:
    """Urgent ones run by day and night: no calendar moves them."""
    return (
        select(_f.id, _f.opened_at, _f.due_on, _f.extended_until)
        .where(_f.state.in_(OPEN_STATES), _f.due_at.is_(None))
        .order_by(_f.id)
        .with_for_update()
    )


def _open_parts() -> Any:
    return (
        select(_a.id, _a.case_id, _a.role, _a.offered_at, _a.due_on)
        .join(table_of(CaseFile), _f.id == _a.case_id)
        .where(
            _a.is_current,
            _a.state.in_(_OF_LEAD),
            _f.state.in_(OPEN_STATES),
            _f.due_at.is_(None),
        )
        .order_by(_a.id)
        .with_for_update(of=table_of(Assignment))
    )


def _pauses(session: Session) -> Mapping[int, list[Pause]]:
    ended = (
        select(CasePause.case_id, CasePause.began_on, CasePause.ended_on)
        .join(CaseFile, CaseFile.id == CasePause.case_id)
        .where(CaseFile.state.in_(OPEN_STATES), CasePause.ended_on.is_not(None))
    )
    found: dict[int, list[Pause]] = defaultdict(list)
    for row in session.execute(ended):
        if row.began_on:
            found[row.case_id].append(Pause(row.began_on, row.ended_on))
    return found


def _extensions(session: Session) -> Mapping[int, tuple[date, date]]:
    granted: Sequence[AnyRow] = session.execute(
        select(CaseExtension.case_id, CaseExtension.due_before, CaseExtension.until)
        .join(CaseFile, CaseFile.id == CaseExtension.case_id)
        .where(CaseFile.state.in_(OPEN_STATES), CaseExtension.is_granted.is_(True))
    ).all()
    return {row.case_id: (row.due_before, row.until) for row in granted}
