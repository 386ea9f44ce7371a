"""Names on screen of states, actions and roles; docs/glossary.md maps them."""

from dataclasses import dataclass
from functools import cache, lru_cache

from flask import Flask
from markupsafe import Markup

from moderation.domain.appeals import AppealState
from moderation.domain.article_states import ArticleState
from moderation.domain.comment_states import CommentState
from moderation.domain.permissions import Role
from moderation.web.context import settings, tools
from moderation.web.fields import errors_of
from moderation.web.locale import language
from moderation.web.words import gettext


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as it is shown: always an icon and a word, on the ground of its tone."""

    tone: str
    icon: str
    word: str


def register(app: Flask) -> None:
    """Give the labels to the templates."""
    app.jinja_env.globals.update(
        comment_badge=comment_badge,
        author_badge=author_badge,
        comment_state=CommentState,
        article_badge=article_badge,
        appeal_badge=appeal_badge,
        role_label=role_label,
        event_label=event_label,
        reason_sentence=reason_sentence,
        form_errors=errors_of,
        lang_of=lang_of,
    )


def lang_of(written_in: str = "") -> Markup:
    """The `lang` attribute of words not in the page's language, so that they are read aloud
    right; without `written_in`, of what the house itself writes: articles, replies, reasons.
    """
    written_in = written_in or settings().languages[0]
    return Markup("") if written_in == language() else Markup(' lang="{}"').format(written_in)


def comment_badge(state: CommentState) -> Badge:
    """The badge of a comment's state."""
    return _comment_badge(state, language())


@cache
def _comment_badge(state: CommentState, _spoken: str) -> Badge:
    """Remembered in each language: a page of the desk asks a hundred times."""
    return {
        CommentState.PENDING: Badge("wait", "clock", gettext("Chờ duyệt")),
        CommentState.HELD: Badge("pause", "player-pause", gettext("Tạm giữ")),
        CommentState.ESCALATED: Badge("need", "message-question", gettext("Xin ý kiến")),
        CommentState.PUBLISHED: Badge("done", "check", gettext("Đã đăng")),
        CommentState.REJECTED: Badge("no", "x", gettext("Không đăng")),
        CommentState.SPAM: Badge("no", "trash", gettext("Bình luận rác")),
        CommentState.TAKEN_DOWN: Badge("no", "eye-off", gettext("Đã gỡ")),
        CommentState.SEALED: Badge("seal", "lock", gettext("Luồng bảo mật")),
        CommentState.CONVERTED: Badge("work", "arrow-right", gettext("Thành phản ánh")),
        CommentState.WITHDRAWN: Badge("pause", "arrow-back-up", gettext("Người viết đã rút")),
    }[state]


def author_badge(state: CommentState) -> Badge:
    """The same for whoever holds the receipt: it must not say that somebody was denounced."""
    if state is CommentState.SEALED:
        return Badge("work", "send", gettext("Đã chuyển"))
    return comment_badge(state)


def appeal_badge(state: AppealState) -> Badge:
    """The badge of what became of an appeal."""
    return {
        AppealState.OPEN: Badge("wait", "clock", gettext("Chờ xem lại")),
        AppealState.UPHELD: Badge("done", "check", gettext("Đã chấp nhận")),
        AppealState.DISMISSED: Badge("no", "x", gettext("Giữ quyết định")),
        AppealState.LAPSED: Badge("pause", "arrow-back-up", gettext("Không còn cần")),
    }[state]


def article_badge(state: ArticleState) -> Badge:
    """The badge of an article's state."""
    return {
        ArticleState.DRAFT: Badge("pause", "pencil", gettext("Bản nháp")),
        ArticleState.PUBLISHED: Badge("done", "check", gettext("Đang đăng")),
        ArticleState.UNPUBLISHED: Badge("no", "eye-off", gettext("Đã ngừng đăng")),
    }[state]


def role_label(role: Role) -> str:
    """A role's name on screen."""
    return {
        Role.MODERATOR: gettext("Biên tập viên"),
        Role.CHIEF_EDITOR: gettext("Trưởng ban biên tập"),
        Role.PROPAGANDA_OFFICER: gettext("Cán bộ tuyên giáo"),
        Role.COORDINATOR: gettext("Điều phối viên"),
        Role.HEAD_COORDINATOR: gettext("Phụ trách điều phối"),
        Role.AGENCY_OFFICER: gettext("Cán bộ cơ quan xử lý"),
        Role.AGENCY_CLERK: gettext("Văn thư cơ quan xử lý"),
        Role.AGENCY_LEADER: gettext("Lãnh đạo cơ quan xử lý"),
        Role.CONFIDENTIAL_OFFICER: gettext("Cán bộ xử lý tố cáo"),
        Role.ADMINISTRATOR: gettext("Quản trị viên"),
    }[role]


def reason_sentence(code: str | None) -> str:
    """The sentence of a reason in the reader's language; "" for none."""
    reason = tools().reasons.get(code or "")
    return reason.in_language(language()) if reason else ""


def event_label(action: str) -> str:
    """What somebody did to a comment or an article, to follow their name: "Minh Thu duyệt đăng"."""
    return _event_label(action, language())


@lru_cache(maxsize=256)
def _event_label(action: str, _spoken: str) -> str:
    return {
        "submit": gettext("gửi bình luận"),
        "approve": gettext("duyệt đăng"),
        "hold": gettext("tạm giữ"),
        "release": gettext("đưa lại hàng chờ"),
        "endorse": gettext("duyệt lần một"),
        "escalate": gettext("xin ý kiến"),
        "recall": gettext("rút câu hỏi xin ý kiến"),
        "withdraw": gettext("rút bình luận"),
        "uphold": gettext("chấp nhận đề nghị xem lại"),
        "undo": gettext("hoàn tác"),
        "reject": gettext("không đăng"),
        "mark_spam": gettext("xếp vào bình luận rác"),
        "requeue": gettext("đưa lại hàng chờ"),
        "take_down": gettext("gỡ bình luận"),
        "restore": gettext("khôi phục"),
        "cover": gettext("chuyển luồng bảo mật"),
        "convert": gettext("chuyển thành phản ánh"),
        "uncover": gettext("đưa ra khỏi luồng bảo mật"),
        "appeal": gettext("đề nghị xem lại"),
        "dismiss_appeal": gettext("giữ quyết định sau khi xem lại"),
        "report": gettext("báo cáo bình luận"),
        "settle_reports": gettext("giữ nguyên bình luận bị báo cáo"),
        "record_takedown": gettext("ghi yêu cầu gỡ"),
        "confirm_takedown": gettext("ghi văn bản xác nhận yêu cầu gỡ"),
        "finish_takedown": gettext("ghi yêu cầu gỡ đã xong"),
        "decline_takedown": gettext("không làm theo yêu cầu gỡ"),
        "read_sealed": gettext("mở xem nội dung bảo mật"),
        "reply_officially": gettext("đăng câu trả lời của cơ quan"),
        "withdraw_reply": gettext("rút câu trả lời"),
        "redact": gettext("đổi chỗ che"),
        "reveal_original": gettext("mở xem bản gốc"),
        "opine": gettext("cho ý kiến"),
        "read_again": gettext("đọc lại lần hai"),
        "set_closing": gettext("hẹn ngày đóng bình luận"),
    }.get(action, action)
