"""Cases: accept and route, choose another lead, ask further agencies, publish the answer."""

import re
from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.case_states import Outcome
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.permissions import Permission
from moderation.queries import cases as case_queries
from moderation.queries import desks
from moderation.queries.cases import CaseQueue
from moderation.services import assignments, cases, duty, publications
from moderation.web.context import commit, me, now, session, settings, tell
from moderation.web.fields import said
from moderation.web.gates import need, require
from moderation.web.staff import rules_at_work
from moderation.web.staff.complaint_forms import PublishForm, SendBackForm
from moderation.web.staff.complaint_page import (
    accept_form,
    again,
    case_to_change,
    casework,
    further_form,
    reroute_form,
    to_change,
)
from moderation.web.staff.forms import ActForm, VersionedForm
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import agency_name
from moderation.web.words import gettext

_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@bp.get("/cases")
@need(Permission.READ_COMPLAINTS)
def case_queue() -> str:
    wanted = request.args.get("queue", CaseQueue.RETURNED)
    if wanted not in list(CaseQueue):
        raise NotFound
    rows, following = case_queries.queue(
        session(), CaseQueue(wanted), after=_place(request.args.get("after", ""))
    )
    return render_template(
        "staff/cases.html",
        rows=rows,
        asking=case_queries.asking(session(), [case.id for case, *_ in rows]),
        next=f"{following[0].isoformat()}.{following[1]}" if following else "",
        queue=CaseQueue(wanted),
        queues=queue_names(),
        counts=desks.open_cases(session()),
        agency_name=agency_name,
    )


def queue_names() -> dict[CaseQueue, str]:
    """The queues in the order of the desk, by what a coordinator does with them."""
    return {
        CaseQueue.RETURNED: gettext("Bị trả lại"),
        CaseQueue.AWAITING_APPROVAL: gettext("Chờ gửi trả lời"),
        CaseQueue.ASSIGNED: gettext("Chờ cơ quan nhận"),
        CaseQueue.IN_PROGRESS: gettext("Đang xử lý"),
        CaseQueue.SUSPENDED: gettext("Đang dừng tính hạn"),
        CaseQueue.CLOSED: gettext("Đã trả lời"),
    }


def _place(text: str) -> tuple[date, int] | None:
    """Where a page begins: behind this due date and case. Raises Invalid."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    try:
        return (date.fromisoformat(found[1]), int(found[2])) if found else _nowhere()
    except ValueError:
        return _nowhere()


def _nowhere() -> tuple[date, int]:
    raise Invalid("not a place in this list")


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
        session(), case, form.routing, seen_version=form.seen_version, actor=me(), now=now()
    )
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
    cases.ask_further(session(), case, [form.part], actor=me(), now=now())
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
    form = PublishForm()
    _found, case = case_to_change(complaint_id, form)
    if not form.validate():
        return again(complaint_id, publish=form)
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


def _to(complaint_id: int) -> Response:
    return redirect(url_for("staff.complaint", complaint_id=complaint_id), code=303)
