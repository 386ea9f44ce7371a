"""The supervisor's list: what came back twice, what was reminded of in vain, what waits for a word
about its clock.
"""

from flask import render_template

from moderation.domain.chasing import Step
from moderation.domain.permissions import Permission
from moderation.queries import clocks
from moderation.services.assignments import RETURNS_SUPERVISED
from moderation.web.context import session
from moderation.web.gates import need
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import agency_name


@bp.get("/supervision")
@need(Permission.SUPERVISE_CASES)
def supervision() -> str:
    return render_template(
        "staff/supervision.html",
        returned=clocks.supervised(session(), returns=RETURNS_SUPERVISED),
        escalated=clocks.escalated(session(), step=Step.COMMITTEE),
        deciding=clocks.deciding(session()),
        agency_name=agency_name,
    )
