"""What an office wrote to a citizen, on their private page."""

from collections.abc import Sequence

from models import CaseNote, Complaint
from moderation.domain.complaint_states import IN_A_CASE
from moderation.queries import agency_desk
from moderation.web.context import session
from moderation.web.public.routes import bp


@bp.app_template_global("notes_to_citizen")
def notes_to_citizen(complaint: Complaint) -> Sequence[CaseNote]:
    """The notes this citizen may read, oldest first; none while the complaint is in no case."""
    if complaint.case_id is None or complaint.state not in IN_A_CASE:
        return ()
    return agency_desk.notes_to_citizen(session(), complaint.case_id, complaint.id)
