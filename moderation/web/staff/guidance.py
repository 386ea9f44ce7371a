"""The guidance letter of a statutory complaint, for printing at the desk."""

from flask import render_template

from moderation.domain.permissions import Permission
from moderation.web.gates import need
from moderation.web.guidance import letter_of
from moderation.web.staff.complaint_page import readable
from moderation.web.staff.routes import bp


@bp.get("/complaints/<int:complaint_id>/guidance")
@need(Permission.READ_COMPLAINTS)
def guidance_letter(complaint_id: int) -> str:
    """Also before it is classified: somebody may stand at the desk. Raises NotFound for what is
    covered.
    """
    complaint = readable(complaint_id)
    return render_template(
        "staff/guidance.html", letter=letter_of(complaint), complaint_id=complaint.id
    )
