"""The guidance letter of a statutory complaint, for printing at the desk."""

from flask import render_template

from moderation.domain.complaint_states import ComplaintKind
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.web.gates import need
from moderation.web.guidance import letter_of
from moderation.web.staff.complaint_page import readable
from moderation.web.staff.routes import bp


@bp.get("/complaints/<int:complaint_id>/guidance")
@need(Permission.READ_COMPLAINTS)
def guidance_letter(complaint_id: int) -> str:
    """Raises NotFound for what is covered, and for a kind that gets no letter."""
    complaint = readable(complaint_id)
    if complaint.kind is not ComplaintKind.KHIEU_NAI:
        raise NotFound
    return render_template(
        "staff/guidance.html", letter=letter_of(complaint), complaint_id=complaint.id
    )
