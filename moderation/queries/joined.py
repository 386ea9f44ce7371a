"""Reading what belongs together: complaints of one case, merges, links, parts of one complaint, and
what citizens said about the answer.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    String,
    bindparam,
    literal_column,
    or_,
    select,
)
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from models import (
    Assignment,
    Attachment,
    CaseFile,
    CaseLink,
    Complaint,
    Event,
    Merge,
    Rating,
    table_of,
)
from moderation.domain.case_states import CaseState
from moderation.domain.complaint_states import CONFIDENTIAL, IN_A_CASE, ComplaintState
from moderation.queries.rows import AnyRow

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_CASE = bindparam("case_id", type_=Integer())
#: The state, glued to nothing: read through the cases asked for, not through an index over states.
_STATE: ColumnElement[str] = literal_column("complaint.state || ''", String())
_HERE = [state.value for state in IN_A_CASE]

_IN_CASE = (
    select(Complaint)
    .where(Complaint.case_id == _CASE, _STATE.in_(_HERE))
    .order_by(when((Complaint.state == ComplaintState.ACCEPTED, 0), else_=1), Complaint.id)
)


def in_case(session: Session, case_id: int) -> Sequence[Complaint]:
    """The complaints the case answers: the one that stands for it first, then the oldest."""
    return session.scalars(_IN_CASE, {"case_id": case_id}).all()


_c = table_of(Complaint).c
_MERGED_INTO = (
    select(_c.case_id, _c.full_name, _c.address, _c.representative, _c.hide_identity)
    .where(_c.case_id.in_(_IDS), _STATE.in_([ComplaintState.MERGED.value]))
    .order_by(_c.id)
)


def merged(session: Session, case_ids: Sequence[int]) -> dict[int, list[AnyRow]]:
    """Who wrote the complaints that were merged into these cases, by case; only of those that have
    some: what masking their names needs.
    """
    found: dict[int, list[AnyRow]] = {}
    if not case_ids:
        return found
    for row in session.execute(_MERGED_INTO, {"ids": list(case_ids)}):
        found.setdefault(row.case_id, []).append(row)
    return found


_ABOUT = select(_c.case_id, _c.about_unit_id).where(
    _c.case_id.in_(_IDS), _STATE.in_(_HERE), _c.about_unit_id.is_not(None)
)


def about_units(session: Session, case_ids: Sequence[int]) -> Sequence[AnyRow]:
    """(case_id, unit complained of) of the complaints in these cases that are about one."""
    return session.execute(_ABOUT, {"ids": list(case_ids)}).all() if case_ids else []


_MERGES = (
    select(Merge, Complaint)
    .join(Complaint, Complaint.id == Merge.complaint_id)
    .where(Merge.into_id == _CASE, Merge.undone_at.is_(None), Complaint.state.not_in(CONFIDENTIAL))
    .order_by(Merge.id.desc())
)


def merges(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(Merge, Complaint) of what joined the case and was not taken apart again, latest first."""
    return session.execute(_MERGES, {"case_id": case_id}).all()


_LINKS = (
    select(CaseLink)
    .where(or_(CaseLink.case_id == _CASE, CaseLink.other_id == _CASE))
    .order_by(CaseLink.id)
)
_STANDING = (
    select(CaseFile, Complaint)
    .join(Complaint, Complaint.case_id == CaseFile.id)
    .where(CaseFile.id.in_(_IDS), _STATE.in_([ComplaintState.ACCEPTED.value]))
)


def links(session: Session, case_id: int) -> Sequence[tuple[CaseLink, Complaint, CaseFile]]:
    """(CaseLink, Complaint that stands for the other case, CaseFile of it), oldest first."""
    found = session.scalars(_LINKS, {"case_id": case_id}).all()
    if not found:
        return []
    far = {each.id: each.other_id if each.case_id == case_id else each.case_id for each in found}
    rows = session.execute(_STANDING, {"ids": list(far.values())})
    known = {case.id: (complaint, case) for case, complaint in rows}
    return [(each, *known[far[each.id]]) for each in found if far[each.id] in known]


_WHOLE = bindparam("whole", type_=Integer())
_FAMILY = (
    select(Complaint)
    .where(
        or_(Complaint.id == _WHOLE, Complaint.split_from_id == _WHOLE),
        Complaint.state.not_in(CONFIDENTIAL),
    )
    .order_by(Complaint.id)
)


def family(session: Session, complaint: Complaint) -> Sequence[Complaint]:
    """The whole and the parts split from it, the whole first, without what is covered."""
    return session.scalars(_FAMILY, {"whole": complaint.split_from_id or complaint.id}).all()


def whole(session: Session, part: Complaint) -> Complaint | None:
    """The complaint `part` was split from, unless it is covered."""
    found = session.get(Complaint, part.split_from_id) if part.split_from_id else None
    return None if found is None or found.state in CONFIDENTIAL else found


_RATINGS = (
    select(Rating, Complaint)
    .join(Complaint, Complaint.id == Rating.complaint_id)
    .where(Complaint.case_id == _CASE, _STATE.in_(_HERE))
    .order_by(Rating.id.desc())
)


def ratings(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(Rating, Complaint) of a case, latest first."""
    return session.execute(_RATINGS, {"case_id": case_id}).all()


#: First the case's few complaints, then what happened to each: never every complaint's events.
_REOPENED = select(_c.id).where(_c.case_id == _CASE, _STATE.in_(_HERE))
_REOPENINGS = (
    select(Event, Complaint)
    .join(Complaint, Event.subject_id == Complaint.id)
    .where(Event.subject == "complaint", Event.subject_id.in_(_IDS), Event.action == "reopen")
    .order_by(Event.id.desc())
)


def reopenings(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(Event, Complaint): why its reporters had the case opened again, latest first."""
    ids = session.execute(_REOPENED, {"case_id": case_id}).scalars().all()
    return session.execute(_REOPENINGS, {"ids": ids}).all() if ids else []


def silent(session: Session, *, before: datetime, limit: int = 1000) -> Sequence[int]:
    """Cases answered before a moment and not closed, the oldest answer first."""
    return session.scalars(
        select(CaseFile.id)
        .where(CaseFile.state == CaseState.ANSWERED, CaseFile.answered_at < before)
        .order_by(CaseFile.answered_at, CaseFile.id)
        .limit(limit)
    ).all()


def may_show(session: Session, photo: Attachment) -> Sequence[Complaint]:
    """The complaints through which a photo can be seen: the sender's own, or all of the case that
    it proves something for.
    """
    if photo.complaint_id is not None:
        mine = select(Complaint).where(Complaint.id == photo.complaint_id)
        return session.scalars(mine).all()
    if photo.assignment_id is None:
        return []
    return session.scalars(
        select(Complaint)
        .join(Assignment, Assignment.case_id == Complaint.case_id)
        .where(Assignment.id == photo.assignment_id)
        .order_by(Complaint.id)
    ).all()
