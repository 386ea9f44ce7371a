"""What an office wrote to a citizen, on their private page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models import Complaint
from moderation.domain.complaint_states import IN_A_CASE
from moderation.queries import agency_desk
from moderation.queries import joined as joined_queries
from moderation.services import publications
from moderation.web.context import session
from moderation.web.public.routes import bp


@dataclass(frozen=True, slots=True)
class Said:
    """A note as one citizen reads it."""

    at: datetime
    text: str


@bp.app_template_global("notes_to_citizen")
def notes_to_citizen(complaint: Complaint) -> Sequence[Said]:
    """The notes this citizen may read, oldest first, without who the others of the case are; none
    while the complaint is in no case.
    """
    if complaint.case_id is None or complaint.state not in IN_A_CASE:
        return ()
    found = agency_desk.notes_to_citizen(session(), complaint.case_id, complaint.id)
    if not found:
        return ()
    others = [
        each
        for each in joined_queries.in_case(session(), complaint.case_id)
        if each is not complaint
    ]
    return [Said(note.at, publications.for_one_of(complaint, others, note.text)) for note in found]
