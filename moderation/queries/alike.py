"""Complaints like another one: in the same ward, of the last weeks, not over yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from models import CaseFile, Complaint, table_of
from moderation.domain import alike
from moderation.domain.case_states import OPEN_STATES, CaseState
from moderation.domain.complaint_states import IN_A_CASE, ComplaintState

#: So many of the latest are compared: a page never waits for a ward that was flooded with mail.
_MOST_READ = 2000
_OPEN = (ComplaintState.RECEIVED, ComplaintState.NEEDS_INFO, *IN_A_CASE)

_c, _f = table_of(Complaint).c, table_of(CaseFile).c
_SKETCHES = (
    select(_c.id, _c.sketch)
    .where(
        _c.ward_code == bindparam("ward_code"),
        _c.submitted_at >= bindparam("since", type_=_c.submitted_at.type),
        _c.sketch.is_not(None),
    )
    .order_by(_c.submitted_at.desc())
    .limit(_MOST_READ)
)
_SHOWN = _SKETCHES.where(_c.is_public, _c.published_at.is_not(None), _c.state.in_(IN_A_CASE))
_FOR_STAFF = _SKETCHES.where(_c.state.in_(_OPEN))
_THESE = (
    select(
        _c.id, _c.code, _c.state, _c.case_id, _c.title, _c.public_title, _c.published_at,
        _c.submitted_at, _c.language, _c.follows, _f.state.label("case_state"),
    )
    .outerjoin(table_of(CaseFile), _f.id == _c.case_id)
    .where(or_(_f.id.is_(None), _f.state.in_((*OPEN_STATES, CaseState.ANSWERED))))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alike:
    """A complaint like the one asked about. The public reads `public_title`, never `title`."""

    id: int
    code: str
    state: ComplaintState
    case_id: int | None
    case_state: CaseState | None
    title: str
    public_title: str
    is_public: bool
    submitted_at: datetime
    language: str
    follows: int
    likeness: float


def published(
    session: Session, sketch: bytes, ward_code: str | None, *, since: datetime, limit: int = 3
) -> list[Alike]:
    """Published complaints worded like `sketch`, the most alike first."""
    return _alike(session, _SHOWN, sketch, ward_code, since, limit)


def for_staff(
    session: Session,
    sketch: bytes,
    ward_code: str | None,
    *,
    since: datetime,
    without: int = 0,
    limit: int = 5,
) -> list[Alike]:
    """The same, unpublished ones too, but not the one with the id `without`. Those covered have no
    sketch.
    """
    return _alike(session, _FOR_STAFF.where(_c.id != without), sketch, ward_code, since, limit)


def _alike(
    session: Session,
    candidates: Select[Any],
    sketch: bytes,
    ward_code: str | None,
    since: datetime,
    limit: int,
) -> list[Alike]:
    if not sketch or not ward_code:
        return []
    ours = int.from_bytes(sketch, "big")
    found: dict[int, float] = {}
    for row in session.execute(candidates, {"ward_code": ward_code, "since": since}):
        share = alike.of_bits(ours, int.from_bytes(row.sketch, "big"))
        if share >= alike.LEAST:
            found[row.id] = share
    likely = sorted(found, key=lambda number: (-found[number], number))[: limit * 4]
    return _read(session, likely, found)[:limit] if likely else []


def _read(session: Session, ids: Sequence[int], found: dict[int, float]) -> list[Alike]:
    """What pages show of those whose case is not over, in the order of `ids`."""
    rows = {row.id: row for row in session.execute(_THESE.where(_c.id.in_(ids)))}
    return [
        Alike(
            row.id, row.code, row.state, row.case_id, row.case_state, row.title, row.public_title,
            row.published_at is not None, row.submitted_at, row.language, row.follows,
            found[row.id],
        )
        for row in (rows[number] for number in ids if number in rows)
    ]  # fmt: skip
