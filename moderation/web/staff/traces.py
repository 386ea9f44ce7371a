"""What there is about the complaint on the page, asked once a request."""

from flask import g

from models import Complaint
from moderation.domain.complaint_states import IN_A_CASE
from moderation.queries import case_traces
from moderation.queries.case_traces import Traces
from moderation.web.context import session


def traces_of(complaint: Complaint) -> Traces:
    """What there is about it and, while it is in one, its case; a page that is shown again after a
    refused form is of a request that wrote nothing.
    """
    known: dict[int, Traces] = g.setdefault("traces", {})
    if complaint.id not in known:
        case_id = complaint.case_id if complaint.state in IN_A_CASE else None
        known[complaint.id] = case_traces.traces(session(), complaint.id, case_id)
    return known[complaint.id]
