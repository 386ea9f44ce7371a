"""After the answer: rating it, having the case opened again; taking a complaint back."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from models import Complaint
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.joining import NotNow
from moderation.services import complaint_withdrawals, complaints, verdicts
from moderation.web import gates
from moderation.web.context import (
    commit,
    give_up,
    intake_rules,
    now,
    session,
    settings,
    tell,
    tools,
)
from moderation.web.fields import said
from moderation.web.headers import private
from moderation.web.public import tracking
from moderation.web.public.routes import bp
from moderation.web.public.verdict_forms import RatingForm, ReopenForm
from moderation.web.words import gettext


@bp.post("/tra-cuu/<code>/danh-gia")
@gates.anybody
@gates.misses_throttled
def rate_answer(code: str) -> Response:
    """Once for each answer, by whoever filed the complaint."""
    complaint = _in_the_open(code)
    form = RatingForm()
    if not form.validate():
        return _again(code, rating=form)
    tools().throttle.spend(settings().report_rate, "rating", gates.address())
    locked = complaints.load_for_change(session(), complaint.id)
    try:
        verdicts.rate(
            session(), locked, is_satisfied=form.satisfied.data == "yes",
            text=said(form.rating_text), days=settings().rating_days, now=now(),
        )  # fmt: skip
    except Invalid as refused:
        return _refused(code, refused, rating=form)
    commit()
    tell(gettext("Đã ghi đánh giá. Cảm ơn ông/bà."))
    return redirect(url_for("public.lookup_code", code=code), code=303)


@bp.post("/tra-cuu/<code>/mo-lai")
@gates.anybody
@gates.misses_throttled
def reopen_case(code: str) -> Response:
    """Back to the agency that answered, with the reason."""
    complaint = _in_the_open(code)
    form = ReopenForm()
    if not form.validate():
        return _again(code, reopening=form)
    tools().throttle.spend(settings().report_rate, "reopening", gates.address())
    locked = complaints.load_for_change(session(), complaint.id)
    try:
        verdicts.reopen(
            session(), locked, said(form.reopen_reason), days=settings().rating_days,
            limit=settings().reopen_limit, rules=intake_rules(),
            urgent_hours=settings().urgent_case_hours, now=now(),
        )  # fmt: skip
    except Invalid as refused:
        return _refused(code, refused, reopening=form)
    commit()
    tell(gettext("Hồ sơ đã được mở lại. Cơ quan chủ trì xử lý tiếp và trả lời ông/bà."))
    return redirect(url_for("public.lookup_code", code=code), code=303)


@bp.get("/tra-cuu/<code>/rut")
@gates.anybody
@gates.misses_throttled
def ask_complaint_withdrawal(code: str) -> Response:
    complaint = _in_the_open(code)
    return _withdrawal_page(complaint, HTTPStatus.OK)


@bp.post("/tra-cuu/<code>/rut")
@gates.anybody
@gates.misses_throttled
def withdraw_complaint(code: str) -> Response:
    """At once, whatever version its sender saw; again is the same."""
    complaint = _in_the_open(code)
    locked = complaints.load_for_change(session(), complaint.id)
    try:
        complaint_withdrawals.withdraw(session(), locked, now=now())
    except IllegalTransition:
        give_up()
        return _withdrawal_page(_in_the_open(code), HTTPStatus.CONFLICT)
    commit()
    tell(gettext("Đã rút phản ánh."))
    return redirect(url_for("public.lookup_code", code=code), code=303)


def _withdrawal_page(complaint: Complaint, status: HTTPStatus) -> Response:
    body = render_template(
        "public/complaint_withdraw.html",
        complaint=complaint,
        may=complaint_withdrawals.may_withdraw(session(), complaint),
    )
    return private(make_response(body, status.value))


def _in_the_open(code: str) -> Complaint:
    """A complaint this browser gave the number of; a covered one takes no words here. Raises
    NotFound.
    """
    complaint = tracking.opened(code)
    if complaint.state in CONFIDENTIAL:
        raise NotFound
    return complaint


def _again(
    code: str, *, rating: RatingForm | None = None, reopening: ReopenForm | None = None
) -> Response:
    give_up()
    return tracking.private_page(
        _in_the_open(code), rating=rating, reopening=reopening,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )  # fmt: skip


def _refused(
    code: str,
    refused: Invalid,
    *,
    rating: RatingForm | None = None,
    reopening: ReopenForm | None = None,
) -> Response:
    """It was possible when the page was opened; what was typed is kept."""
    give_up()
    return tracking.private_page(
        _in_the_open(code), rating=rating, reopening=reopening, refused=NotNow(str(refused)),
        status=HTTPStatus.CONFLICT,
    )  # fmt: skip
