"""The coordinator's lists of cases: fifty rows and bounded counts, whatever the house holds.

A list is read from `case_file` by (state, due date, id), one state after the other, so that no
list is longer to read than its page; only the rows shown are joined with the rest. A rare ward,
category or lead is read the other way round, from its own few cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from models import (
    Agency,
    Assignment,
    CaseExtension,
    CaseFile,
    CasePause,
    Complaint,
    Event,
    Ward,
    table_of,
)
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
_OWES_OPINION = text(
    "assignment.role = 'coordinating' AND assignment.is_current"
    " AND assignment.state IN ('offered', 'accepted')"
)
_IS_RETURNED = text("assignment.state = 'returned'")
_other = table_of(CaseFile).alias("other").c  # a list inside a list must not mean the outer one
_RETURNED = select(_p.case_id).where(_IS_RETURNED, _IS_LEAD)
#: The state, glued to nothing: no index over it is taken.
_STATE: ColumnElement[str] = literal_column("case_file.state || ''", String())
_CLOCK_RUNS = tuple(state for state in OPEN_STATES if state is not CaseState.SUSPENDED)

Condition = ColumnElement[bool]
_LIMIT: ColumnElement[int] = bindparam("limit", type_=Integer())
_TODAY, _WEEK = (bindparam(name, type_=_f.due_on.type) for name in ("today", "week"))
_NOW = bindparam("now", type_=_f.due_at.type)
_LEAD: ColumnElement[int] = bindparam("lead_id", type_=_p.agency_id.type)
_ASKED: ColumnElement[int] = bindparam("asked_id", type_=_p.agency_id.type)
_CATEGORY: ColumnElement[str] = bindparam("category", type_=String())
_WARD: ColumnElement[str] = bindparam("ward", type_=String())

_ACCEPTED = select(_c.id).where(_c.case_id == _f.id, _c.state == ComplaintState.ACCEPTED)
#: What a list can be narrowed to, as a question about each case ...
_HAVE: Mapping[str, Condition] = {
    "lead_id": select(_p.id).where(_p.case_id == _f.id, _IS_LEAD, _p.agency_id == _LEAD).exists(),
    "asked_id": select(_p.id)
    .where(_p.case_id == _f.id, _OWES_OPINION, _p.agency_id == _ASKED)
    .exists(),
    "category": _ACCEPTED.where(_c.category_code == _CATEGORY).exists(),
    "ward": _ACCEPTED.where(_c.ward_code == _WARD).exists(),
    "is_prominent": _f.is_prominent.is_not(False),
    "is_back_twice": _f.returns >= 2,
    "is_extended": _f.extended_until.is_not(None),
}
_IS_ACCEPTED = literal_column("complaint.state || ''", String()) == ComplaintState.ACCEPTED.value
_IN_THE_OPEN = (_c.case_id.is_not(None), _IS_ACCEPTED)
#: ... and as the cases that have it, each from an index of its own.
_CASES_OF: Mapping[str, Select[Any]] = {
    "lead_id": select(_p.case_id).where(_p.agency_id == _LEAD, _IS_LEAD),
    "asked_id": select(_p.case_id).where(_p.agency_id == _ASKED, _OWES_OPINION),
    "category": select(_c.case_id).where(_c.category_code == _CATEGORY, *_IN_THE_OPEN),
    "ward": select(_c.case_id).where(_c.ward_code == _WARD, *_IN_THE_OPEN),
    "is_prominent": select(_other.id).where(text("other.is_prominent")),
    "is_back_twice": select(_other.id).where(text("other.returns >= 2")),
    "is_extended": select(_other.id).where(text("other.extended_until IS NOT NULL")),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The day and the moment a list is read at."""

    today: date
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        """What the statements ask for."""
        return {"today": self.today, "now": self.now, "week": self.today + timedelta(days=6)}


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
    rare = _rarest(session, wanted)
    statement = _page(wanted.queue, _asked(wanted), wanted.clock, rare, is_further=bool(after))
    values = {**at.values, **_values(wanted), "limit": limit + 1}
    if after:
        values |= {"after_day": after[0], "after_id": after[1]}
    rows = session.execute(statement, values).all()
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
    row = session.execute(_counts(), {**at.values, "limit": MOST_COUNTED + 1}).one()
    return dict(zip(_COUNTED, row, strict=True))


def count(
    session: Session, wanted: CaseFilter, at: Moment, *, most: int = MOST_COUNTED_SAVED
) -> int:
    """How many stand in a narrowed list; `most` + 1 stands for more."""
    rare = _rarest(session, wanted)
    statement = _count(wanted.queue, _asked(wanted), wanted.clock, rare)
    values = {**at.values, **_values(wanted), "limit": most + 1}
    return int(session.execute(statement, values).scalar_one())


