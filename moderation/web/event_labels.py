"""What somebody did, in words: for the desks after a name, for citizens without one."""

from flask import Flask

from moderation.web.words import gettext

#: What the house does by itself, besides what it does to the parts of agencies.
_BY_ITSELF = (
    "remind", "give_up_waiting", "chase", "escalate", "inform_party", "recount", "close", "resume",
    "start_duty_clock", "promote",
)  # fmt: skip


def register(app: Flask) -> None:
    """Give the words to the templates."""
    app.jinja_env.globals.update(
        case_event_label=case_event_label, told_event=told_event, nobody=nobody
    )


def case_event_label(subject: str, action: str) -> str:
    """What somebody did to a complaint, its case or an assignment, to follow their name."""
    words = {"complaint": _of_complaint, "case": _of_case, "assignment": _of_assignment}
    return words[subject]().get(action, action) if subject in words else action


def nobody(subject: str, action: str) -> str:
    """Who did it without an account here: the house, a contractor, the sender."""
    if action == "contractor_answer":
        return gettext("Nhà thầu")
    by_itself = subject == "assignment" or action in _BY_ITSELF
    return gettext("Hệ thống") if by_itself else gettext("Người gửi")


def _of_complaint() -> dict[str, str]:
    return {
        "submit": gettext("gửi phản ánh"),
        "classify": gettext("phân loại"),
        "ask": gettext("hỏi thêm thông tin"),
        "answer": gettext("bổ sung thông tin"),
        "remind": gettext("nhắc bổ sung thông tin"),
        "give_up_waiting": gettext("kết thúc vì chưa có thêm thông tin"),
        "accept": gettext("tiếp nhận"),
        "refuse": gettext("không tiếp nhận"),
        "redirect": gettext("chuyển nơi có thẩm quyền"),
        "guide": gettext("hướng dẫn thủ tục khiếu nại"),
        "hand_to_police": gettext("chuyển công an"),
        "merge": gettext("nhập vào hồ sơ chung"),
        "unmerge": gettext("tách khỏi hồ sơ chung"),
        "promote": gettext("đứng tên hồ sơ chung"),
        "withdraw": gettext("rút phản ánh"),
        "rate": gettext("đánh giá câu trả lời"),
        "reopen": gettext("yêu cầu xử lý lại"),
        "split": gettext("tách ra một việc khác"),
        "cover": gettext("chuyển luồng bảo mật"),
        "uncover": gettext("đưa ra khỏi luồng bảo mật"),
        "seal": gettext("giữ trong luồng bảo mật"),
        "read_sealed": gettext("mở xem nội dung bảo mật"),
        "exclude": gettext("loại một cán bộ khỏi hồ sơ"),
        "sealed_register": gettext("vào sổ đơn tố cáo"),
        "sealed_note": gettext("ghi chú trong luồng bảo mật"),
        "sealed_answer": gettext("trả lời người gửi"),
        "check_identity": gettext("kiểm tra danh tính người gửi"),
        "replace_number": gettext("cấp lại số mật khẩu"),
        "print": gettext("in hồ sơ"),
    }


