"""The desks; importing the views registers them."""

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from models import Comment
from moderation.domain.errors import IllegalTransition, NotFound, OwnDecision, StaleVersion
from moderation.queries import appeals as appeal_queries
from moderation.queries import cases as case_queries
from moderation.queries import comments as comment_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import reader_reports as report_queries
from moderation.queries import resubmissions
from moderation.queries import takedowns as takedown_queries
from moderation.queries.rows import AnyRow
from moderation.web import errors
from moderation.web.context import give_up, now, session
from moderation.web.headers import private
from moderation.web.labels import reason_sentence

bp = Blueprint("staff", __name__, url_prefix="/staff")

from moderation.web.options import grouped_options  # noqa: E402 - with the views
from moderation.web.staff import (  # noqa: E402,F401 - views need `bp`
    appeals,
    articles,
    authors,
    bulk,
    calendar,
    case_bulk,
    case_lists,
    case_overview,
    cases,
    chains,
    claims,
    clock,
    comments,
    complaint_bulk,
    complaint_page,
    complaint_print,
    complaints,
    duty,
    figures,
    following,
    guidance,
    intake,
    issue_words,
    joining,
    mail_templates,
    masks,
    messages,
    notes,
    office,
    office_files,
    office_log,
    opinions,
    party,
    people,
    photos,
    queue,
    reader_reports,
    readings,
    reasons,
    refusals,
    routing_rules,
    sealed,
    sealed_steps,
    supervision,
    takedowns,
    triage,
    undo,
    word_lists,
    work,
)
from moderation.web.staff.counts import (  # noqa: E402 - with the views
    complaint_counts,
    kept_counts,
    sealed_count,
)
from moderation.web.staff.masthead import masthead  # noqa: E402 - with the views

bp.add_app_template_global(grouped_options)


@bp.after_request
def _private(response: Response) -> Response:
    return private(response)


@bp.app_context_processor
def _for_templates() -> dict[str, Any]:
    """The masthead, and counters, read only when a page shows them."""
    return {
        "comment_counts": kept_counts,
        "complaint_counts": complaint_counts,
        "sealed_count": sealed_count,
        "masthead": masthead,
        "seconds_until": _seconds_until,
        "sent_again": _sent_again,
        "beside_comment": _beside_comment,
    }


def _seconds_until(moment: int) -> int:
    """Whole seconds from now to a moment (seconds since 1970); 0 when it is past."""
    return max(0, moment - math.floor(now().timestamp()))


def _sent_again(comment_ids: Sequence[int]) -> Mapping[int, AnyRow]:
    """What had become of the comments that these say better, by their ids."""
    return resubmissions.earlier(session(), comment_ids)


def _beside_comment(comment: Comment) -> dict[str, Any]:
    """What stands beside one comment: readers' open reports, requests to take it down, its appeal,
    and the one that was sent again for it. Asked for only where there can be some.
    """
    reported, again = comment.reported_at is not None, comment.resubmits_id is not None
    decided = comment.version > 1  # nothing happened to it otherwise
    earlier = resubmissions.earlier(session(), [comment.id]) if again else {}
    return {
        "reports": report_queries.open_about(session(), comment.id) if reported else (),
        "takedowns": takedown_queries.of_comment(session(), comment.id),
        "appeal": appeal_queries.of_comment(session(), comment.id) if decided else None,
        "earlier": earlier.get(comment.id),
        "later": resubmissions.later(session(), comment) if decided else None,
    }


@bp.errorhandler(OwnDecision)
def _own_decision(_error: OwnDecision) -> Response:
    """Whoever decided first does not look again; what they wrote is shown to be kept."""
    give_up()
    body = render_template("staff/own_decision.html", typed=errors.typed_words())
    return make_response(body, HTTPStatus.FORBIDDEN.value)


@bp.errorhandler(StaleVersion)
@bp.errorhandler(IllegalTransition)
def _somebody_was_first(error: StaleVersion | IllegalTransition) -> Response:
    """What happened meanwhile, and what this person had typed."""
    give_up()
    ids = request.view_args or {}
    if "/sealed/" in request.path:
        return errors.page(HTTPStatus.CONFLICT)
    try:
        if "appeal_id" in ids:
            return _first_at_comment(appeal_queries.get(session(), ids["appeal_id"])[1].id)
        if "takedown_id" in ids:
            return _first_at_comment(takedown_queries.get(session(), ids["takedown_id"])[1].id)
        if "comment_id" in ids:
            too_late = isinstance(error, IllegalTransition) and error.action == "undo"
            return _first_at_comment(ids["comment_id"], too_late=too_late)
        if "complaint_id" in ids:
            return _first_at_complaint(ids["complaint_id"])
    except NotFound:
        return errors.page(HTTPStatus.NOT_FOUND)
    return errors.page(HTTPStatus.CONFLICT)


def _first_at_comment(comment_id: int, *, too_late: bool = False) -> Response:
    """`too_late`: nobody was first, the time to undo had run out."""
    comment, article = comment_queries.get(session(), comment_id)
    events = comment_queries.history(session(), comment_id)
    return _conflict(
        comment=comment, article=article, complaint=None, last=events[-1] if events else None,
        too_late=too_late, chosen=reason_sentence(request.form.get("reason_code")),
    )  # fmt: skip


def _first_at_complaint(complaint_id: int) -> Response:
    """Raises NotFound for what is covered by now: it is not here any more."""
    complaint = complaint_page.readable(complaint_id)
    case_id = complaint.case_id
    parts = case_queries.parts(session(), case_id) if case_id else ()
    events = complaint_queries.history(
        session(), complaint_id, case_id=case_id, assignments=[part.id for part, _, _ in parts]
    )
    case = case_queries.get(session(), case_id) if case_id else None
    return _conflict(comment=None, complaint=complaint, case=case, last=events[-1])


def _conflict(**about: Any) -> Response:
    body = render_template("staff/conflict.html", typed=errors.typed_words(), **about)
    return make_response(body, HTTPStatus.CONFLICT.value)
