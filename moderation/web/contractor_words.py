"""What a contractor reads of a matter, on the page of the link and in the preview before it."""

from datetime import datetime
from typing import Any

from models import Assignment, Complaint
from moderation.domain.masking import without_sender
from moderation.queries import agencies as agency_queries
from moderation.services import merging, publications
from moderation.web.case_labels import agency_label
from moderation.web.context import session


def asked(
    part: Assignment, complaint: Complaint, *, contractor: str, question: str, until: datetime
) -> dict[str, Any]:
    """What a contractor may know; of nobody who reported the matter, who that is."""
    everybody = merging.in_case(session(), part.case_id)
    address = "" if complaint.hide_identity else complaint.address
    return {
        "agency": agency_label(agency_queries.get(session(), part.agency_id)),
        "contractor": contractor,
        "question": publications.suggested(question, everybody),
        "title": publications.suggested(complaint.public_title or complaint.title, everybody),
        "words": publications.suggested(complaint.public_content or complaint.content, everybody),
        "ward": agency_queries.ward_name(session(), complaint.ward_code),
        "address": without_sender(address, complaint.full_name),
        "until": until,
    }
