"""Names on screen of what belongs to complaints and cases; docs/glossary.md maps them."""

from datetime import date

from flask import Flask

from models import Agency
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
from moderation.domain.chasing import Step
from moderation.domain.complaint_states import IN_A_CASE, ComplaintKind, ComplaintState
from moderation.web.context import today, tools
from moderation.web.labels import Badge
from moderation.web.locale import language
from moderation.web.words import counted, gettext


def register(app: Flask) -> None:
    """Give the labels to the templates."""
    app.jinja_env.globals.update(
        agency_label=agency_label,
        complaint_badge=complaint_badge,
        case_badge=case_badge,
        part_badge=part_badge,
        kind_label=kind_label,
        source_label=source_label,
        issue_label=issue_label,
        category_label=category_label,
        part_role_label=part_role_label,
        complaint_reason=complaint_reason,
        chase_step=chase_step,
        due_tone=due_tone,
        due_words=due_words,
    )


def complaint_badge(state: ComplaintState, case_state: CaseState | None = None) -> Badge:
    """The badge of a complaint; once it is accepted, its case says how far it is."""
    if state in IN_A_CASE and case_state is not None:
        return case_badge(case_state)
    return {
        ComplaintState.RECEIVED: Badge("wait", "clock", gettext("Chờ tiếp nhận")),
        ComplaintState.NEEDS_INFO: Badge("need", "help", gettext("Cần bổ sung")),
        ComplaintState.ACCEPTED: Badge("work", "check", gettext("Đã tiếp nhận")),
        ComplaintState.REFUSED: Badge("no", "x", gettext("Không tiếp nhận")),
        ComplaintState.REDIRECTED: Badge("pause", "arrow-right", gettext("Đã chuyển nơi khác")),
        ComplaintState.GUIDED: Badge("pause", "info-circle", gettext("Đã hướng dẫn khiếu nại")),
        ComplaintState.MERGED: Badge("work", "arrow-right", gettext("Đã nhập vào hồ sơ chung")),
        ComplaintState.WITHDRAWN: Badge("no", "x", gettext("Người gửi đã rút")),
        ComplaintState.COVERED: Badge("seal", "lock", gettext("Nghi tố cáo")),
        ComplaintState.SEALED: Badge("seal", "lock", gettext("Luồng bảo mật")),
    }[state]


def case_badge(state: CaseState) -> Badge:
    """The badge of a case."""
    return {
        CaseState.ASSIGNED: Badge("wait", "send", gettext("Đã giao, chờ cơ quan nhận")),
        CaseState.IN_PROGRESS: Badge("work", "clock", gettext("Đang xử lý")),
        CaseState.SUSPENDED: Badge("need", "help", gettext("Chờ người gửi bổ sung")),
        CaseState.AWAITING_APPROVAL: Badge("work", "message", gettext("Có câu trả lời, chờ gửi")),
        CaseState.ANSWERED: Badge("done", "check", gettext("Đã trả lời")),
        CaseState.CLOSED: Badge("done", "check", gettext("Đã kết thúc")),
        CaseState.REOPENED: Badge("work", "corner-down-right", gettext("Mở lại")),
        CaseState.MERGED: Badge("pause", "arrow-right", gettext("Đã nhập vào hồ sơ khác")),
    }[state]


def part_badge(state: AssignmentState) -> Badge:
    """The badge of an agency's part in a case."""
    return {
        AssignmentState.OFFERED: Badge("wait", "clock", gettext("Chờ nhận")),
        AssignmentState.ACCEPTED: Badge("work", "check", gettext("Đã nhận")),
        AssignmentState.RETURNED: Badge("need", "corner-down-right", gettext("Đã trả lại")),
        AssignmentState.ANSWERED: Badge("done", "message", gettext("Đã trả lời")),
        AssignmentState.WITHDRAWN: Badge("no", "x", gettext("Thôi giao")),
    }[state]


def agency_label(agency: Agency) -> str:
    """A unit's name in the reader's language."""
    return agency.name if language() == "vi" or not agency.name_en else agency.name_en


def part_role_label(role: AssignmentRole) -> str:
    """Chủ trì or phối hợp."""
    return gettext("Chủ trì") if role is AssignmentRole.LEAD else gettext("Phối hợp")


def kind_label(kind: ComplaintKind) -> str:
    """A kind's legal name on screen."""
    return {
        ComplaintKind.PHAN_ANH: gettext("phản ánh").capitalize(),  # one of them; the menu has many
        ComplaintKind.KIEN_NGHI: gettext("Kiến nghị"),
        ComplaintKind.GOP_Y: gettext("Góp ý, hỏi đáp"),
        ComplaintKind.KHIEU_NAI: gettext("Khiếu nại"),
        ComplaintKind.TO_CAO: gettext("Tố cáo"),
        ComplaintKind.TO_GIAC: gettext("Tin báo, tố giác về tội phạm"),
    }[kind]


def source_label(source: str) -> str:
    """How a complaint came in."""
    return {
        "web": gettext("Qua mạng"),
        "phone": gettext("Qua điện thoại"),
        "desk": gettext("Tại bàn tiếp dân"),
        "comment": gettext("Từ một bình luận"),
        "import": gettext("Từ hệ thống khác"),
        "split": gettext("Tách từ một phản ánh khác"),
    }.get(source, source)


def issue_label(code: str | None) -> str:
    """The name of an issue of the taxonomy in the reader's language; "" for none."""
    issue = tools().taxonomy.issue(code or "")
    return issue.names[language()] if issue else ""


def category_label(code: str | None) -> str:
    """The name of a category in the reader's language; "" for none."""
    category = tools().taxonomy.category(code or "")
    return category.names[language()] if category else ""


def complaint_reason(code: str | None) -> str:
    """The sentence of a reason for not accepting, in the reader's language; "" for none."""
    reason = tools().complaint_reasons.get(code or "")
    return reason.in_language(language()) if reason else ""


def chase_step(step: str) -> str:
    """Whom a reminder went to, the highest of them."""
    return {
        Step.OFFICER: gettext("cán bộ được giao"),
        Step.LEADER: gettext("cán bộ và lãnh đạo cơ quan"),
        Step.COORDINATOR: gettext("đến điều phối viên"),
        Step.COMMITTEE: gettext("đến Văn phòng UBND Thành phố, báo cơ quan Đảng"),
    }[Step(step)]


def due_tone(due: date) -> str:
    """How a due date looks: late, soon, or neither."""
    left = (due - today()).days
    return "late" if left < 0 else "wait" if left <= 1 else ""


def due_words(due: date) -> str:
    """A due date in words: hạn 01/12/2026, quá hạn 2 ngày."""
    late = (today() - due).days
    if late > 0:
        return counted("Quá hạn %(num)s ngày", late)
    if late == 0:
        return gettext("Hạn hôm nay")
    return gettext("Hạn %(day)s", day=f"{due:%d/%m/%Y}")
