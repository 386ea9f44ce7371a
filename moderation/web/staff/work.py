""" "Việc của tôi": where everybody begins."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation.domain.case_filters import CaseFilter, CaseQueue
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.desk_queues import Queue
from moderation.domain.permissions import OF_AN_AGENCY, Permission, Role, allows
from moderation.queries import articles as article_queries
from moderation.queries import case_lists, clocks, comment_queues, desks, following
from moderation.queries import claims as claim_queries
from moderation.queries import comments as comment_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries.rows import AnyRow
from moderation.web.context import me, now, session
from moderation.web.gates import need
from moderation.web.staff import opinions
from moderation.web.staff.case_lists import moment_here, queue_names
from moderation.web.staff.case_rows import name_of_lead
from moderation.web.staff.promise import promise
from moderation.web.staff.routes import bp


@bp.get("/")
@need()
def my_work() -> str | Response:
    role = me().role
    if role in OF_AN_AGENCY:
        return redirect(url_for("agency.inbox"), code=303)
    reads = allows(role, Permission.READ_COMMENTS)
    return render_template(
        "staff/work.html",
        counts=comment_queries.counts(session()),
        **(_comments() if reads else {}),
        said_lately=comment_queries.latest(session(), now=now(), limit=5) if reads else [],
        covered=comment_queries.sealed(session(), limit=5).rows
        if allows(role, Permission.READ_SEALED)
        else [],
        **_complaints(role),
        **(opinions.lists(limit=5) if reads else {}),
        covered_complaints=desks.to_decide(session(), staff_id=me().id, limit=5)
        if allows(role, Permission.READ_SEALED)
        else [],
        moment=now(),
        drafts=article_queries.for_editors(session(), limit=5).rows
        if allows(role, Permission.WRITE_ARTICLES)
        else [],
    )


def _comments() -> dict[str, Any]:
    """What this person has in front of them, and what waits longest."""

    def first(queue: Queue) -> Sequence[AnyRow]:
        page = comment_queues.page(session(), queue, now=now(), staff_id=me().id, limit=5)
        return page.rows

    counts = comment_queries.counts(session())
    return {
        "undecided": comment_queues.length(counts, Queue.UNDECIDED),
        "oldest": comment_queues.oldest(session(), Queue.PENDING),
        "oldest_held": comment_queues.oldest(session(), Queue.HELD),
        "mine": first(Queue.MINE),
        "mine_count": claim_queries.count_of(session(), me().id, now=now()),
        "next_up": first(Queue.PENDING),
        "promise": promise(),
    }


def _complaints(role: Role) -> dict[str, Any]:
    """What a coordinator decides next, and the cases due first in each queue."""
    if not allows(role, Permission.READ_COMPLAINTS):
        return {}
    counts = case_lists.counts(session(), moment_here())
    return {
        "to_accept": complaint_queries.queue(session(), ComplaintState.RECEIVED, limit=5).rows,
        "case_queues": queue_names(),
        "case_counts": counts,
        "case_firsts": {name: _firsts(name) if counts[name] else () for name in _TO_COORDINATE},
        "back_twice": case_lists.count(session(), _BACK_TWICE, moment_here())
        if allows(role, Permission.SUPERVISE_CASES)
        else None,
        "to_report": following.to_report(session()),
        "wishes": clocks.deciding(session(), limit=5),
        "agency_of": name_of_lead,
    }


#: What a coordinator does next, before anything else.
_TO_COORDINATE = (CaseQueue.RETURNED, CaseQueue.AWAITING_APPROVAL)
_BACK_TWICE = CaseFilter(queue=CaseQueue.OPEN, is_back_twice=True)


def _firsts(name: CaseQueue) -> Sequence[AnyRow]:
    return case_lists.page(session(), CaseFilter(queue=name), moment_here(), limit=3)[0]
