"""Reading what belongs together: complaints of one case, merges, links, parts of one complaint, and
what citizens said about the answer.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case as when
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Assignment, Attachment, CaseFile, CaseLink, Complaint, Event, Merge, Rating
from moderation.domain.case_states import CaseState
from moderation.domain.complaint_states import CONFIDENTIAL, IN_A_CASE, ComplaintState
from moderation.queries.rows import AnyRow


def in_case(session: Session, case_id: int) -> Sequence[Complaint]:
    """The complaints the case answers: the one that stands for it first, then the oldest."""
    stands = when((Complaint.state == ComplaintState.ACCEPTED, 0), else_=1)
    there = (Complaint.case_id == case_id, Complaint.state.in_(IN_A_CASE))
    return session.scalars(select(Complaint).where(*there).order_by(stands, Complaint.id)).all()


def merged(session: Session, case_ids: Sequence[int]) -> dict[int, list[Complaint]]:
    """The complaints that were merged into these cases, by case; only of those that have some."""
    there = (Complaint.case_id.in_(case_ids), Complaint.state == ComplaintState.MERGED)
    found: dict[int, list[Complaint]] = {}
    for each in session.scalars(select(Complaint).where(*there).order_by(Complaint.id)):
        if each.case_id is not None:
            found.setdefault(each.case_id, []).append(each)
    return found


def about_units(session: Session, case_ids: Sequence[int]) -> Sequence[AnyRow]:
    """(case_id, unit complained of) of the complaints in these cases that are about one."""
    return session.execute(
        select(Complaint.case_id, Complaint.about_unit_id).where(
            Complaint.case_id.in_(case_ids),
            Complaint.state.in_(IN_A_CASE),
            Complaint.about_unit_id.is_not(None),
        )
    ).all()


def merges(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(Merge, Complaint) of what joined the case and was not taken apart again, latest first."""
    stands = (Merge.into_id == case_id, Merge.undone_at.is_(None))
    return session.execute(
        select(Merge, Complaint)
        .join(Complaint, Complaint.id == Merge.complaint_id)
        .where(*stands, Complaint.state.not_in(CONFIDENTIAL))
        .order_by(Merge.id.desc())
    ).all()


def links(session: Session, case_id: int) -> Sequence[tuple[CaseLink, Complaint, CaseFile]]:
    """(CaseLink, Complaint that stands for the other case, CaseFile of it), oldest first."""
    found = session.scalars(
        select(CaseLink)
        .where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id))
        .order_by(CaseLink.id)
    ).all()
    far = {each.id: each.other_id if each.case_id == case_id else each.case_id for each in found}
    rows = session.execute(
        select(CaseFile, Complaint)
        .join(Complaint, Complaint.case_id == CaseFile.id)
        .where(CaseFile.id.in_(far.values()), Complaint.state == ComplaintState.ACCEPTED)
    )
    known = {case.id: (complaint, case) for case, complaint in rows}
    return [(each, *known[far[each.id]]) for each in found if far[each.id] in known]


def family(session: Session, complaint: Complaint) -> Sequence[Complaint]:
    """The whole and the parts split from it, the whole first, without what is covered."""
    whole = complaint.split_from_id or complaint.id
    return session.scalars(
        select(Complaint)
        .where(
            or_(Complaint.id == whole, Complaint.split_from_id == whole),
            Complaint.state.not_in(CONFIDENTIAL),
        )
        .order_by(Complaint.id)
    ).all()


def whole(session: Session, part: Complaint) -> Complaint | None:
    """The complaint `part` was split from, unless it is covered."""
    found = session.get(Complaint, part.split_from_id) if part.split_from_id else None
    return None if found is None or found.state in CONFIDENTIAL else found


def ratings(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(Rating, Complaint) of a case, latest first."""
    return session.execute(
        select(Rating, Complaint)
        .join(Complaint, Complaint.id == Rating.complaint_id)
        .where(Complaint.case_id == case_id, Complaint.state.in_(IN_A_CASE))
        .order_by(Rating.id.desc())
    ).all()


def reopenings(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(Event, Complaint): why its reporters had the case opened again, latest first."""
    return session.execute(
        select(Event, Complaint)
        .join(Complaint, (Event.subject == "complaint") & (Event.subject_id == Complaint.id))
        .where(
            Complaint.case_id == case_id,
            Complaint.state.in_(IN_A_CASE),
            Event.action == "reopen",
        )
        .order_by(Event.id.desc())
    ).all()


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
