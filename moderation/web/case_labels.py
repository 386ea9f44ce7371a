"""Names on screen of what belongs to complaints and cases; docs/glossary.md maps them."""

from datetime import date

from flask import Flask

from models import Agency
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
from moderation.domain.complaint_states import ComplaintKind, ComplaintState
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
        case_event_label=case_event_label,
        complaint_reason=complaint_reason,
        due_tone=due_tone,
        due_words=due_words,
        told_event=told_event,
    )


def complaint_badge(state: ComplaintState, case_state: CaseState | None = None) -> Badge:
    """The badge of a complaint; once it is accepted, its case says how far it is."""
    if state is ComplaintState.ACCEPTED and case_state is not None:
        return case_badge(case_state)
    return {
        ComplaintState.RECEIVED: Badge("wait", "clock", gettext("Chờ tiếp nhận")),
        ComplaintState.NEEDS_INFO: Badge("need", "help", gettext("Cần bổ sung")),
        ComplaintState.ACCEPTED: Badge("work", "check", gettext("Đã tiếp nhận")),
        ComplaintState.REFUSED: Badge("no", "x", gettext("Không tiếp nhận")),
        ComplaintState.REDIRECTED: Badge("pause", "arrow-right", gettext("Đã chuyển nơi khác")),
        ComplaintState.GUIDED: Badge("pause", "info-circle", gettext("Đã hướng dẫn khiếu nại")),
        ComplaintState.COVERED: Badge("seal", "lock", gettext("Nghi tố cáo")),
        ComplaintState.SEALED: Badge("seal", "lock", gettext("Luồng bảo mật")),
    }[state]


def case_badge(state: CaseState) -> Badge:
    """The badge of a case."""
    return {
        CaseState.ASSIGNED: Badge("wait", "send", gettext("Đã giao, chờ cơ quan nhận")),
        CaseState.IN_PROGRESS: Badge("work", "clock", gettext("Đang xử lý")),
        CaseState.ANSWERED: Badge("work", "message", gettext("Có câu trả lời, chờ gửi")),
        CaseState.CLOSED: Badge("done", "check", gettext("Đã trả lời")),
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
    }.get(source, source)


def issue_label(code: str | None) -> str:
    """The name of an issue of the taxonomy in the reader's language; "" for none."""
    issue = tools().taxonomy.issue(code or "")
    return issue.names[language()] if issue else ""


def category_label(code: str | None) -> str:
    """The name of a category in the reader's language; "" for none."""
    for category in tools().taxonomy.categories:
        if category.code == code:
            return category.names[language()]
    return ""


def complaint_reason(code: str | None) -> str:
    """The sentence of a reason for not accepting, in the reader's language; "" for none."""
    reason = tools().complaint_reasons.get(code or "")
    return reason.in_language(language()) if reason else ""


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


def case_event_label(subject: str, action: str) -> str:
    """What somebody did to a complaint, its case or an assignment, to follow their name."""
    return {
        ("complaint", "submit"): gettext("gửi phản ánh"),
        ("complaint", "classify"): gettext("phân loại"),
        ("complaint", "ask"): gettext("hỏi thêm thông tin"),
        ("complaint", "answer"): gettext("bổ sung thông tin"),
        ("complaint", "remind"): gettext("nhắc bổ sung thông tin"),
        ("complaint", "give_up_waiting"): gettext("kết thúc vì chưa có thêm thông tin"),
        ("complaint", "accept"): gettext("tiếp nhận"),
        ("complaint", "refuse"): gettext("không tiếp nhận"),
        ("complaint", "redirect"): gettext("chuyển nơi có thẩm quyền"),
        ("complaint", "guide"): gettext("hướng dẫn thủ tục khiếu nại"),
        ("complaint", "hand_to_police"): gettext("chuyển công an"),
        ("complaint", "cover"): gettext("chuyển luồng bảo mật"),
        ("complaint", "uncover"): gettext("đưa ra khỏi luồng bảo mật"),
        ("complaint", "seal"): gettext("giữ trong luồng bảo mật"),
        ("complaint", "read_sealed"): gettext("mở xem nội dung bảo mật"),
        ("complaint", "exclude"): gettext("loại một cán bộ khỏi hồ sơ"),
        ("complaint", "check_identity"): gettext("kiểm tra danh tính người gửi"),
        ("complaint", "replace_number"): gettext("cấp lại số mật khẩu"),
        ("case", "open"): gettext("mở hồ sơ"),
        ("case", "start"): gettext("bắt đầu xử lý"),
        ("case", "reroute"): gettext("chọn lại cơ quan chủ trì"),
        ("case", "answer"): gettext("đưa câu trả lời cho điều phối viên"),
        ("case", "send_back"): gettext("yêu cầu làm lại câu trả lời"),
        ("case", "close"): gettext("gửi câu trả lời và đóng hồ sơ"),
        ("case", "cover"): gettext("đóng hồ sơ, chuyển luồng bảo mật"),
        ("assignment", "offer"): gettext("giao việc"),
        ("assignment", "accept"): gettext("nhận việc"),
        ("assignment", "return"): gettext("trả lại"),
        ("assignment", "ask_sender"): gettext("nhờ hỏi người gửi"),
        ("assignment", "answer"): gettext("trả lời"),
        ("assignment", "revise"): gettext("nhận lại để sửa câu trả lời"),
        ("assignment", "withdraw"): gettext("thôi giao"),
        ("assignment", "cover"): gettext("thôi giao"),
    }.get((subject, action), action)


def told_event(subject: str, action: str) -> str:
    """A line of the history as the citizen reads it; nobody's name."""
    return {
        ("complaint", "submit"): gettext("Đã nhận phản ánh"),
        ("complaint", "ask"): gettext("Cơ quan hỏi thêm thông tin"),
        ("complaint", "answer"): gettext("Ông/bà đã bổ sung thông tin"),
        ("complaint", "remind"): gettext("Đã nhắc bổ sung thông tin"),
        ("complaint", "accept"): gettext("Đã tiếp nhận và giao cơ quan xử lý"),
        ("complaint", "refuse"): gettext("Không tiếp nhận"),
        ("complaint", "redirect"): gettext("Đã chuyển nơi có thẩm quyền"),
        ("complaint", "guide"): gettext("Đã hướng dẫn thủ tục khiếu nại"),
        ("complaint", "hand_to_police"): gettext("Đã chuyển cơ quan công an"),
        ("complaint", "give_up_waiting"): gettext("Kết thúc do chưa đủ thông tin"),
        ("case", "start"): gettext("Cơ quan chủ trì đã nhận việc"),
        ("case", "reroute"): gettext("Đã chọn cơ quan chủ trì khác"),
        ("case", "close"): gettext("Đã gửi câu trả lời"),
    }[(subject, action)]
