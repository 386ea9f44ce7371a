"""The log of administration: every change of what the house works by, and who made it."""

from flask import render_template, request

from moderation.domain.errors import NotFound
from moderation.domain.pages import LARGEST_ID
from moderation.domain.permissions import Permission, Role
from moderation.queries import office_log as log_queries
from moderation.web.context import session
from moderation.web.gates import need
from moderation.web.labels import role_label
from moderation.web.mail_labels import kind_label
from moderation.web.staff.office_forms import sheet_label
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.get("/office/log")
@need(Permission.MANAGE_HOUSE)
def office_log() -> str:
    rows, following = log_queries.latest(session(), before=_before())
    return render_template(
        "staff/office_log.html",
        rows=rows,
        next=following,
        subject=_subject,
        action=_action,
        note=_note,
    )


def _before() -> int:
    text = request.args.get("before", "")
    if not text:
        return LARGEST_ID
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound
    return int(text)


def _note(subject: str, note: str) -> str:
    """What was noted; a role, a sheet, a letter by its name."""
    if subject == "staff" and note in set(Role):
        return role_label(Role(note))
    first, gap, rest = note.partition(" ")
    if subject == "office":
        return sheet_label(first) + gap + rest
    return kind_label(first) + gap + rest if subject == "mail_template" else note


def _subject(name: str) -> str:
    return {
        "agency": gettext("Cơ quan"),
        "calendar": sheet_label("calendar"),
        "mail_template": sheet_label("mail_templates"),
        "message": gettext("Tin gửi đi"),
        "office": gettext("Quản trị"),
        "rules": sheet_label("routing_rules"),
        "staff": gettext("Cán bộ"),
        "standard_text": sheet_label("standard_texts"),
        "word_list": sheet_label("word_lists"),
    }[name]


def _action(name: str) -> str:
    """What was done; the word of the code where the page has none."""
    said = {
        gettext("thêm"): ("add", "add_rule"),
        gettext("thêm phòng"): ("add_room",),
        gettext("thêm câu mẫu"): ("add_reply_text",),
        gettext("ghi người thay"): ("add_stand_in",),
        gettext("ghi ca trực"): ("set_duty",),
        gettext("ghi"): ("save", "set_day", "save_issue_words", "save_word_list"),
        gettext("sửa"): (
            "edit_rule",
            "set_phone",
            "write",
        ),
        gettext("đổi tên phòng"): ("rename_room",),
        gettext("sửa trình tự duyệt"): ("set_chain",),
        gettext("sửa chức vụ"): ("set_title",),
        gettext("sửa lời"): ("save_mail_template", "save_standard_text", "set_text"),
        gettext("dùng lại bản có sẵn"): ("forget", "forget_day", "reset_mail_template"),
        gettext("bỏ"): ("remove_rule",),
        gettext("bỏ câu mẫu"): ("remove_reply_text",),
        gettext("bỏ ca trực"): ("drop_duty",),
        gettext("bỏ người thay"): ("end_stand_in",),
        gettext("đổi vai trò"): ("set_role",),
        gettext("đặt mật khẩu"): ("set_password",),
        gettext("chuyển phòng"): ("move_room",),
        gettext("bật"): ("switch_rule_on",),
        gettext("tắt"): ("switch_rule_off",),
        gettext("mở lại phòng"): ("open_room",),
        gettext("đóng phòng"): ("close_room",),
        gettext("đổi thứ tự"): ("move_rule",),
        gettext("gửi lại"): ("retry",),
        gettext("thôi gửi"): ("stop", "bounce"),
    }
    return next((word for word, actions in said.items() if name in actions), name)
