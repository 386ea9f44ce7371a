"""What belongs to the agency of the person logged in. Every view loads through here: what is
another agency's, ended, covered or barred does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models import Assignment, Attachment, CaseFile, Complaint
from moderation.domain.errors import NotFound
from moderation.queries import cases as case_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import joined as joined_queries
from moderation.services import assignments, attachments, cases
from moderation.web.context import me, session


@dataclass(frozen=True, slots=True)
class Mine:
    """An assignment of this agency, its case and its complaint."""

    part: Assignment
    case: CaseFile
    complaint: Complaint


def agency_id() -> int:
    """The agency of the person logged in. Raises NotFound when there is none."""
    mine = me().agency_id
    if mine is None:
        raise NotFound
    return mine


def to_read(assignment_id: int) -> Mine:
    """One current assignment of this agency. Raises NotFound."""
    mine = Mine(*case_queries.part_for(session(), assignment_id, agency_id()))
    if is_barred(mine.complaint):
        raise NotFound
    return mine


def to_change(assignment_id: int) -> Mine:
    """The same, locked: the case before its part, as everywhere. Raises NotFound."""
    case_id = to_read(assignment_id).case.id
    cases.load_case(session(), case_id)
    assignments.load_part(session(), assignment_id, agency_id=agency_id())
    return to_read(assignment_id)  # it may have ended while we waited


def is_barred(complaint: Complaint) -> bool:
    """Whether a complaint of its case is about this agency or one above it: then it can't be read
    here.
    """
    return complaint.case_id is not None and bool(barred_cases([complaint.case_id]))


def barred_cases(case_ids: Sequence[int]) -> set[int]:
    """Those of these cases in which a complaint is about this agency or one above it."""
    about = joined_queries.about_units(session(), case_ids)
    if not about:
        return set()
    units = {row.about_unit_id for row in about}
    barred = {unit for unit in units if agency_id() in assignments.barred_agencies(session(), unit)}
    return {row.case_id for row in about if row.about_unit_id in barred}


def photo(key: str) -> Attachment:
    """A photo of a complaint this agency works on, or proof of its case. Raises NotFound."""
    found = attachments.by_key(session(), key)
    complaint = complaint_queries.of_photo(session(), found)
    if complaint is None or complaint.case_id is None:
        raise NotFound
    for part, _agency, _proposed in case_queries.parts(session(), complaint.case_id):
        if part.is_current and part.agency_id == agency_id():
            to_read(part.id)
            return found
    raise NotFound
