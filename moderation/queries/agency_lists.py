"""The lists an agency works from: fifty rows and bounded counts, however much it has in hand.

Only what a row shows is read, and what masking its title needs; every statement is made once.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from models import Assignment, CaseFile, Complaint, Staff, Ward, table_of
from moderation.domain.case_states import OWING, AssignmentState
from moderation.domain.complaint_states import ComplaintState
from moderation.queries.rows import AnyRow

#: More of the agency's parts in one state are told as "more than": every page counts them.
MOST_COUNTED = 299
#: What one person has in hand is read and counted up to here.
MOST_IN_HAND = 100

_p, _f, _c = table_of(Assignment).c, table_of(CaseFile).c, table_of(Complaint).c
_s, _w = table_of(Staff).c, table_of(Ward).c
_LIMIT: ColumnElement[int] = bindparam("limit", type_=Integer())
_AGENCY: ColumnElement[int] = bindparam("agency_id", type_=Integer())
_PERSON: ColumnElement[int] = bindparam("staff_id", type_=Integer())
#: Glued to nothing: the few of a person are read from their own index, not from the agency's.
_OWED: ColumnElement[bool] = literal_column("assignment.state || ''", String()).in_(
    [state.value for state in OWING]
)
_OF_AGENCY: ColumnElement[bool] = literal_column("assignment.agency_id + 0", Integer()) == _AGENCY
_IS_ACCEPTED: ColumnElement[bool] = literal_column("complaint.state || ''", String()).in_(
    [ComplaintState.ACCEPTED.value]
)

_ROWS = (
    select(
        _p.id,
        _p.case_id,
        _p.role,
        _p.state,
        _p.due_on,
        _p.answered_at,
        _p.officer_id,
        _p.outcome,
        _p.answer,
        _f.version.label("case_version"),
        _c.code,
        _c.title,
        _c.public_title,
        _c.category_code,
        _c.is_urgent,
        _c.language,
        _c.hide_identity,
        _c.full_name,
        _c.address,
        _c.representative,
        _w.name.label("ward"),
    )
    .join(table_of(CaseFile), _f.id == _p.case_id)
    .join(table_of(Complaint), _c.case_id == _p.case_id)
    .outerjoin(table_of(Ward), _w.code == _c.ward_code)
    .where(_p.is_current, _IS_ACCEPTED)
    .order_by(_p.due_on, _p.id)
)
_STATES: BindParameter[AssignmentState] = bindparam("states", expanding=True)
_PAGE = _ROWS.where(_p.agency_id == _AGENCY, _p.state.in_(_STATES)).limit(_LIMIT)
_FURTHER = _PAGE.where(
    tuple_(_p.due_on, _p.id)
    > tuple_(bindparam("after_day", type_=_p.due_on.type), bindparam("after_id"))
)
_room = select(_s.room_id).where(_s.id == _PERSON).scalar_subquery()
_OWN = _p.officer_id == _PERSON
_OF_ROOM = (_p.room_id == _room) & _p.officer_id.is_(None)
_NOBODYS = _p.officer_id.is_(None) & _p.room_id.is_(None)
#: The parts of one person: two indexes, one after the other.
_IDS_OF_PERSON = union_all(select(_p.id).where(_OWN), select(_p.id).where(_OF_ROOM))
_MINE = _ROWS.where(_p.id.in_(_IDS_OF_PERSON), _OF_AGENCY, _OWED).limit(_LIMIT)
_UNASSIGNED = _ROWS.where(_p.agency_id == _AGENCY, _p.state.in_(OWING), _NOBODYS).limit(_LIMIT)
_CHOSEN = _ROWS.where(_p.id.in_(bindparam("ids", expanding=True)), _OF_AGENCY)


def page(
    session: Session,
    agency_id: int,
    states: Sequence[AssignmentState],
    *,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> tuple[Sequence[AnyRow], tuple[date, int] | None]:
    """The agency's parts in these states by due date, overdue first, and where the next page
    begins. `limit` is rows, 1..200.
    """
    values: dict[str, Any] = {"agency_id": agency_id, "states": list(states), "limit": limit + 1}
    if after:
        values |= {"after_day": after[0], "after_id": after[1]}
    rows = session.execute(_FURTHER if after else _PAGE, values).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], (last.due_on, last.id) if last else None


def mine(session: Session, agency_id: int, staff_id: int) -> Sequence[AnyRow]:
    """What was given to this person, and what of their room nobody has yet, the earliest due
    first.
    """
    values = {"agency_id": agency_id, "staff_id": staff_id, "limit": MOST_IN_HAND}
    return session.execute(_MINE, values).all()


def unassigned(session: Session, agency_id: int) -> Sequence[AnyRow]:
    """What nobody and no room has, the earliest due first."""
    return session.execute(_UNASSIGNED, {"agency_id": agency_id, "limit": MOST_IN_HAND}).all()


def chosen(session: Session, agency_id: int, part_ids: Sequence[int]) -> Sequence[AnyRow]:
    """These parts of the agency, the earliest due first."""
    if not part_ids:
        return []
    return session.execute(_CHOSEN, {"agency_id": agency_id, "ids": list(part_ids)}).all()


# --- Counts --------------------------------------------------------------------------------------

_COUNTED = select(_p.id).join(table_of(Complaint), _c.case_id == _p.case_id)
_COUNTED = _COUNTED.where(_p.is_current, _IS_ACCEPTED)


def _length(ids: Select[Any] | CompoundSelect[Any], most: int) -> ScalarSelect[int]:
    bounded = ids.limit(most).subquery()
    return select(func.count()).select_from(bounded).scalar_subquery()


def _in_state(state: AssignmentState) -> Select[Any]:
    return _COUNTED.where(_p.agency_id == _AGENCY, _p.state == state)


def _of_person(which: ColumnElement[bool]) -> Select[Any]:
    first = _COUNTED.where(which, _OF_AGENCY, _OWED).limit(MOST_IN_HAND).subquery()
    return select(first)


_COUNTS = (
    _length(_in_state(AssignmentState.OFFERED), MOST_COUNTED + 1),
    _length(_in_state(AssignmentState.ACCEPTED), MOST_COUNTED + 1),
    _length(union_all(_of_person(_OWN), _of_person(_OF_ROOM)), MOST_IN_HAND),
)
_TO_HAND_OUT = _length(
    _COUNTED.where(_p.agency_id == _AGENCY, _p.state.in_(OWING), _NOBODYS), MOST_IN_HAND
)
_NAMES = ("offered", "accepted", "mine", "unassigned")
_STATEMENTS = {False: select(*_COUNTS), True: select(*_COUNTS, _TO_HAND_OUT)}


def counts(session: Session, agency_id: int, staff_id: int, *, hands_out: bool) -> dict[str, int]:
    """How many stand in each list of the agency: by state at most MOST_COUNTED + 1, which stands
    for more; `mine`, and for who hands work out `unassigned`, at most MOST_IN_HAND.
    """
    values = {"agency_id": agency_id, "staff_id": staff_id}
    row = session.execute(_STATEMENTS[hands_out], values).one()
    return dict(zip(_NAMES, row, strict=False))
