"""Reading cases: the coordinator's page, an agency's inbox and its part of a case."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import Agency, Assignment, Attachment, CaseFile, Complaint, Event, Ward
from moderation.domain.case_states import AssignmentState
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import NotFound
from moderation.queries.rows import AnyRow

_PROPOSED = aliased(Agency)


def get(session: Session, case_id: int) -> CaseFile:
    """A case in any state. Raises NotFound."""
    found = session.get(CaseFile, case_id)
    if found is None:
        raise NotFound
    return found


_PARTS = (
    select(Assignment, Agency, _PROPOSED)
    .join(Agency, Agency.id == Assignment.agency_id)
    .outerjoin(_PROPOSED, _PROPOSED.id == Assignment.proposed_agency_id)
    .where(Assignment.case_id == bindparam("case_id"))
    .order_by(Assignment.is_current.desc(), Assignment.role.desc(), Assignment.id)
)


def parts(session: Session, case_id: int) -> Sequence[AnyRow]:
    """(Assignment, Agency, proposed Agency or None) of a case: current ones first, the lead on
    top.
    """
    return session.execute(_PARTS, {"case_id": case_id}).all()


def inbox(
    session: Session,
    agency_id: int,
    *,
    states: Sequence[AssignmentState],
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> tuple[Sequence[AnyRow], tuple[date, int] | None]:
    """(Assignment, CaseFile, Complaint, ward's name) of an agency by due date, overdue first, and
    where the next page begins. `limit` is rows, 1..200.
    """
    query = (
        select(Assignment, CaseFile, Complaint, Ward.name)
        .join(CaseFile, CaseFile.id == Assignment.case_id)
        .join(Complaint, Complaint.case_id == CaseFile.id)
        .outerjoin(Ward, Ward.code == Complaint.ward_code)
        .where(
            Assignment.agency_id == agency_id,
            Assignment.state.in_(states),
            Assignment.is_current,
            Complaint.state == ComplaintState.ACCEPTED,
        )
        .order_by(Assignment.due_on, Assignment.id)
        .limit(limit + 1)
    )
    if after:
        query = query.where(tuple_(Assignment.due_on, Assignment.id) > after)
    rows = session.execute(query).all()
    last = rows[limit - 1][0] if len(rows) > limit else None
    return rows[:limit], (last.due_on, last.id) if last else None


def part_for(
    session: Session, assignment_id: int, agency_id: int
) -> tuple[Assignment, CaseFile, Complaint]:
    """One current assignment of this agency, its case and its complaint.

    Raises NotFound for another agency's, an ended one, or one whose complaint was covered.
    """
    found = session.execute(
        select(Assignment, CaseFile, Complaint)
        .join(CaseFile, CaseFile.id == Assignment.case_id)
        .join(Complaint, Complaint.case_id == CaseFile.id)
        .where(
            Assignment.id == assignment_id,
            Assignment.agency_id == agency_id,
            Assignment.is_current,
            Complaint.state == ComplaintState.ACCEPTED,
        )
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


def asking(session: Session, case_ids: Sequence[int]) -> set[int]:
    """Those cases in which an agency wants the sender asked, and nobody has asked since."""
    wanted = (
        select(Assignment.case_id, func.max(Event.id))
        .join(Event, (Event.subject == "assignment") & (Event.subject_id == Assignment.id))
        .where(Assignment.case_id.in_(case_ids), Event.action == "ask_sender")
        .group_by(Assignment.case_id)
    )
    asked = (
        select(Complaint.case_id, func.max(Event.id))
        .join(Event, (Event.subject == "complaint") & (Event.subject_id == Complaint.id))
        .where(Complaint.case_id.in_(case_ids), Event.action == "ask")
        .group_by(Complaint.case_id)
    )
    last = {row[0]: row[1] for row in session.execute(asked)}
    found = session.execute(wanted).all()
    return {case_id for case_id, event_id in found if event_id > last.get(case_id, 0)}


_PROOF = (
    select(Attachment)
    .join(Assignment, Assignment.id == Attachment.assignment_id)
    .where(Assignment.case_id == bindparam("case_id"))
    .order_by(Attachment.id)
)
_PUBLIC_PROOF = _PROOF.where(Attachment.is_public)


def proof(session: Session, case_id: int, *, public_only: bool) -> Sequence[Attachment]:
    """Photos that agencies added to their answers, oldest first."""
    statement = _PUBLIC_PROOF if public_only else _PROOF
    return session.scalars(statement, {"case_id": case_id}).all()
