"""The leader edits who approves the agency's answers, and who stands in."""

from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.web import chain_pages
from moderation.web.agency import own
from moderation.web.agency.routes import bp
from moderation.web.chain_pages import Place
from moderation.web.gates import need

_GATE = (Permission.WORK_ON_CASES, Permission.APPROVE_REPLIES)


def _here() -> Place:
    return Place(own.agency_id(), "agency")


@bp.get("/chain")
@need(*_GATE)
def chain() -> Response:
    return chain_pages.page(_here())


@bp.post("/chain")
@need(*_GATE)
def set_chain() -> Response:
    return chain_pages.set_chain(_here())


@bp.post("/chain/stand-ins")
@need(*_GATE)
def add_stand_in() -> Response:
    return chain_pages.add_stand_in(_here())


@bp.post("/chain/stand-ins/<int:stand_in_id>/end")
@need(*_GATE)
def end_stand_in(stand_in_id: int) -> Response:
    return chain_pages.end_stand_in(_here(), stand_in_id)
