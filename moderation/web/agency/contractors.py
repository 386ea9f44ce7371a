"""Links for contractors: made, shown once, revoked."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.services import contractors, reply_drafts
from moderation.web.agency import own
from moderation.web.agency.page import case_page
from moderation.web.agency.room_forms import ContractorForm
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, me, now, session, settings, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.words import gettext


@bp.post("/cases/<int:assignment_id>/contractors")
@need(Permission.WORK_ON_CASES)
def make_link(assignment_id: int) -> Response:
    """The page that comes shows the link; no other ever will."""
    mine = own.to_change(assignment_id)
    reply_drafts.expect_not_waiting(mine.part, mine.case)
    form = ContractorForm()
    if not form.validate():
        give_up()
        return case_page(
            own.to_read(assignment_id), contractor=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    token = contractors.make_link(
        session(), mine.part, contractor=said(form.contractor),
        question=said(form.contractor_question), days=settings().contractor_days,
        seen_version=form.seen_version, actor=me(), now=now(),
    )  # fmt: skip
    commit()
    body = render_template(
        "agency/contractor_link.html",
        part=mine.part,
        link=url_for("public.contractor", token=token, _external=True),
        contractor=said(form.contractor),
        days=settings().contractor_days,
    )
    return make_response(body)


@bp.post("/cases/<int:assignment_id>/contractors/<int:link_id>/revoke")
@need(Permission.WORK_ON_CASES)
def revoke_link(assignment_id: int, link_id: int) -> Response:
    mine = own.to_change(assignment_id)
    contractors.revoke(session(), mine.part, link_id, actor=me(), now=now())
    commit()
    tell(gettext("Đã thu hồi đường dẫn."))
    return redirect(url_for("agency.case", assignment_id=assignment_id), code=303)
