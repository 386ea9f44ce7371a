"""The coordinator joins what is about one matter, undoes it, splits what is about two, and links
cases.
"""

from http import HTTPStatus
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from models import CaseFile, Merge
from moderation.domain.case_states import CaseLinkKind
from moderation.domain.complaint_states import IN_A_CASE
from moderation.domain.errors import Invalid, NotFound, StaleVersion
from moderation.domain.joining import StaysJoined
from moderation.domain.permissions import Permission
from moderation.services import cases, links, merging, splitting
from moderation.web.context import commit, give_up, intake_rules, me, now, session, settings, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff import complaint_page, joining_panel
from moderation.web.staff.forms import ActForm, VersionedForm
from moderation.web.staff.joining_forms import JoinForm, LinkForm, SplitForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.app_context_processor
def _for_the_partial() -> dict[str, Any]:
    return {"joining": joining_panel.panel}


@bp.post("/complaints/<int:complaint_id>/merge")
@need(Permission.DECIDE_COMPLAINTS)
def merge_complaint(complaint_id: int) -> Response:
    """A complaint without a case joins one; a case joins another with all its complaints."""
    form = JoinForm()
    seen = complaint_page.readable(complaint_id)
    is_case = seen.state in IN_A_CASE
    if is_case != (form.joins.data == "case"):  # the versions of two rows may be the same number
        raise StaleVersion(seen=form.seen_version, current=seen.version)
    if is_case:
        complaint, source = complaint_page.case_to_change(complaint_id, form)
    else:
        complaint, source = complaint_page.to_change(complaint_id, form), None
    if not form.validate():
        return _again(complaint_id, join=form)
    into = _locked(form.found, source)
    try:
        if source is None:
            merging.join(
                session(), complaint, into, seen_version=form.seen_version, actor=me(), now=now()
            )
        else:
            merging.join_case(
                session(), source, into, seen_version=form.seen_version, actor=me(), now=now()
            )
    except Invalid as refused:
        form.into.errors = [_refusal(str(refused))]
        return _again(complaint_id, join=form)
    commit()
    tell(gettext("Đã nhập vào hồ sơ chung. Người gửi được báo, giữ nguyên mã và số mật khẩu."))
    return _to(complaint_id)


def _locked(into: CaseFile, source: CaseFile | None) -> CaseFile:
    """Both cases, the older first, as everywhere."""
    for case_id in sorted({into.id, *([source.id] if source else [])}):
        cases.load_case(session(), case_id)
    return into


def _refusal(why: str) -> str:
    return {
        "the same case": gettext("Đây chính là hồ sơ này."),
        "the case is over": gettext("Hồ sơ kia đã trả lời hoặc kết thúc."),
        "the complaint is urgent, the case is not": gettext(
            "Phản ánh này khẩn, hồ sơ kia thì không. Đánh dấu khẩn cho hồ sơ kia trước rồi nhập."
        ),
        "the complaint is about an agency of the case": gettext(
            "Phản ánh này nói về một cơ quan đang làm hồ sơ kia, nên không nhập được."
        ),
    }[why]


@bp.post("/complaints/<int:complaint_id>/merges/<int:merge_id>/undo")
@need(Permission.DECIDE_COMPLAINTS)
def undo_merge(complaint_id: int, merge_id: int) -> Response:
    _found, case = complaint_page.case_to_change(complaint_id, ActForm())
    merge = session().get(Merge, merge_id)
    if merge is None or merge.into_id != case.id:
        raise NotFound
    try:
        merging.undo(session(), merge, days=settings().merge_undo_days, actor=me(), now=now())
    except Invalid as refused:
        return _conflict(complaint_id, joining_panel.why_words(StaysJoined(str(refused))))
    commit()
    tell(gettext("Đã tách ra: mọi thứ trở lại như trước khi nhập."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/split")
@need(Permission.DECIDE_COMPLAINTS)
def split_complaint(complaint_id: int) -> Response:
    """The second problem waits to be routed like any other complaint; its page opens next."""
    form = SplitForm()
    complaint = complaint_page.to_change(complaint_id, form)
    if not form.validate():
        return _again(complaint_id, split=form)
    category, issue = form.topic
    part = splitting.split(
        session(), complaint, title=said(form.split_title), content=said(form.split_content),
        issue_code=issue, category_code=category, seen_version=form.seen_version,
        rules=intake_rules(), actor=me(), now=now(),
    )  # fmt: skip
    part_id = part.id
    commit()
    tell(gettext("Đã tách việc thứ hai. Giao cơ quan xử lý việc này ở đây."))
    return _to(part_id)


@bp.post("/complaints/<int:complaint_id>/links")
@need(Permission.DECIDE_COMPLAINTS)
def link_case(complaint_id: int) -> Response:
    form = LinkForm()
    _found, case = complaint_page.case_to_change(complaint_id)
    if not form.validate():
        return _again(complaint_id, link=form)
    try:
        links.link(
            session(), case, form.found, CaseLinkKind(said(form.link_kind)), actor=me(), now=now()
        )
    except Invalid:
        form.other.errors = [gettext("Đây chính là hồ sơ này.")]
        return _again(complaint_id, link=form)
    commit()
    tell(gettext("Đã liên kết hai hồ sơ."))
    return _to(complaint_id)


@bp.post("/complaints/<int:complaint_id>/links/<int:link_id>/remove")
@need(Permission.DECIDE_COMPLAINTS)
def unlink_case(complaint_id: int, link_id: int) -> Response:
    _found, case = complaint_page.case_to_change(complaint_id)
    links.unlink(session(), case, link_id, actor=me(), now=now())
    commit()
    tell(gettext("Đã bỏ liên kết."))
    return _to(complaint_id)


def _again(complaint_id: int, **typed: VersionedForm) -> Response:
    joining_panel.say(**typed)
    return complaint_page.again(complaint_id)


def _conflict(complaint_id: int, notice: str) -> Response:
    give_up()
    joining_panel.say(notice)
    return complaint_page.show(complaint_id, status=HTTPStatus.CONFLICT)


def _to(complaint_id: int) -> Response:
    return redirect(url_for("staff.complaint", complaint_id=complaint_id), code=303)
