"""Giving a part to a room or an officer; ringing the reporter up."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation.domain.errors import Invalid, NotAllowed, NotFound
from moderation.domain.permissions import Permission
from moderation.services import rooms
from moderation.web.agency import own
from moderation.web.agency.beside import assign_form, may_call
from moderation.web.agency.page import case_page
from moderation.web.agency.routes import bp
from moderation.web.chain_pages import number
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.gates import need, require
from moderation.web.words import gettext


@bp.post("/cases/<int:assignment_id>/assign")
@need(Permission.WORK_ON_CASES)
def assign(assignment_id: int) -> Response:
    mine = own.to_change(assignment_id)  # what is another agency's is not there, for everybody
    require(Permission.ASSIGN_OFFICERS)
    form = assign_form(mine, typed=True)
    try:
        rooms.assign(
            session(), mine.part, room_id=number(form.room.data),
            officer_id=number(form.officer.data), seen_version=form.seen_version, actor=me(),
            now=now(),
        )  # fmt: skip
    except Invalid as wrong:
        give_up()
        form[wrong.field].errors = [gettext("Không có lựa chọn này.")]
        return case_page(
            own.to_read(assignment_id), assign=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    commit()
    tell(gettext("Đã phân công."))
    return redirect(url_for("agency.case", assignment_id=assignment_id), code=303)


@bp.post("/cases/<int:assignment_id>/call")
@need(Permission.WORK_ON_CASES)
def call(assignment_id: int) -> Response:
    """The call is noted first; the page that comes holds the number to tap."""
    mine = own.to_change(assignment_id)
    if mine.complaint.hide_identity or not mine.complaint.phone:
        raise NotFound
    if not may_call(mine):
        raise NotAllowed
    rooms.record_call(session(), mine.part, actor=me(), now=now())
    commit()
    body = render_template(
        "agency/call.html", part=mine.part, phone=mine.complaint.phone, code=mine.complaint.code
    )
    return make_response(body)
