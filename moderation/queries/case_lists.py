"""The coordinator's lists of cases: fifty rows and bounded counts, whatever the house holds.

A list is read from `case_file` by (state, due date, id), one state after the other, so that no
list is longer to read than its page; only the rows shown are joined with the rest. A rare ward,
category or lead is read the other way round, from its own few cases.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from models import Agency, Assignment, CaseFile, Complaint, Ward, table_of
from moderation.domain.case_filters import CaseClock, CaseFilter, CaseQueue
from moderation.domain.case_states import AT_WORK, OPEN_STATES, CaseState
from moderation.domain.complaint_states import ComplaintState
from moderation.queries.complaints import MOST_COUNTED
from moderation.queries.rows import AnyRow

#: A kept filter is counted on every page, so it is told as "more than" sooner.
MOST_COUNTED_SAVED = 99
#: Something that so few cases have is read from its own index, not by due date.
_FEW = 1500

_f, _c, _p = table_of(CaseFile).c, table_of(Complaint).c, table_of(Assignment).c
_g, _w = table_of(Agency).c, table_of(Ward).c
#: Written out as in the indexes over it: SQLite does not see that a parameter means the same.
_IS_LEAD = text("assignment.role = 'lead' AND assignment.is_current")
_IS_RETURNED = text("assignment.state = 'returned'")
_other = table_of(CaseFile).alias("other").c  # a list inside a list must not mean the outer one
_IS_PROMINENT = text("other.is_prominent")
_IS_BACK_TWICE = text("other.returns >= 2")
_RETURNED = select(_p.case_id).where(_IS_RETURNED, _IS_LEAD)
#: The state, glued to nothing: no index over it is taken.
_STATE: ColumnElement[str] = literal_column("case_file.state || ''", String())
_CLOCK_RUNS = tuple(state for state in OPEN_STATES if state is not CaseState.SUSPENDED)

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Moment:
    """The day and the moment a list is read at."""

    today: date
    now: datetime


def page(
    session: Session,
    wanted: CaseFilter,
    at: Moment,
    *,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> tuple[Sequence[AnyRow], tuple[date, int] | None]:
    """Rows of a list by due date, the earliest first (of what is over: the latest first), and where
    the next page begins. `limit` is rows, 1..200.
    """
    latest_first = wanted.queue is CaseQueue.CLOSED
    ids = _ids(session, wanted, at, after=after, limit=limit + 1, latest_first=latest_first)
    found = ids.subquery()
    order = (_f.due_on.desc(), _f.id.desc()) if latest_first else (_f.due_on, _f.id)
    rows = session.execute(_shown().join(found, found.c.id == _f.id).order_by(*order)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], (last.due_on, last.case_id) if last else None


def some(session: Session, case_ids: Sequence[int]) -> Mapping[int, AnyRow]:
    """The same rows for these cases, by their ids; those that are nowhere in the open are left
    out.
    """
    rows = session.execute(_shown().where(_f.id.in_(case_ids)))
    return {row.case_id: row for row in rows}


def counts(session: Session, at: Moment) -> Mapping[CaseQueue, int]:
    """How many stand in each list but the closed ones; MOST_COUNTED + 1 stands for more."""
    names = [name for name in CaseQueue if name is not CaseQueue.CLOSED]
    lists = [_unordered(CaseFilter(queue=name), at, MOST_COUNTED + 1) for name in names]
    row = session.execute(select(*(_length(each) for each in lists))).one()
    return dict(zip(names, row, strict=True))


def count(
    session: Session, wanted: CaseFilter, at: Moment, *, most: int = MOST_COUNTED_SAVED
) -> int:
    """How many stand in a narrowed list; `most` + 1 stands for more."""
    rare = _rare(session, wanted)
    ids = _unordered(wanted, at, most + 1, rare)
    return int(session.execute(select(_length(ids))).scalar_one())


def _length(ids: Select[Any]) -> Any:
    return select(func.count()).select_from(ids.subquery()).scalar_subquery()


def _shown() -> Select[Any]:
    """What a row of a list tells."""
    lead = and_(_p.case_id == _f.id, _IS_LEAD)
    first = and_(_c.case_id == _f.id, _c.state == ComplaintState.ACCEPTED)
    return (
        select(
            _f.id.label("case_id"),
            _f.version,
            _f.state,
            _f.due_on,
            _f.due_at,
            _f.answered_at,
            _f.closed_at,
            _f.returns,
            _f.reopenings,
            _f.is_prominent,
            _c.id.label("complaint_id"),
            _c.code,
            _c.title,
            _c.language,
            _c.category_code,
            _c.issue_code,
            _c.is_urgent,
            _c.hide_identity,
            _c.about_unit_id,
            _p.state.label("part_state"),
            _p.return_reason,
            _p.agency_id,
            _g.name.label("agency_vi"),
            _g.name_en.label("agency_en"),
            _w.name.label("ward"),
        )
        .join(table_of(Complaint), first)
        .join(table_of(Assignment), lead)
        .join(table_of(Agency), _g.id == _p.agency_id)
        .outerjoin(table_of(Ward), _w.code == _c.ward_code)
    )


def _ids(
    session: Session,
    wanted: CaseFilter,
    at: Moment,
    *,
    after: tuple[date, int] | None,
    limit: int,
    latest_first: bool,
) -> Select[Any]:
    """Ids of a page, found without reading more of the list than needed."""
    place = tuple_(_f.due_on, _f.id)
    order = (_f.due_on.desc(), _f.id.desc()) if latest_first else (_f.due_on, _f.id)
    further: Condition = true()
    if after:
        further = place < after if latest_first else place > after

    def cut(each: Select[Any]) -> Select[Any]:
        return each.where(further).order_by(*order).limit(limit)

    found = _lists(wanted, at, _rare(session, wanted))
    if len(found) == 1:
        return cut(found[0])
    parts = [select(cut(each).subquery()) for each in found]
    all_of_them = union_all(*parts).subquery()
    mixed = (all_of_them.c.due_on, all_of_them.c.id)
    ordered = tuple(each.desc() for each in mixed) if latest_first else mixed
    return select(all_of_them).order_by(*ordered).limit(limit)


def _unordered(
    wanted: CaseFilter, at: Moment, limit: int, rare: Select[Any] | None = None
) -> Select[Any]:
    found = [each.limit(limit) for each in _lists(wanted, at, rare)]
    if len(found) == 1:
        return found[0]
    all_of_them = union_all(*(select(each.subquery()) for each in found)).subquery()
    return select(all_of_them).limit(limit)


def _lists(wanted: CaseFilter, at: Moment, rare: Select[Any] | None) -> list[Select[Any]]:
    """One statement a state, each in the order of the index; one for all when a rare thing is
    asked for.
    """
    states, conditions = _of_queue(wanted.queue, at)
    conditions = [*conditions, *_narrowing(wanted, at)]
    ids = select(_f.id, _f.due_on)
    if rare is not None:
        chosen = _STATE.in_([state.value for state in states])
        return [ids.where(_f.id.in_(rare), chosen, *conditions)]
    if wanted.queue is CaseQueue.RETURNED:
        return [ids.where(_f.id.in_(_RETURNED), *conditions)]
    return [ids.where(_f.state == state, *conditions) for state in states]


def _of_queue(queue: CaseQueue, at: Moment) -> tuple[Sequence[CaseState], list[Condition]]:
    lead = select(_p.state).where(_p.case_id == _f.id, _IS_LEAD)
    is_kept = _f.id.not_in(_RETURNED)
    to_send = lead.where(text("assignment.state = 'answered'")).exists()
    waits = CaseState.AWAITING_APPROVAL
    known: dict[CaseQueue, tuple[Sequence[CaseState], list[Condition]]] = {
        CaseQueue.RETURNED: (AT_WORK, [_STATE.in_([s.value for s in AT_WORK])]),
        CaseQueue.DUE_TODAY: (_CLOCK_RUNS, _clock(CaseClock.TODAY, at)),
        CaseQueue.LATE: (_CLOCK_RUNS, _clock(CaseClock.LATE, at)),
        CaseQueue.AWAITING_APPROVAL: ((waits,), [to_send]),
        CaseQueue.SUSPENDED: ((CaseState.SUSPENDED,), []),
        CaseQueue.REOPENED: ((CaseState.REOPENED,), [is_kept]),
        CaseQueue.ASSIGNED: ((CaseState.ASSIGNED,), [is_kept]),
        CaseQueue.IN_PROGRESS: (
            (CaseState.IN_PROGRESS, waits),
            [is_kept, or_(_f.state != waits, ~to_send)],
        ),
        CaseQueue.OPEN: (OPEN_STATES, []),
        CaseQueue.CLOSED: ((CaseState.ANSWERED, CaseState.CLOSED), [_is_in_the_open()]),
    }
    return known[queue]


def _is_in_the_open() -> Condition:
    """A closed case may be closed because its complaint was covered; it is in no list then."""
    accepted = select(_c.id).where(_c.case_id == _f.id, _c.state == ComplaintState.ACCEPTED)
    return accepted.exists()


def _clock(clock: CaseClock, at: Moment) -> list[Condition]:
    passed = and_(_f.due_at.is_not(None), _f.due_at < at.now)
    known: dict[CaseClock, list[Condition]] = {
        CaseClock.LATE: [_f.due_on <= at.today, or_(_f.due_on < at.today, passed)],
        CaseClock.TODAY: [_f.due_on == at.today],
        CaseClock.WEEK: [_f.due_on.between(at.today, at.today + timedelta(days=6))],
        CaseClock.STANDING: [_f.state == CaseState.SUSPENDED],
        CaseClock.EXTENDED: [_f.extended_until.is_not(None)],
    }
    return known[clock]


def _narrowing(wanted: CaseFilter, at: Moment) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.lead_id is not None:
        leads = select(_p.id).where(_p.case_id == _f.id, _IS_LEAD, _p.agency_id == wanted.lead_id)
        conditions.append(leads.exists())
    about = select(_c.id).where(_c.case_id == _f.id, _c.state == ComplaintState.ACCEPTED)
    for column, value in ((_c.category_code, wanted.category), (_c.ward_code, wanted.ward)):
        if value:
            conditions.append(about.where(column == value).exists())
    if wanted.is_prominent:
        conditions.append(_f.is_prominent.is_(True))
    if wanted.is_back_twice:
        conditions.append(_f.returns >= 2)
    if wanted.clock:
        conditions += _clock(wanted.clock, at)
        if wanted.clock is not CaseClock.STANDING:
            conditions.append(CaseState.SUSPENDED.value != _STATE)
    return conditions


_CASES_OF: Mapping[str, Callable[[Any], Select[Any]]] = {
    "lead_id": lambda value: select(_p.case_id).where(_p.agency_id == value),
    "category": lambda value: select(_c.case_id).where(
        _c.category_code == value, _c.case_id.is_not(None)
    ),
    "ward": lambda value: select(_c.case_id).where(_c.ward_code == value, _c.case_id.is_not(None)),
    "is_prominent": lambda _value: select(_other.id).where(_IS_PROMINENT),
    "is_back_twice": lambda _value: select(_other.id).where(_IS_BACK_TWICE),
}


def _rare(session: Session, wanted: CaseFilter) -> Select[Any] | None:
    """The cases of the rarest thing asked for, when there are few of them."""
    asked = [make(value) for name, make in _CASES_OF.items() if (value := getattr(wanted, name))]
    if not asked:
        return None
    lengths = [_length(each.limit(_FEW + 1)) for each in asked]
    sizes = session.execute(select(*lengths)).one()
    smallest, found = min(zip(sizes, asked, strict=True), key=lambda each: each[0])
    return found if smallest <= _FEW else None
