"""What there is about a complaint and its case at all, in one statement: a page asks further only
for what is there, and most cases have little of it.
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, String, bindparam, literal_column, select
from sqlalchemy.orm import Session

from models import (
    Assignment,
    Attachment,
    CaseExtension,
    CaseLink,
    CaseNote,
    CasePause,
    Chase,
    Complaint,
    Event,
    Merge,
    PartyOpinion,
    Question,
    Rating,
    table_of,
)
from moderation.domain.complaint_states import IN_A_CASE


class Traces(NamedTuple):
    """Whether there is any; of a case nothing when there is none."""

    questions: bool
    photos: bool
    family: bool  # parts that were split from this complaint
    pauses: bool
    extensions: bool
    chases: bool
    notes: bool
    opinions: bool  # of the propaganda side
    merges: bool
    links: bool
    others: bool  # further complaints of the case
    ratings: bool
    reopenings: bool
    proof: bool


_CASE: ColumnElement[int] = bindparam("case_id", type_=Integer())
_COMPLAINT: ColumnElement[int] = bindparam("complaint_id", type_=Integer())
_c = table_of(Complaint).c
#: The state, glued to nothing: read through the case, not through an index over states.
_STATE: ColumnElement[str] = literal_column("complaint.state || ''", String())
_HERE = (_c.case_id == _CASE, _STATE.in_([state.value for state in IN_A_CASE]))
_IDS = select(_c.id).where(*_HERE)


def _any(model: Any, **is_equal: ColumnElement[int]) -> ColumnElement[bool]:
    columns = table_of(model).c
    wanted = [columns[name] == value for name, value in is_equal.items()]
    return select(columns[next(iter(is_equal))]).where(*wanted).exists()


_e, _r, _p = table_of(Event).c, table_of(Rating).c, table_of(Attachment).c
_parts = select(table_of(Assignment).c.id).where(table_of(Assignment).c.case_id == _CASE)
_THERE = select(
    _any(Question, complaint_id=_COMPLAINT),
    _any(Attachment, complaint_id=_COMPLAINT),
    _any(Complaint, split_from_id=_COMPLAINT),
    _any(CasePause, case_id=_CASE),
    _any(CaseExtension, case_id=_CASE),
    _any(Chase, case_id=_CASE),
    _any(CaseNote, case_id=_CASE),
    _any(PartyOpinion, case_id=_CASE),
    _any(Merge, into_id=_CASE),
    _any(CaseLink, case_id=_CASE) | _any(CaseLink, other_id=_CASE),
    select(_c.id).where(*_HERE, _c.id != _COMPLAINT).exists(),
    select(_r.complaint_id).where(_r.complaint_id.in_(_IDS)).exists(),
    select(_e.id)
    .where(_e.subject == "complaint", _e.subject_id.in_(_IDS), _e.action == "reopen")
    .exists(),
    select(_p.id).where(_p.assignment_id.in_(_parts)).exists(),
)


def traces(session: Session, complaint_id: int, case_id: int | None) -> Traces:
    """What there is about this complaint and, unless that is None, its case."""
    row = session.execute(_THERE, {"complaint_id": complaint_id, "case_id": case_id}).one()
    return Traces(*map(bool, row))
