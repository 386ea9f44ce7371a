"""Intake: what waits for a decision, and every decision that needs no agency."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import Complaint
from moderation.domain.case_states import OPEN_STATES
from moderation.domain.complaint_states import ComplaintAction, ComplaintKind, ComplaintState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.permissions import Permission
from moderation.queries import cases as case_queries
from moderation.queries import complaints as complaint_queries
from moderation.services import audit, complaints, conversions, duty, opening
from moderation.services.audit import Subject
from moderation.services.complaints import Decision
from moderation.web.case_labels import kind_label, source_label
from moderation.web.context import (
    commit,
    intake_rules,
    mark_of,
    me,
    now,
    session,
    settings,
    tell,
    tools,
)
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.locale import language
from moderation.web.staff import numbers
from moderation.web.staff.complaint_forms import AskForm, NumberForm
from moderation.web.staff.complaint_page import (
    CLASSIFIED,
    again,
    classify_form,
    decide_form,
    show,
    to_change,
)
from moderation.web.staff.forms import ActForm
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import works_on
from moderation.web.words import gettext

#: Queues in the order of the desk. What is accepted is a case; what is covered has its own desk.
QUEUES = (
    ComplaintState.RECEIVED,
    ComplaintState.NEEDS_INFO,
    ComplaintState.REFUSED,
    ComplaintState.REDIRECTED,
    ComplaintState.GUIDED,
)
_SOURCES = ("web", "phone", "desk", "comment", "import")
#: Working hours before the promise ends from which on a complaint counts as urgent to decide.
_SOON = 2


@bp.get("/complaints")
@need(Permission.READ_COMPLAINTS)
def complaint_queue() -> str:
    wanted = request.args.get("queue", ComplaintState.RECEIVED)
    if wanted not in QUEUES:
        raise NotFound
    state = ComplaintState(wanted)
    page = complaint_queries.queue(session(), state, after=mark_of("after"))
    return render_template(
        "staff/complaints.html",
        page=page,
        queue=state,
        queues=QUEUES,
        moment=now(),
        soon=intake_rules().calendar.working_hours_after(now(), _SOON),
        kinds={kind: kind_label(kind) for kind in ComplaintKind},
        categories={each.code: each.names[language()] for each in tools().taxonomy.categories},
        sources={source: source_label(source) for source in _SOURCES},
    )


@bp.get("/complaints/<int:complaint_id>")
@need(Permission.READ_COMPLAINTS)
def complaint(complaint_id: int) -> Response:
    return show(complaint_id)


@bp.post("/complaints/<int:complaint_id>/classify")
@need(Permission.DECIDE_COMPLAINTS)
def classify(complaint_id: int) -> Response:
    form = classify_form()
    found = to_change(complaint_id, form)
    if found.state not in CLASSIFIED:
        raise IllegalTransition("classify", found.state)
    if not form.validate():
        return again(complaint_id, classify=form)
    unit_id = form.said.about_unit_id
    if found.case_id and unit_id and works_on(found.case_id, unit_id):
        form.about_unit.errors = [gettext("Cơ quan này đang làm hồ sơ: giao nơi khác trước đã.")]
        return again(complaint_id, classify=form)
    complaints.classify(
        session(),
        found,
        form.said,
        seen_version=form.seen_version,
        rules=intake_rules(),
        actor=me(),
        now=now(),
    )
    if found.is_urgent and found.case_id:
        duty.start_later(
            session(), found.case_id, hours=settings().urgent_case_hours, zone=settings().zone,
            actor=me(), now=now(),
        )  # fmt: skip
    commit()
    tell(gettext("Đã phân loại."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/ask")
@need(Permission.DECIDE_COMPLAINTS)
def ask(complaint_id: int) -> Response:
    form = AskForm()
    found = to_change(complaint_id, form)
    state = case_queries.get(session(), found.case_id).state if found.case_id else None
    if state is not None and state not in OPEN_STATES:
        raise IllegalTransition("ask", state)
    if not form.validate():
        return again(complaint_id, ask=form)
    is_case = found.state is ComplaintState.ACCEPTED
    complaints.ask(
        session(),
        found,
        said(form.question),
        seen_version=form.seen_version,
        rules=intake_rules(),
        actor=me(),
        now=now(),
    )
    commit()
    tell(
        gettext("Đã gửi câu hỏi. Câu trả lời hiện ở đây và ở trang của cơ quan.")
        if is_case
        else gettext("Đã gửi câu hỏi. Phản ánh chờ ở mục “Cần bổ sung”.")
    )
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/decide")
@need(Permission.DECIDE_COMPLAINTS)
def decide_complaint(complaint_id: int) -> Response:
    form = decide_form()
    found = to_change(complaint_id, form)
    if not form.validate():
        if form.action.errors:
            raise Invalid("no such action", field="action")
        return again(complaint_id, decide=form)
    action = ComplaintAction(said(form.action))
    decision = Decision(
        action=action,
        seen_version=form.seen_version,
        reason_code=form.reason_code.data or None,
        reason_text=form.told,
        note=said(form.note),
    )
    complaints.decide(session(), found, decision, actor=me(), now=now())
    told = _decided(action, found)
    commit()
    tell(told)
    if action is ComplaintAction.GUIDE:  # the letter is printed there
        return _to(complaint_id)
    return redirect(url_for("staff.complaint_queue"), code=303)


@bp.post("/complaints/<int:complaint_id>/cover")
@need(Permission.COVER_COMPLAINTS)
def cover_complaint(complaint_id: int) -> Response:
    """One action, no words: whatever is written here would stay outside the seal."""
    form = ActForm()
    conversions.cover(
        session(),
        to_change(complaint_id, form),
        seen_version=form.seen_version,
        rules=intake_rules(),
        seal=tools().seal,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã chuyển luồng bảo mật. Từ giờ chỉ cán bộ xử lý tố cáo đọc được."))
    return redirect(url_for("staff.complaint_queue"), code=303)


@bp.post("/complaints/<int:complaint_id>/number")
@need(Permission.DECIDE_COMPLAINTS)
def replace_number(complaint_id: int) -> Response:
    """Only after an identity check, which is written down; the number is on the next page only."""
    form = NumberForm()
    found = to_change(complaint_id, form)
    if not form.validate():
        return again(complaint_id, renumber=form)
    audit.record(
        session(), Subject.COMPLAINT, found.id, "check_identity", actor=me(), now=now(),
        note=said(form.how),
    )  # fmt: skip
    opening.replace_number(
        session(), found, secret_key=settings().secret_key, actor=me(), now=now()
    )
    commit()
    numbers.remember(found)
    return _to(complaint_id)


def _to(complaint_id: int) -> Response:
    return redirect(url_for("staff.complaint", complaint_id=complaint_id), code=303)


def _decided(action: ComplaintAction, complaint: Complaint) -> str:
    return {
        ComplaintAction.REFUSE: gettext(
            "Không tiếp nhận %(code)s. Người gửi đọc được lý do.", code=complaint.code
        ),
        ComplaintAction.REDIRECT: gettext(
            "Đã chuyển %(code)s nơi khác. Người gửi đọc được nơi nhận.", code=complaint.code
        ),
        ComplaintAction.GUIDE: gettext(
            "Đã hướng dẫn thủ tục khiếu nại cho %(code)s.", code=complaint.code
        ),
        ComplaintAction.HAND_TO_POLICE: gettext(
            "Đã chuyển %(code)s cho công an, không công khai.", code=complaint.code
        ),
    }[action]
