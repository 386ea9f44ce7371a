"""What a guidance letter says: to whom, about what, what to file and where. It states no term and
no article of law: those an office checks first.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models import Complaint
from moderation.queries import agencies as agency_queries
from moderation.web.context import session, settings, today


@dataclass(frozen=True, slots=True)
class Letter:
    """What the template fills in."""

    code: str
    office: str  # whose letter it is
    full_name: str
    address: str
    ward: str
    title: str
    submitted_at: datetime
    unit: str  # whose decision is complained of, "" when it is not known
    words: str  # what the coordinator wrote to the citizen
    on: date
    phone: str
    email: str
    office_address: str


def letter_of(complaint: Complaint) -> Letter:
    """The letter for the sender of `complaint`, dated the day it was guided, or today."""
    unit = complaint.about_unit
    if complaint.about_unit_id:
        unit = agency_queries.get(session(), complaint.about_unit_id).name
    known = settings()
    decided = complaint.decided_at
    return Letter(
        code=complaint.code,
        office=known.site_name,
        full_name=complaint.full_name,
        address=complaint.address,
        ward=agency_queries.ward_name(session(), complaint.ward_code),
        title=complaint.title,
        submitted_at=complaint.submitted_at,
        unit=unit,
        words=complaint.reason_text,
        on=decided.astimezone(known.zone).date() if decided else today(),
        phone=known.office_phone,
        email=known.office_email,
        office_address=known.office_address,
    )
