"""Approving what leaves the agency, or sending it back to its officer."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.services import approvals
from moderation.web.agency import own
from moderation.web.agency.inbox import offered_lists
from moderation.web.agency.page import case_page
from moderation.web.agency.room_forms import ApproveForm
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, me, now, session, tell, today
from moderation.web.fields import NEEDED, said
from moderation.web.gates import need
from moderation.web.words import gettext


@bp.post("/cases/<int:assignment_id>/approve")
@need(Permission.WORK_ON_CASES)
def approve(assignment_id: int) -> Response:
    """One press, from the list or the page; whose turn it is is asked in the service."""
    mine = own.to_change(assignment_id)
    form = ApproveForm()
    is_last = approvals.approve(
        session(), mine.part, seen_version=form.seen_version, actor=me(), today=today(), now=now()
    )
    commit()
    tell(
        gettext("Đã duyệt. Câu trả lời đã sang điều phối viên.")
        if is_last
        else gettext("Đã duyệt. Chờ người duyệt tiếp theo.")
    )
    return _to_the_list()


@bp.post("/cases/<int:assignment_id>/send-back")
@need(Permission.WORK_ON_CASES)
def send_back(assignment_id: int) -> Response:
    mine = own.to_change(assignment_id)
    form = ApproveForm()
    approvals.expect_turn(
        session(), mine.part, seen_version=form.seen_version, actor=me(), today=today()
    )
    if not form.validate() or not form.reason_text.data:
        give_up()
        form.reason_text.errors = form.reason_text.errors or [str(NEEDED)]
        return case_page(
            own.to_read(assignment_id), approve=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    approvals.send_back(
        session(), mine.part, said(form.reason_text), seen_version=form.seen_version, actor=me(),
        today=today(), now=now(),
    )  # fmt: skip
    commit()
    tell(gettext("Đã trả lại cán bộ để sửa."))
    return _to_the_list()


def _to_the_list() -> Response:
    """Back to what waits for this person; a stand-in without more of it sees the agency's."""
    chosen = "approvals" if "approvals" in offered_lists() else "agency"
    return redirect(url_for("agency.inbox", list=chosen), code=303)
