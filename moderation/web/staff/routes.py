"""The desks; importing the views registers them."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from moderation.domain.comment_states import CommentState
from moderation.domain.errors import IllegalTransition, NotFound, StaleVersion
from moderation.queries import comments as comment_queries
from moderation.web import errors
from moderation.web.context import give_up, session
from moderation.web.headers import private

bp = Blueprint("staff", __name__, url_prefix="/staff")

from moderation.web.staff import articles, comments, people, sealed, work  # noqa: E402,F401 - views need `bp`


@bp.after_request
def _private(response: Response) -> Response:
    return private(response)


@bp.app_context_processor
def _for_templates() -> dict[str, Any]:
    """The counters of the masthead, read only when a page shows it."""
    return {"comment_counts": _counts}


def _counts() -> dict[CommentState, int]:
    return comment_queries.counts(session()) if current_user.is_authenticated else {}


@bp.errorhandler(StaleVersion)
@bp.errorhandler(IllegalTransition)
def _somebody_was_first(_error: StaleVersion | IllegalTransition) -> Response:
    """What happened meanwhile, and what this person had typed."""
    give_up()
    comment_id = (request.view_args or {}).get("comment_id")
    if comment_id is None:
        return errors.page(HTTPStatus.CONFLICT)
    try:
        comment, article = comment_queries.get(session(), comment_id)
    except NotFound:
        return errors.page(HTTPStatus.NOT_FOUND)
    events = comment_queries.history(session(), comment_id)
    body = render_template(
        "staff/conflict.html",
        comment=comment,
        article=article,
        last=events[-1] if events else None,
        typed=errors.typed_words(),
    )
    return make_response(body, HTTPStatus.CONFLICT.value)