# --- Statements: each is made once for what it is asked for, the values come later ---------------

_COUNTED = tuple(name for name in CaseQueue if name is not CaseQueue.CLOSED)


@cache
def _counts() -> Select[Any]:
    lists = (_unordered(_lists(name, (), None, None)) for name in _COUNTED)
    return select(*(_length(each) for each in lists))


@cache
def _count(
    queue: CaseQueue, asked: tuple[str, ...], clock: CaseClock | None, rare: str | None
) -> Select[Any]:
    return select(_length(_unordered(_lists(queue, asked, clock, rare))))


@cache
def _page(
    queue: CaseQueue,
    asked: tuple[str, ...],
    clock: CaseClock | None,
    rare: str | None,
    *,
    is_further: bool,
) -> Select[Any]:
    """Ids of the page first, found without reading more of the list than needed; then their
    rows.
    """
    is_over = queue is CaseQueue.CLOSED
    ids = _ordered(_lists(queue, asked, clock, rare), is_over=is_over, is_further=is_further)
    found = ids.subquery()
    order = (_f.due_on.desc(), _f.id.desc()) if is_over else (_f.due_on, _f.id)
    return _shown().join(found, found.c.id == _f.id).order_by(*order)


def _ordered(found: Sequence[Select[Any]], *, is_over: bool, is_further: bool) -> Select[Any]:
    place, order = tuple_(_f.due_on, _f.id), (_f.due_on, _f.id)
    mark = tuple_(bindparam("after_day", type_=_f.due_on.type), bindparam("after_id"))

    def cut(each: Select[Any]) -> Select[Any]:
        if is_further:
            each = each.where(place < mark if is_over else place > mark)
        ways = tuple(column.desc() for column in order) if is_over else order
        return each.order_by(*ways).limit(_LIMIT)

    if len(found) == 1:
        return cut(found[0])
    together = union_all(*(select(cut(each).subquery()) for each in found)).subquery()
    mixed = (together.c.due_on, together.c.id)
    ways = tuple(column.desc() for column in mixed) if is_over else mixed
    return select(together).order_by(*ways).limit(_LIMIT)


def _unordered(found: Sequence[Select[Any]]) -> Select[Any]:
    parts = [each.limit(_LIMIT) for each in found]
    if len(parts) == 1:
        return parts[0]
    together = union_all(*(select(each.subquery()) for each in parts)).subquery()
    return select(together).limit(_LIMIT)


def _length(ids: Select[Any]) -> Any:
    return select(func.count()).select_from(ids.subquery()).scalar_subquery()


def _is_asking() -> ColumnElement[bool]:
    """Whether an agency wants the sender asked, and nobody has asked since."""
    event, part, complaint = (table_of(each).alias().c for each in (Event, Assignment, Complaint))

    def last(subject: str, action: str, ids: Select[Any]) -> ColumnElement[int]:
        of_case = (event.subject == subject, event.subject_id.in_(ids), event.action == action)
        found: ColumnElement[int] = select(func.max(event.id)).where(*of_case).scalar_subquery()
        return func.coalesce(found, 0)

    shown = table_of(CaseFile)
    parts = select(part.id).where(part.case_id == _f.id).correlate(shown)
    complaints = select(complaint.id).where(complaint.case_id == _f.id).correlate(shown)
    return last("assignment", "ask_sender", parts) > last("complaint", "ask", complaints)


def _is_wishing() -> ColumnElement[bool]:
    """Whether the lead waits for a word about its clock: a pause it asked for, or more time."""
    pause, more = table_of(CasePause).c, table_of(CaseExtension).c
    asked = (pause.case_id == _f.id, pause.agency_id == _p.agency_id, pause.began_on.is_(None))
    wanted = (more.assignment_id == _p.id, more.decided_at.is_(None))
    return or_(
        select(pause.id).where(*asked, pause.refused_at.is_(None)).exists(),
        select(more.id).where(*wanted).exists(),
    )


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
            _is_asking().label("is_asking"),
            _is_wishing().label("is_wishing"),
        )
        .join(table_of(Complaint), first)
        .join(table_of(Assignment), lead)
        .join(table_of(Agency), _g.id == _p.agency_id)
        .outerjoin(table_of(Ward), _w.code == _c.ward_code)
    )


