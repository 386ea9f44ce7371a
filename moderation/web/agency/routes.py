"""The agencies' room; importing the views registers them."""

from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from moderation.domain.errors import IllegalTransition, NotFound, StaleVersion
from moderation.web import errors
from moderation.web.agency import own
from moderation.web.context import give_up
from moderation.web.headers import private

bp = Blueprint("agency", __name__, url_prefix="/agency")

from moderation.web.agency import (  # noqa: E402,F401 - views need `bp`
    approving,
    cases,
    chain,
    clock,
    contractors,
    drafts,
    handing_out,
    inbox,
    joined,
    notes,
    photos,
    reply_texts,
    rooms,
)


@bp.after_request
def _private(response: Response) -> Response:
    return private(response)


@bp.errorhandler(StaleVersion)
@bp.errorhandler(IllegalTransition)
def _somebody_was_first(_error: StaleVersion | IllegalTransition) -> Response:
    """How the assignment stands now, and what this person had typed."""
    give_up()
    try:
        mine = own.to_read((request.view_args or {})["assignment_id"])
    except NotFound:
        return errors.page(HTTPStatus.NOT_FOUND)
    body = render_template(
        "agency/conflict.html", part=mine.part, case=mine.case, typed=errors.typed_words()
    )
    return make_response(body, HTTPStatus.CONFLICT.value)
