"""Cases: accept and route, choose another lead, ask further agencies, publish the answer."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.case_states import Outcome
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.services import assignments, case_bulk, cases, duty, publications
from moderation.web.context import commit, give_up, me, now, session, settings, tell, today
from moderation.web.fields import said
from moderation.web.gates import need, require
from moderation.web.staff import answer_preview, rules_at_work
from moderation.web.staff.complaint_forms import PublishForm, SendBackForm
from moderation.web.staff.complaint_page import (
    accept_form,
    again,
    case_to_change,
    casework,
    further_form,
    reroute_form,
    show,
    to_change,
)
from moderation.web.staff.forms import ActForm, VersionedForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.post("/complaints/<int:complaint_id>/accept")
@need(Permission.DECIDE_COMPLAINTS)
def accept_complaint(complaint_id: int) -> Response:
    found = to_change(complaint_id, VersionedForm())
    form = accept_form(found)
    if not form.validate():
        return again(complaint_id, accept=form)
    case = cases.accept(
        session(),
        found,
        rules_at_work.noted(found, form.routing, is_urgent=bool(form.is_urgent.data)),
        seen_version=form.seen_version,
        actor=me(),
        today=today(),
        now=now(),
        public_title=said(form.public_title),
        public_content=said(form.public_content),
        note=said(form.note),
    )
    if found.is_urgent:
        duty.start_clock(
            session(), case, hours=settings().urgent_case_hours, zone=settings().zone, actor=me(),
            now=now(),
        )  # fmt: skip
    publications.show_photos(session(), found, form.chosen_photos if found.is_public else set())
    commit()
    tell(gettext("Đã tiếp nhận và giao việc."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/reroute")
@need(Permission.DECIDE_COMPLAINTS)
def reroute(complaint_id: int) -> Response:
    found, case = case_to_change(complaint_id, VersionedForm())
    if assignments.needs_supervisor(case, assignments.lead_of(session(), case)):
        require(Permission.SUPERVISE_CASES)
    form = reroute_form(found, casework(found))
    if not form.validate():
        return again(complaint_id, reroute=form)
    cases.reroute(
        session(), case, form.routing, seen_version=form.seen_version, actor=me(), today=today(),
        now=now(),
    )  # fmt: skip
    duty.keep_clock(session(), case, zone=settings().zone)
    commit()
    tell(gettext("Đã giao cho cơ quan chủ trì khác."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/further")
@need(Permission.DECIDE_COMPLAINTS)
def ask_further(complaint_id: int) -> Response:
    found, case = case_to_change(complaint_id, VersionedForm())
    form = further_form(found, casework(found))
    if not form.validate():
        return again(complaint_id, further=form)
    cases.ask_further(session(), case, [form.part], actor=me(), today=today(), now=now())
    commit()
    tell(gettext("Đã hỏi thêm một cơ quan."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/parts/<int:part_id>/withdraw")
@need(Permission.DECIDE_COMPLAINTS)
def withdraw_part(complaint_id: int, part_id: int) -> Response:
    """Only a coordinating agency's part, by the version of the part itself."""
    _found, case = case_to_change(complaint_id)
    part = assignments.load_part(session(), part_id, agency_id=None)
    if part.case_id != case.id:
        raise NotFound
    assignments.withdraw(
        session(), part, seen_version=ActForm().seen_version, actor=me(), now=now()
    )
    commit()
    tell(gettext("Đã thôi hỏi cơ quan này."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/send-back")
@need(Permission.DECIDE_COMPLAINTS)
def send_back(complaint_id: int) -> Response:
    form = SendBackForm()
    _found, case = case_to_change(complaint_id, form)
    cases.expect_an_answer(session(), case)
    if not form.validate():
        return again(complaint_id, send_back=form)
    cases.send_back(
        session(), case, said(form.note), seen_version=form.seen_version, actor=me(), now=now()
    )
    commit()
    tell(gettext("Đã yêu cầu cơ quan chủ trì làm lại câu trả lời."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/publish")
@need(Permission.DECIDE_COMPLAINTS)
def publish_answer(complaint_id: int) -> Response:
    """What people will read is shown once more before it leaves."""
    form = PublishForm()
    found, case = case_to_change(complaint_id, form)
    cases.expect_an_answer(session(), case)
    if not form.validate():
        return again(complaint_id, publish=form)
    if request.form.get("act") == "change":
        give_up()
        return show(complaint_id, publish=form)
    if request.form.get("confirmed") != "y":
        return answer_preview.page(found, case, form)
    cases.publish_answer(
        session(),
        case,
        said(form.answer),
        seen_version=form.seen_version,
        photos=sorted(form.chosen_photos),
        actor=me(),
        now=now(),
        public_text=said(form.public_answer),
        outcome=Outcome(form.outcome.data) if form.outcome.data else None,
    )
    commit()
    tell(gettext("Đã gửi câu trả lời cho người gửi."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/close")
@need(Permission.DECIDE_COMPLAINTS)
def close_case(complaint_id: int) -> Response:
    form = VersionedForm()
    _found, case = case_to_change(complaint_id, form)
    case_bulk.close(session(), case, seen_version=form.seen_version, actor=me(), now=now())
    commit()
    tell(gettext("Đã kết thúc hồ sơ."))
    return _to(complaint_id)


def _to(complaint_id: int) -> Response:
    return redirect(url_for("staff.complaint", complaint_id=complaint_id), code=303)
