"""The lead asks for the clock of its case: to stand still for the citizen, or for more time."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response

from moderation.domain.errors import Invalid
from moderation.domain.permissions import Permission
from moderation.services import cases, complaints, extensions, pauses
from moderation.web.agency import own
from moderation.web.agency.clock_panel import ExtensionForm, PauseForm
from moderation.web.agency.own import Mine
from moderation.web.agency.page import case_page
from moderation.web.agency.routes import bp
from moderation.web.context import (
    commit,
    give_up,
    intake_rules,
    me,
    now,
    session,
    settings,
    tell,
)
from moderation.web.fields import said
from moderation.web.gates import need, require
from moderation.web.words import gettext


@bp.post("/cases/<int:assignment_id>/pause")
@need(Permission.WORK_ON_CASES)
def ask_pause(assignment_id: int) -> Response:
    mine = _with_its_complaints(assignment_id)
    form = PauseForm()
    if not form.validate():
        return _again(assignment_id, pause=form)
    pause = pauses.ask(
        session(), mine.part, said(form.question), days=settings().pause_days,
        seen_version=form.seen_version, rules=intake_rules(), actor=me(), now=now(),
    )  # fmt: skip
    began = pause.began_on is not None
    commit()
    tell(
        gettext("Đã hỏi người gửi. Hạn dừng tính cho đến khi có câu trả lời.")
        if began
        else gettext("Đã gửi điều phối viên. Hạn vẫn chạy cho đến khi điều phối viên đồng ý.")
    )
    return _to(assignment_id)


def _with_its_complaints(assignment_id: int) -> Mine:
    """The assignment to change, its complaints locked before its case, as everywhere."""
    found = own.to_read(assignment_id)
    for complaint in cases.complaints_of(session(), found.case):
        complaints.load_for_change(session(), complaint.id)
    return own.to_change(assignment_id)


@bp.post("/cases/<int:assignment_id>/extension")
@need(Permission.WORK_ON_CASES)
def ask_extension(assignment_id: int) -> Response:
    """Only who approves for the agency; what is another agency's does not exist even for them."""
    mine = own.to_change(assignment_id)
    require(Permission.APPROVE_REPLIES)
    form = ExtensionForm()
    if not form.validate() or form.until.data is None:
        return _again(assignment_id, extend=form)
    try:
        extensions.ask(
            session(), mine.part, said(form.reason_text), form.until.data,
            seen_version=form.seen_version, rules=intake_rules(), actor=me(), now=now(),
        )  # fmt: skip
    except Invalid:
        form.until.errors = [
            gettext("Chọn một ngày làm việc sau hạn hiện nay, trong vòng một năm.")
        ]
        return _again(assignment_id, extend=form)
    commit()
    tell(gettext("Đã xin gia hạn. Điều phối viên quyết định."))
    return _to(assignment_id)


def _again(
    assignment_id: int, *, pause: PauseForm | None = None, extend: ExtensionForm | None = None
) -> Response:
    give_up()
    return case_page(
        own.to_read(assignment_id),
        pause=pause,
        extend=extend,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _to(assignment_id: int) -> Response:
    return redirect(url_for("agency.case", assignment_id=assignment_id) + "#clock", code=303)
