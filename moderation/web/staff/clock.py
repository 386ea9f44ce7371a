"""The coordinator decides about the clock of a case, and reminds who owes something."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.queries import cases as case_queries
from moderation.services import assignments, cases, chases, complaints, extensions, pauses
from moderation.web.context import commit, intake_rules, me, now, session, settings, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.clock_panel import (
    ChaseForm,
    ConsentForm,
    RefuseExtensionForm,
    RefusePauseForm,
    owing_parts,
)
from moderation.web.staff.complaint_page import again, case_to_change, readable
from moderation.web.staff.forms import VersionedForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.post("/complaints/<int:complaint_id>/pause/consent")
@need(Permission.DECIDE_COMPLAINTS)
def consent_to_pause(complaint_id: int) -> Response:
    form = ConsentForm()
    _lock_complaints(complaint_id)
    _found, case = case_to_change(complaint_id, form)
    if not form.validate():
        return again(complaint_id, consent=form)
    pauses.consent(
        session(), case, said(form.question), days=settings().pause_days,
        seen_version=form.seen_version, rules=intake_rules(), actor=me(), now=now(),
    )  # fmt: skip
    commit()
    tell(gettext("Đã hỏi người gửi. Hạn dừng tính cho đến khi có câu trả lời."))
    return _to(complaint_id)


def _lock_complaints(complaint_id: int) -> None:
    """Every complaint of the case, in their order: each is asked."""
    case_id = readable(complaint_id).case_id
    if case_id is None:
        raise NotFound
    for each in cases.complaints_of(session(), case_queries.get(session(), case_id)):
        complaints.load_for_change(session(), each.id)


@bp.post("/complaints/<int:complaint_id>/pause/refuse")
@need(Permission.DECIDE_COMPLAINTS)
def refuse_pause(complaint_id: int) -> Response:
    form = RefusePauseForm()
    _found, case = case_to_change(complaint_id, form)
    if not form.validate():
        return again(complaint_id, refuse_pause=form)
    pauses.refuse(
        session(), case, said(form.note), seen_version=form.seen_version, actor=me(), now=now()
    )
    commit()
    tell(gettext("Không dừng tính hạn. Cơ quan chủ trì đọc được lý do."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/extension/grant")
@need(Permission.DECIDE_COMPLAINTS)
def grant_extension(complaint_id: int) -> Response:
    form = VersionedForm()
    _found, case = case_to_change(complaint_id, form)
    extensions.grant(
        session(), case, seen_version=form.seen_version, rules=intake_rules(), actor=me(), now=now()
    )
    due_on = case.due_on
    commit()
    tell(gettext("Đã gia hạn đến %(day)s. Người gửi được báo.", day=f"{due_on:%d/%m/%Y}"))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/extension/refuse")
@need(Permission.DECIDE_COMPLAINTS)
def refuse_extension(complaint_id: int) -> Response:
    form = RefuseExtensionForm()
    _found, case = case_to_change(complaint_id, form)
    if not form.validate():
        return again(complaint_id, refuse_extension=form)
    extensions.refuse(
        session(), case, said(form.note), seen_version=form.seen_version, actor=me(), now=now()
    )
    commit()
    tell(gettext("Không gia hạn. Cơ quan chủ trì đọc được lý do."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/chase")
@need(Permission.DECIDE_COMPLAINTS)
def chase(complaint_id: int) -> Response:
    form = ChaseForm()
    _found, case = case_to_change(complaint_id, form)
    form.offer(owing_parts(case_queries.parts(session(), case.id)))
    if not form.validate():
        return again(complaint_id, chase=form)
    part = assignments.load_part(session(), int(form.part.data), agency_id=None)
    chases.by_hand(session(), case, part, said(form.note), actor=me(), now=now())
    commit()
    tell(gettext("Đã đôn đốc. Cán bộ và lãnh đạo cơ quan đọc được."))
    return _to(complaint_id)


def _to(complaint_id: int) -> Response:
    return redirect(url_for("staff.complaint", complaint_id=complaint_id) + "#clock", code=303)
