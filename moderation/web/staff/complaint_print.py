"""A case on paper: all of it, without forms, stamped with who printed it and when."""

from flask import render_template

from moderation.domain.permissions import Permission
from moderation.services import audit
from moderation.services.audit import Subject
from moderation.web.context import commit, me, now, session
from moderation.web.gates import need, writes
from moderation.web.staff.complaint_page import on_paper
from moderation.web.staff.routes import bp


@bp.get("/complaints/<int:complaint_id>/print")
@writes
@need(Permission.READ_COMPLAINTS)
def print_complaint(complaint_id: int) -> str:
    """Paper leaves the house without a trace, so this is written down."""
    shown = on_paper(complaint_id)
    audit.record(session(), Subject.COMPLAINT, complaint_id, "print", actor=me(), now=now())
    body = render_template("staff/complaint_print.html", **shown, printed_by=me().name)
    commit()
    return body
