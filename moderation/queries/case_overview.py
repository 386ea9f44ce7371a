"""Open cases counted by lead, category, ward or clock: the lists of `case_lists` at a glance.

At most MOST_OVERVIEWED cases are looked at, those that are due first, so that no house is too
large for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal_column,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from models import Agency, Assignment, CaseFile, Complaint, Ward, table_of
from moderation.domain.case_filters import CaseClock, CaseGrouping
from moderation.domain.case_states import OPEN_STATES, CaseState
from moderation.domain.complaint_states import ComplaintState
from moderation.queries.case_lists import Moment, on_clock
from moderation.queries.rows import AnyRow

MOST_OVERVIEWED = 20_000

_f, _c, _p = table_of(CaseFile).c, table_of(Complaint).c, table_of(Assignment).c
_g, _w = table_of(Agency).c, table_of(Ward).c


def by(session: Session, grouping: CaseGrouping, at: Moment) -> tuple[Sequence[AnyRow], bool]:
    """(key, name, name_en, open, late, today) of every lead, category or ward with open cases, in
    no order, and whether there may be more cases than were looked at. `key` None: none is known. A
    category has no name here. `today` are due today, also what is late by the hour already. By
    clock: `by_clock`.
    """
    rows = session.execute(_GROUPED[grouping], at.values).all()
    return rows, sum(row.open for row in rows) >= MOST_OVERVIEWED


def by_clock(session: Session, at: Moment) -> tuple[Mapping[CaseClock, int], bool]:
    """How many open cases each choice of clock finds, one maybe in several; and as `by`."""
    *counted, looked_at = session.execute(_BY_CLOCK, at.values).one()
    found = {clock: counted[n] or 0 for n, clock in enumerate(CaseClock)}
    return found, looked_at >= MOST_OVERVIEWED


def _first_due() -> Any:
    """Ids of open cases, those due first: each state in the order of its index."""
    each = (
        select(_f.id, _f.due_on)
        .where(_f.state == state)
        .order_by(_f.due_on, _f.id)
        .limit(MOST_OVERVIEWED)
        for state in OPEN_STATES
    )
    found = union_all(*(select(one.subquery()) for one in each)).subquery()
    order = (found.c.due_on, found.c.id)
    return select(found.c.id).order_by(*order).limit(MOST_OVERVIEWED).subquery()


def _how_many(condition: ColumnElement[bool], name: str) -> Any:
    return func.sum(case((condition, 1), else_=0)).label(name)


_RUNS = _f.state != CaseState.SUSPENDED


def _found_by(clock: CaseClock) -> ColumnElement[bool]:
    """As a list of open cases that is narrowed to this clock."""
    if clock is CaseClock.STANDING:
        return _f.state == CaseState.SUSPENDED
    if clock is CaseClock.EXTENDED:
        return and_(_RUNS, _f.extended_until.is_not(None))
    return and_(_RUNS, *on_clock(clock))


def _grouped(key: ColumnElement[Any], joined: Any) -> Any:
    return (
        select(
            key.label("key"),
            func.count().label("open"),
            _how_many(_found_by(CaseClock.LATE), "late"),
            _how_many(_found_by(CaseClock.TODAY), "today"),
        )
        .select_from(joined)
        .group_by(key)
        .subquery()
        .c
    )


def _named(counted: Any, *names: ColumnElement[Any]) -> Select[Any]:
    name, name_en = (
        one.label(label) for one, label in zip(names, ("name", "name_en"), strict=True)
    )
    return select(counted.key, name, name_en, counted.open, counted.late, counted.today)


_OPEN = _first_due()
_CASES = _OPEN.join(table_of(CaseFile), _f.id == _OPEN.c.id)
#: Written out as in the index over it: SQLite does not see that a parameter means the same.
_WITH_LEAD = _CASES.join(
    table_of(Assignment),
    and_(_p.case_id == _f.id, text("assignment.role = 'lead' AND assignment.is_current")),
)
_WITH_COMPLAINT = _CASES.join(
    table_of(Complaint), and_(_c.case_id == _f.id, _c.state == ComplaintState.ACCEPTED)
)


def _statements() -> Mapping[CaseGrouping, Select[Any]]:
    leads = _grouped(_p.agency_id, _WITH_LEAD)
    wards = _grouped(_c.ward_code, _WITH_COMPLAINT)
    categories = _grouped(_c.category_code, _WITH_COMPLAINT)
    return {
        CaseGrouping.LEAD: _named(leads, _g.name, _g.name_en).where(_g.id == leads.key),
        CaseGrouping.CATEGORY: _named(categories, null(), null()),
        CaseGrouping.WARD: _named(wards, _w.name, literal_column("''"))
        .select_from(wards.key.table)
        .outerjoin(table_of(Ward), _w.code == wards.key),
    }


_GROUPED = _statements()
_BY_CLOCK = select(
    *(_how_many(_found_by(clock), clock.value) for clock in CaseClock), func.count()
).select_from(_CASES)
