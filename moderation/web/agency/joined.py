"""What an agency sees of a shared case besides its first complaint: further reports of the same
matter, why it was opened again, how it ended. Masked as everything here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import Assignment, Attachment, Complaint
from moderation.domain.case_states import AssignmentRole
from moderation.queries import agencies as agency_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import joined as joined_queries
from moderation.web.agency import relay
from moderation.web.agency.relay import Told
from moderation.web.agency.routes import bp
from moderation.web.context import me, session


@dataclass(frozen=True, slots=True)
class Report:
    """A further complaint of the case, as this agency reads it."""

    id: int  # of the complaint
    told: Told
    ward: str
    photos: Sequence[Attachment]
    may_call: bool


@dataclass(frozen=True, slots=True)
class Beside:
    reports: Sequence[Report]
    reopenings: Sequence[tuple[str, datetime]]  # the masked reason, and when


@bp.app_context_processor
def _for_the_partial() -> dict[str, Any]:
    return {"beside_case": beside}


def beside(part: Assignment) -> Beside:
    """What stands beside the first complaint of an assignment's case."""
    first, *rest = joined_queries.in_case(session(), part.case_id)
    reports = []
    for each in rest:
        others = [first, *(other for other in rest if other is not each)]
        questions = complaint_queries.questions(session(), each.id)
        reports.append(
            Report(
                id=each.id,
                told=relay.told(part, each, questions, others),
                ward=agency_queries.ward_name(session(), each.ward_code),
                photos=complaint_queries.photos(session(), each.id),
                may_call=may_call(part, each),
            )
        )
    masked = relay.masker(part, first, rest)
    reasons = joined_queries.reopenings(session(), part.case_id)
    return Beside(reports, [(masked(event.note), event.at) for event, _whose in reasons])


def may_call(part: Assignment, complaint: Complaint) -> bool:
    """Whether this person may ring a reporter up: the assigned officer, or anybody of the lead
    while nobody is assigned; never one who asked to stay unnamed or not to be reached.
    """
    reachable = complaint.phone and complaint.consent_contact and not complaint.hide_identity
    is_lead = part.role is AssignmentRole.LEAD
    return bool(reachable) and is_lead and part.officer_id in (None, me().id)
