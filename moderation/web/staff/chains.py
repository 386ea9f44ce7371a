"""An administrator edits who approves an agency's answers; who signed them, for the coordinator."""

from collections.abc import Sequence

from werkzeug.wrappers import Response

from models import Approval, Assignment
from moderation.domain.permissions import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import agency_desk
from moderation.web import chain_pages
from moderation.web.chain_pages import Place
from moderation.web.context import session
from moderation.web.gates import need
from moderation.web.staff.routes import bp


def _of(agency_id: int) -> Place:
    """Raises NotFound for no agency."""
    return Place(agency_queries.get(session(), agency_id).id, "staff")


@bp.get("/agencies/<int:agency_id>/chain")
@need(Permission.MANAGE_HOUSE)
def chain(agency_id: int) -> Response:
    return chain_pages.page(_of(agency_id))


@bp.post("/agencies/<int:agency_id>/chain")
@need(Permission.MANAGE_HOUSE)
def set_chain(agency_id: int) -> Response:
    return chain_pages.set_chain(_of(agency_id))


@bp.post("/agencies/<int:agency_id>/chain/stand-ins")
@need(Permission.MANAGE_HOUSE)
def add_stand_in(agency_id: int) -> Response:
    return chain_pages.add_stand_in(_of(agency_id))


@bp.post("/agencies/<int:agency_id>/chain/stand-ins/<int:stand_in_id>/end")
@need(Permission.MANAGE_HOUSE)
def end_stand_in(agency_id: int, stand_in_id: int) -> Response:
    return chain_pages.end_stand_in(_of(agency_id), stand_in_id)


@bp.app_template_global("signed_by")
def signed_by(part: Assignment) -> Sequence[Approval]:
    """Who approved the answer of a part, in its last round, the first step first."""
    given = agency_desk.approvals(session(), part.id)
    last = max((each.round for each in given), default=0)
    return [each for each in reversed(given) if each.round == last and each.is_approved]
