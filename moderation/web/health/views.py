"""For the machines that watch the service."""

from http import HTTPStatus

from flask import Blueprint, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from moderation.adapters.schema import is_at_head
from moderation.web.context import session
from moderation.web.gates import anybody

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@anybody
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@bp.get("/readyz")
@anybody
def readyz() -> Response:
    """The process can serve: the database answers and its schema is this version's."""
    try:
        session().execute(text("SELECT 1"))
        ready = is_at_head(session().connection())
    except SQLAlchemyError:
        ready = False
    response = jsonify(status="ready" if ready else "not ready")
    response.status_code = HTTPStatus.OK.value if ready else HTTPStatus.SERVICE_UNAVAILABLE.value
    return response
