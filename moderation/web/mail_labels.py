"""Mails and their placeholders, in words."""

from moderation.domain.mail_kinds import Flaw, Problem
from moderation.web.words import gettext


def kind_label(key: str) -> str:
    """What a message is about; its key for one without words."""
    return _kinds().get(key, key)


def _kinds() -> dict[str, str]:
    return {
        "comment_decided": gettext("Bình luận đã có kết quả"),
        "appeal_decided": gettext("Đề nghị xem lại đã có câu trả lời"),
        "complaint_news": gettext("Phản ánh có tin mới"),
        "complaint_text": gettext("Phản ánh có tin mới, tin nhắn điện thoại"),
        "work_offered": gettext("Việc khẩn mới giao"),
        "approval_waits": gettext("Câu trả lời khẩn chờ duyệt"),
        "sent_back": gettext("Câu trả lời khẩn cần làm lại"),
        "answer_waits": gettext("Hồ sơ khẩn đã có câu trả lời"),
        "part_returned": gettext("Hồ sơ khẩn bị trả lại"),
        "chase": gettext("Đôn đốc"),
        "follow_confirm": gettext("Xác nhận theo dõi phản ánh"),
        "follow_news": gettext("Tin mới cho người theo dõi"),
        "digest": gettext("Việc trong ngày"),
    }


def place_label(name: str) -> str:
    """What stands in for a placeholder."""
    words = {
        "site": gettext("tên cổng thông tin"),
        "code": gettext("mã phản ánh"),
        "link": gettext("địa chỉ để mở"),
        "due": gettext("hạn"),
        "day": gettext("ngày"),
        "result": gettext("câu nói kết quả"),
        "why": gettext("câu viết cho lý do, có thể trống"),
        "how": gettext("câu dặn cần số mật khẩu"),
        "items": gettext("danh sách việc"),
        "what": gettext("câu nói việc và hạn"),
        "own_link": gettext("địa chỉ riêng của người theo dõi"),
    }
    return words.get(name, name)


def problem_label(problem: Problem) -> str:
    """What is to be mended in a text."""
    about = problem.about
    words = {
        Flaw.EMPTY: gettext("Chỗ này còn trống."),
        Flaw.TOO_LONG: gettext("Dài quá %(limit)s ký tự.", limit=about),
        Flaw.UNKNOWN: gettext("Không có chỗ điền nào là %(place)s trong thư này.", place=about),
        Flaw.NOT_IN_SUBJECT: gettext("Tiêu đề không được mang {%(place)s}.", place=about),
        Flaw.MISSING: gettext("Thiếu {%(place)s}: người đọc cần nó.", place=about),
        Flaw.LINES: gettext("Tiêu đề chỉ có một dòng."),
    }
    return words[problem.flaw]


def error_label(error: str | None) -> str:
    """Why a message did not leave, as far as its kind of failure tells."""
    words = {
        "AddressRefused": gettext("địa chỉ không nhận thư"),
        "TextRefused": gettext("số điện thoại không nhận tin"),
        "Bounced": gettext("thư bị trả về"),
        "TextNotSent": gettext("cổng tin nhắn chưa nhận"),
        "ConnectionRefusedError": gettext("không nối được máy chủ thư"),
        "TimeoutError": gettext("máy chủ không trả lời kịp"),
    }
    return words.get(error or "", error or "")
