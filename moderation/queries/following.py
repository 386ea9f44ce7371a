"""What the propaganda side reads of cases: never the sender, never what is sealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session, aliased

from models import CaseFile, Complaint, Event, PartyOpinion, Staff, table_of
from moderation.domain.case_states import PartyOpinionKind
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import NotFound
from moderation.queries.rows import AnyRow

_c = table_of(Complaint).c
_ANSWERER = aliased(Staff)


def words(session: Session, complaint_ids: Sequence[int]) -> Mapping[int, AnyRow]:
    """What masking a complaint's words needs, by its id."""
    columns = (
        _c.id, _c.full_name, _c.address, _c.representative, _c.title, _c.content, _c.public_title,
        _c.public_content,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(_c.id.in_(complaint_ids)))
    return {row.id: row for row in rows}


def case(session: Session, case_id: int) -> tuple[CaseFile, Complaint]:
    """A case and the complaint that stands for it. Raises NotFound, also when it was covered."""
    found = session.execute(
        select(CaseFile, Complaint)
        .join(Complaint, Complaint.case_id == CaseFile.id)
        .where(CaseFile.id == case_id, Complaint.state == ComplaintState.ACCEPTED)
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


_OPINIONS = (
    select(PartyOpinion, Staff.name, _ANSWERER.name)
    .join(Staff, Staff.id == PartyOpinion.by_id)
    .outerjoin(_ANSWERER, _ANSWERER.id == PartyOpinion.answered_by_id)
    .where(PartyOpinion.case_id == bindparam("case_id"))
    .order_by(PartyOpinion.id.desc())
)


def opinions(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(PartyOpinion, who said it, who answered or None) of a case, the latest first."""
    return session.execute(_OPINIONS, {"case_id": case_id}).all()


class ToReport(NamedTuple):
    """A request to be told that nobody answered."""

    at: datetime
    complaint_id: int
    code: str


_o = table_of(PartyOpinion).c
_TO_REPORT = (
    select(_o.at, _o.case_id)
    .where(_o.kind == PartyOpinionKind.REPORT_REQUEST, _o.answered_at.is_(None))
    .order_by(_o.id)
    .limit(bindparam("limit", type_=Integer()))
)


def to_report(session: Session, *, limit: int = 5) -> Sequence[ToReport]:
    """Requests to be told that nobody answered, the oldest first."""
    asked = session.execute(_TO_REPORT, {"limit": limit}).all()
    if not asked:
        return []
    there = select(_c.case_id, _c.id, _c.code).where(
        _c.case_id.in_([row.case_id for row in asked]), _c.state == ComplaintState.ACCEPTED
    )
    complaints = {row.case_id: row for row in session.execute(there)}
    return [
        ToReport(row.at, complaints[row.case_id].id, complaints[row.case_id].code)
        for row in asked
        if row.case_id in complaints
    ]


def steps(session: Session, case_id: int, part_ids: Sequence[int]) -> Sequence[Event]:
    """What became of the case and of its agencies' parts, the latest first; their notes are for
    others.
    """
    of_case = (Event.subject == "case") & (Event.subject_id == case_id)
    of_parts = (Event.subject == "assignment") & Event.subject_id.in_(part_ids)
    return session.scalars(
        select(Event).where(of_case | of_parts).order_by(Event.id.desc()).limit(100)
    ).all()
