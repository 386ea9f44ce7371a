"""Giving a part to a room or an officer; ringing the reporter up."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.errors import Invalid, NotAllowed, NotFound
from moderation.domain.permissions import Permission
from moderation.queries import joined as joined_queries
from moderation.services import rooms
from moderation.web.agency import own
from moderation.web.agency.beside import assign_form
from moderation.web.agency.joined import may_call
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
    """The call is noted first; the page that comes holds the number to tap. `report` is the number
    of another complaint of the case, when its sender is rung up.
    """
    mine = own.to_change(assignment_id)
    wanted = request.form.get("report") or str(mine.complaint.id)
    there = {str(each.id): each for each in joined_queries.in_case(session(), mine.case.id)}
    complaint = there.get(wanted)
    if complaint is None or complaint.hide_identity or not complaint.phone:
        raise NotFound
    if not may_call(mine.part, complaint):
        raise NotAllowed
    note = "" if complaint.id == mine.complaint.id else complaint.code
    rooms.record_call(session(), mine.part, note=note, actor=me(), now=now())
    commit()
    body = render_template(
        "agency/call.html", part=mine.part, phone=complaint.phone, code=complaint.code
    )
    return make_response(body)
