"""Reading cases: the coordinator's page and an agency's part of a case."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from models import Agency, Assignment, Attachment, CaseFile, Complaint
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


_PART_FOR = (
    select(Assignment, CaseFile, Complaint)
    .join(CaseFile, CaseFile.id == Assignment.case_id)
    .join(Complaint, Complaint.case_id == CaseFile.id)
    .where(
        Assignment.id == bindparam("id"),
        Assignment.agency_id == bindparam("agency_id"),
        Assignment.is_current,
        Complaint.state == ComplaintState.ACCEPTED,
    )
)


def part_for(
    session: Session, assignment_id: int, agency_id: int
) -> tuple[Assignment, CaseFile, Complaint]:
    """One current assignment of this agency, its case and its complaint.

    Raises NotFound for another agency's, an ended one, or one whose complaint was covered.
    """
    found = session.execute(_PART_FOR, {"id": assignment_id, "agency_id": agency_id}).first()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


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