def _lists(
    queue: CaseQueue, asked: tuple[str, ...], clock: CaseClock | None, rare: str | None
) -> list[Select[Any]]:
    """One statement a state, each in the order of the index; one for all when a rare thing is
    asked for.
    """
    states, conditions = _of_queue(queue)
    conditions = [*conditions, *(_HAVE[name] for name in asked if name != rare)]
    if clock:
        conditions += on_clock(clock)
    if clock and clock is not CaseClock.STANDING:
        conditions.append(_STATE.not_in([CaseState.SUSPENDED.value]))
    ids = select(_f.id, _f.due_on)
    if rare is not None:
        chosen = _STATE.in_([state.value for state in states])
        return [ids.where(_f.id.in_(_CASES_OF[rare]), chosen, *conditions)]
    if queue is CaseQueue.RETURNED:
        return [ids.where(_f.id.in_(_RETURNED), *conditions)]
    return [ids.where(_f.state == state, *conditions) for state in states]


def _of_queue(queue: CaseQueue) -> tuple[Sequence[CaseState], list[Condition]]:
    """The states of a list, and what else must be true of a case in it."""
    lead = select(_p.state).where(_p.case_id == _f.id, _IS_LEAD)
    is_kept = _f.id.not_in(_RETURNED)
    to_send = lead.where(text("assignment.state = 'answered'")).exists()
    waits = CaseState.AWAITING_APPROVAL
    known: dict[CaseQueue, tuple[Sequence[CaseState], list[Condition]]] = {
        CaseQueue.RETURNED: (AT_WORK, [_STATE.in_([state.value for state in AT_WORK])]),
        CaseQueue.DUE_TODAY: (_CLOCK_RUNS, on_clock(CaseClock.TODAY)),
        CaseQueue.LATE: (_CLOCK_RUNS, on_clock(CaseClock.LATE)),
        CaseQueue.AWAITING_APPROVAL: ((waits,), [to_send]),
        CaseQueue.SUSPENDED: ((CaseState.SUSPENDED,), []),
        CaseQueue.REOPENED: ((CaseState.REOPENED,), [is_kept]),
        CaseQueue.ASSIGNED: ((CaseState.ASSIGNED,), [is_kept]),
        CaseQueue.IN_PROGRESS: (
            (CaseState.IN_PROGRESS, waits),
            [is_kept, or_(_f.state != waits, ~to_send)],
        ),
        CaseQueue.OPEN: (OPEN_STATES, []),
        # A case may be closed because its complaint was covered; it is in no list then.
        CaseQueue.CLOSED: ((CaseState.ANSWERED, CaseState.CLOSED), [_ACCEPTED.exists()]),
    }
    return known[queue]


def on_clock(clock: CaseClock) -> list[Condition]:
    """What is so of the dates of a case with this clock, for a statement with `Moment.values`."""
    known: dict[CaseClock, list[Condition]] = {
        CaseClock.LATE: [
            _f.due_on <= _TODAY,
            or_(_f.due_on < _TODAY, and_(_f.due_at.is_not(None), _f.due_at < _NOW)),
        ],
        CaseClock.TODAY: [_f.due_on == _TODAY],
        CaseClock.WEEK: [_f.due_on.between(_TODAY, _WEEK)],
        CaseClock.STANDING: [_f.state == CaseState.SUSPENDED],
        CaseClock.EXTENDED: [],  # among `_HAVE`
    }
    return known[clock]


def _asked(wanted: CaseFilter) -> tuple[str, ...]:
    """By which names of `_HAVE` a list is narrowed."""
    names = [name for name in _HAVE if name != "is_extended" and getattr(wanted, name)]
    extended = ["is_extended"] if wanted.clock is CaseClock.EXTENDED else []
    return (*names, *extended)


def _values(wanted: CaseFilter) -> dict[str, Any]:
    names = ("lead_id", "asked_id", "category", "ward")
    return {name: getattr(wanted, name) for name in names}


def _rarest(session: Session, wanted: CaseFilter) -> str | None:
    """The rarest thing asked for, when few cases have it."""
    asked = _asked(wanted)
    if not asked:
        return None
    sizes = session.execute(_sizes(asked), {**_values(wanted), "few": _FEW + 1}).one()
    smallest, name = min(zip(sizes, asked, strict=True))
    return name if smallest <= _FEW else None


@cache
def _sizes(asked: tuple[str, ...]) -> Select[Any]:
    """How many have each, at most one more than few; entries of an index, not rows."""
    few = bindparam("few", type_=Integer())
    known = {
        **_CASES_OF,
        "lead_id": select(_p.agency_id).where(_p.agency_id == _LEAD),
        "category": select(_c.category_code).where(_c.category_code == _CATEGORY),
        "ward": select(_c.ward_code).where(_c.ward_code == _WARD),
    }
    return select(*(_length(known[name].limit(few)) for name in asked))
