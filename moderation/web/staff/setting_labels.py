"""What each setting is called and how its value is written, for an administrator."""

from collections.abc import Mapping

from moderation.web.words import gettext


def setting_label(name: str) -> str:
    """What a setting is called; its own name when nobody wrote it down."""
    return {**_of_house(), **_of_desks(), **_of_cases(), **_of_messages()}.get(name, name)


def setting_hint(name: str) -> str:
    """How its value is written; "" where a plain number or plain words do."""
    return {
        "office_hours": gettext("Viết như 08:00-12:00,13:30-17:30."),
        "second_reading_percent": gettext("Từ 0 đến 100; 0 là không đọc lại."),
        "chase_days": gettext(
            "Số ngày làm việc quanh hạn, cách nhau bằng dấu phẩy, số âm là trước hạn. Mỗi mốc sau"
            " báo lên thêm một cấp: cán bộ, lãnh đạo, điều phối viên, Văn phòng UBND. Để trống:"
            " không tự nhắc."
        ),
        "digest_hour": gettext("Giờ địa phương, từ 0 đến 23; -1 là không gửi."),
        "quiet_hours": gettext("Viết như 21:00-06:30; none là giờ nào cũng gửi."),
    }.get(name, "")


def _of_house() -> Mapping[str, str]:
    return {
        "site_name": gettext("Tên trang"),
        "tagline": gettext("Dòng dưới tên trang"),
        "tagline_en": gettext("Dòng dưới tên trang, tiếng Anh"),
        "city_name": gettext("Cách gọi thành phố trong câu"),
        "city_name_en": gettext("Cách gọi thành phố, tiếng Anh"),
        "office_hours": gettext("Giờ làm việc, thứ hai đến thứ sáu"),
        "office_phone": gettext("Điện thoại nơi trả lời người dân"),
        "office_email": gettext("Thư điện tử nơi trả lời người dân"),
        "office_address": gettext("Địa chỉ nơi trả lời người dân"),
    }


def _of_desks() -> Mapping[str, str]:
    return {
        "approval_promise": gettext("Số giờ làm việc hứa đọc xong bình luận"),
        "appeal_days": gettext("Số ngày được đề nghị xem lại"),
        "hold_days": gettext("Số ngày làm việc giữ tin chưa kiểm chứng"),
        "takedown_hours": gettext("Số giờ xử lý yêu cầu gỡ"),
        "urgent_takedown_hours": gettext("Số giờ xử lý yêu cầu gỡ khẩn"),
        "second_reading_percent": gettext("Phần trăm quyết định được người khác đọc lại"),
    }


def _of_cases() -> Mapping[str, str]:
    return {
        "accept_hours": gettext("Số giờ làm việc để tiếp nhận phản ánh"),
        "urgent_hours": gettext("Số giờ làm việc để tiếp nhận phản ánh khẩn"),
        "approval_hours": gettext("Số giờ làm việc để duyệt một dự thảo"),
        "rating_days": gettext("Số ngày người dân được đánh giá hoặc mở lại"),
        "reopen_limit": gettext("Số lần được mở lại"),
        "merge_undo_days": gettext("Số ngày còn tách lại được hồ sơ đã gộp"),
        "pause_days": gettext("Số ngày làm việc tạm dừng nhiều nhất để chờ người dân"),
        "urgent_case_hours": gettext("Số giờ, cả ngày lẫn đêm, để xử lý việc khẩn"),
        "chase_days": gettext("Mốc tự đôn đốc"),
        "alike_days": gettext("Tìm phản ánh giống nhau trong bao nhiêu ngày"),
        "contractor_days": gettext("Số ngày đường dẫn cho nhà thầu có hiệu lực"),
    }


def _of_messages() -> Mapping[str, str]:
    return {
        "digest_hour": gettext("Giờ gửi thư tổng hợp trong ngày"),
        "quiet_hours": gettext("Giờ yên tĩnh, không gửi tin cho người dân"),
    }
