"""The kept counters, read once a request."""

from typing import cast

from flask import g
from flask_login import current_user

from moderation.domain.comment_states import Tally
from moderation.domain.complaint_states import ComplaintState
from moderation.queries import comments as comment_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import desks
from moderation.web.context import me, session


def kept_counts() -> dict[Tally, int]:
    """How many comments stand where; none for a stranger."""
    if "comment_counts" not in g:
        known = current_user.is_authenticated
        g.comment_counts = comment_queries.counts(session()) if known else {}
    return cast(dict[Tally, int], g.comment_counts)


def complaint_counts() -> dict[ComplaintState, int]:
    """What waits in intake."""
    if "complaint_counts" not in g:
        g.complaint_counts = complaint_queries.counts(session())
    return cast(dict[ComplaintState, int], g.complaint_counts)


def sealed_count() -> int:
    """What lies in the sealed lane: comments, and complaints nobody decided about."""
    complaints_there = desks.to_decide(session(), staff_id=me().id)
    return kept_counts()[Tally.SEALED] + len(complaints_there)
