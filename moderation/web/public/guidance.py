"""The guidance letter of a statutory complaint, for whoever filed it."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import NotFound
from moderation.web import gates
from moderation.web.guidance import letter_of
from moderation.web.headers import private
from moderation.web.public import tracking
from moderation.web.public.routes import bp


@bp.get("/tra-cuu/<code>/thu-huong-dan")
@gates.anybody
def guidance_letter(code: str) -> Response:
    """Only for the browser that gave the number, and only once a coordinator guided."""
    complaint = tracking.opened(code)
    if complaint.state is not ComplaintState.GUIDED:
        raise NotFound
    body = render_template("public/guidance.html", letter=letter_of(complaint))
    return private(make_response(body))
