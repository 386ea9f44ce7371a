"""A denunciation that stays in the lane: registered, followed, its sender answered."""

from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.domain.sealed_steps import SealedStepKind
from moderation.services import complaints, sealed_steps
from moderation.web.context import commit, me, now, session, tell, today, tools
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.routes import bp
from moderation.web.staff.sealed import StepForm, opened_page
from moderation.web.words import gettext


@bp.post("/sealed/complaints/<int:complaint_id>/register")
@need(Permission.READ_SEALED)
def register_sealed(complaint_id: int) -> Response:
    number = sealed_steps.register(
        session(),
        complaints.load_for_change(session(), complaint_id),
        year=today().year,
        seal=tools().seal,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã vào sổ, số %(number)s.", number=number))
    return _to(complaint_id)


@bp.post("/sealed/complaints/<int:complaint_id>/steps")
@need(Permission.READ_SEALED)
def add_sealed_step(complaint_id: int) -> Response:
    form = StepForm()
    complaint = complaints.load_for_change(session(), complaint_id)
    if not form.validate():  # showing it again is a reading of its own, and written
        return opened_page(complaint_id, step=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    kind, act = SealedStepKind(form.kind.data), request.form.get("act")
    if act == "change":
        return opened_page(complaint_id, step=form)
    if kind is SealedStepKind.ANSWER and act != "send":  # shown once more before it leaves
        return opened_page(complaint_id, step=form, is_preview=True)
    sealed_steps.add(
        session(), complaint, kind, said(form.text), seal=tools().seal, actor=me(), now=now()
    )
    commit()
    tell(
        gettext("Đã trả lời. Chỉ người gửi đọc được, bằng mã và số mật khẩu của họ.")
        if kind is SealedStepKind.ANSWER
        else gettext("Đã ghi.")
    )
    return _to(complaint_id)


def _to(complaint_id: int) -> Response:
    return redirect(url_for("staff.read_sealed_complaint", complaint_id=complaint_id), code=303)