def _of_case() -> dict[str, str]:
    return {
        "open": gettext("mở hồ sơ"),
        "start": gettext("bắt đầu xử lý"),
        "reroute": gettext("chọn lại cơ quan chủ trì"),
        "submit": gettext("trình câu trả lời"),
        "approve": gettext("duyệt câu trả lời"),
        "send_back": gettext("yêu cầu làm lại câu trả lời"),
        "answer": gettext("gửi câu trả lời cho người dân"),
        "suspend": gettext("dừng tính hạn, chờ người gửi bổ sung"),
        "resume": gettext("tính hạn trở lại"),
        "give_up_waiting": gettext("kết thúc do chưa đủ thông tin"),
        "reopen": gettext("mở lại hồ sơ"),
        "merge": gettext("nhập vào hồ sơ khác"),
        "unmerge": gettext("tách ra như trước khi nhập"),
        "close": gettext("kết thúc hồ sơ"),
        "extend": gettext("gia hạn"),
        "link": gettext("liên kết với hồ sơ khác"),
        "unlink": gettext("bỏ liên kết với hồ sơ khác"),
        "recount": gettext("tính lại hạn theo lịch làm việc mới"),
        "start_duty_clock": gettext("chuyển sang hạn khẩn, trực 24/7"),
        "inform_party": gettext("báo cơ quan Đảng theo dõi"),
        "note_agency": gettext("ghi chú nội bộ"),
        "note_case": gettext("ghi chú cho các cơ quan"),
        "note_citizen": gettext("nhắn người dân"),
        "cover": gettext("đóng hồ sơ, chuyển luồng bảo mật"),
        "chase": gettext("đôn đốc"),
        "mark_prominent": gettext("đánh dấu điểm nóng"),
        "unmark_prominent": gettext("bỏ dấu điểm nóng"),
        "party_opinion": gettext("cho ý kiến"),
        "party_proposal": gettext("đề xuất"),
        "party_report_request": gettext("yêu cầu báo cáo"),
        "party_report": gettext("báo cáo cán bộ tuyên giáo"),
    }


def _of_assignment() -> dict[str, str]:
    return {
        "offer": gettext("giao việc"),
        "accept": gettext("nhận việc"),
        "return": gettext("trả lại"),
        "ask_sender": gettext("nhờ hỏi người gửi"),
        "ask_pause": gettext("xin dừng tính hạn để hỏi người gửi"),
        "refuse_pause": gettext("không đồng ý dừng tính hạn"),
        "ask_extension": gettext("xin gia hạn"),
        "refuse_extension": gettext("không đồng ý gia hạn"),
        "chase": gettext("đôn đốc"),
        "recount": gettext("tính lại hạn theo lịch làm việc mới"),
        "assign": gettext("phân công"),
        "call": gettext("gọi điện cho người gửi"),
        "went_on": gettext("vẫn gửi sau cảnh báo câu trả lời chung chung"),
        "no_opinion": gettext("gửi trả lời khi đơn vị này không có ý kiến đúng hạn"),
        "make_link": gettext("tạo đường dẫn cho nhà thầu"),
        "revoke_link": gettext("thu hồi đường dẫn của nhà thầu"),
        "contractor_answer": gettext("trả lời qua đường dẫn"),
        "answer": gettext("đã trả lời"),
        "revise": gettext("nhận lại để sửa câu trả lời"),
        "withdraw": gettext("thôi giao"),
        "cover": gettext("thôi giao"),
    }


def told_event(subject: str, action: str) -> str:
    """A line of the history as the citizen reads it; nobody's name."""
    return {**_told_of_complaint(), **_told_of_case()}.get((subject, action), "")


def _told_of_complaint() -> dict[tuple[str, str], str]:
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
        ("complaint", "merge"): gettext("Được xử lý chung với phản ánh cùng sự việc"),
        ("complaint", "unmerge"): gettext("Được xử lý riêng trở lại"),
        ("complaint", "withdraw"): gettext("Ông/bà đã rút phản ánh"),
        ("complaint", "split"): gettext("Một việc khác trong phản ánh được tách ra xử lý riêng"),
        ("complaint", "rate"): gettext("Ông/bà đã đánh giá câu trả lời"),
    }


def _told_of_case() -> dict[tuple[str, str], str]:
    return {
        ("case", "start"): gettext("Cơ quan chủ trì đã nhận việc"),
        ("case", "reroute"): gettext("Đã chọn cơ quan chủ trì khác"),
        ("case", "suspend"): gettext("Dừng tính hạn, chờ ông/bà bổ sung"),
        ("case", "resume"): gettext("Tính hạn trở lại"),
        ("case", "give_up_waiting"): gettext("Kết thúc do chưa đủ thông tin"),
        ("case", "extend"): gettext("Đã gia hạn"),
        ("case", "recount"): gettext("Hạn được tính lại theo lịch làm việc mới"),
        ("case", "answer"): gettext("Đã gửi câu trả lời"),
        ("case", "reopen"): gettext("Mở lại để xử lý tiếp"),
        ("case", "close"): gettext("Kết thúc"),
    }
