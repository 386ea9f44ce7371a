"""Errors become pages here and nowhere else; what a person typed is shown again on them."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from moderation.domain import errors as domain
from moderation.web import logins
from moderation.web.context import give_up, settings
from moderation.web.request_log import request_id
from moderation.web.words import lazy_gettext

_log = structlog.get_logger()

STATUS: dict[type[domain.DomainError], HTTPStatus] = {
    domain.NotFound: HTTPStatus.NOT_FOUND,
    domain.NotAllowed: HTTPStatus.FORBIDDEN,
    domain.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    domain.IllegalTransition: HTTPStatus.CONFLICT,
    domain.StaleVersion: HTTPStatus.CONFLICT,
    domain.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}
#: Fields in which people write more than a word, in the order they are shown again.
_WRITTEN = (
    "title", "content", "reason_text", "note", "lead", "body", "signed_as", "where", "question",
    "instruction", "answer", "how", "question_1", "question_2", "question_3", "question_4",
    "opinion", "reveal_reason",
    "appeal", "report", "requester", "legal_basis", "because",
    "rating_text", "reopen_reason", "split_title", "split_content",
    "document_number", "contractor", "contractor_question", "text",
)  # fmt: skip
#: Fields that were filled in with a citizen's words: not shown where those may be covered by now.
_QUOTED = ("public_title", "public_content")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says: one line, and what to do now; in words or lazy words."""

    title: Any
    text: Any


_TO_ANYBODY = {
    400: ErrorPage(
        lazy_gettext("Trang này đã mở quá lâu, hoặc trình duyệt chặn cookie"),
        lazy_gettext(
            "Mở lại trang trước rồi gửi lại. Nếu vẫn không được, cho phép cookie của trang này."
        ),
    ),
    401: ErrorPage(
        lazy_gettext("Phiên làm việc đã hết"),
        lazy_gettext("Thao tác vừa rồi chưa được thực hiện. Anh/chị đăng nhập lại rồi làm tiếp."),
    ),
    403: ErrorPage(
        lazy_gettext("Trang này không dành cho anh/chị"),
        lazy_gettext("Trang này không có, hoặc không dành cho đơn vị của anh/chị."),
    ),
    404: ErrorPage(
        lazy_gettext("Không tìm thấy trang"),
        lazy_gettext(
            "Địa chỉ có thể đã đổi, hoặc bài viết không còn đăng."
            " Ông/bà thử về trang chủ hoặc tra cứu bằng mã."
        ),
    ),
    405: ErrorPage(
        lazy_gettext("Trang này không nhận cách gửi đó"),
        lazy_gettext("Ông/bà quay lại trang trước."),
    ),
    409: ErrorPage(
        lazy_gettext("Có người vừa thay đổi nội dung này"),
        lazy_gettext("Thao tác chưa được thực hiện. Mở lại trang để xem thay đổi."),
    ),
    413: ErrorPage(
        lazy_gettext("Nội dung gửi lên quá lớn"),
        lazy_gettext("Quay lại trang trước: phần đã viết vẫn còn trong ô. Rút gọn rồi gửi lại."),
    ),
    422: ErrorPage(
        lazy_gettext("Có chỗ cần sửa"), lazy_gettext("Quay lại trang trước, sửa rồi gửi lại.")
    ),
    429: ErrorPage(
        lazy_gettext("Gửi quá nhiều lần trong thời gian ngắn"),
        lazy_gettext("Ông/bà đợi một lát rồi thử lại. Phần đã viết không mất."),
    ),
    503: ErrorPage(
        lazy_gettext("Hệ thống đang bận"),
        lazy_gettext("Nội dung chưa được lưu. Ông/bà đợi vài giây rồi gửi lại."),
    ),
}
_BROKEN = ErrorPage(
    lazy_gettext("Hệ thống gặp lỗi"),
    lazy_gettext("Chúng tôi đã ghi nhận lỗi này. Ông/bà thử lại sau ít phút."),
)
#: Where somebody at the desk is spoken to otherwise than a citizen.
_TO_STAFF = {
    404: ErrorPage(
        _TO_ANYBODY[404].title,
        lazy_gettext(
            "Địa chỉ có thể đã đổi, hoặc nội dung này không còn ở đây."
            " Anh/chị tìm lại từ “Việc của tôi”."
        ),
    ),
    405: ErrorPage(_TO_ANYBODY[405].title, lazy_gettext("Anh/chị quay lại trang trước.")),
    429: ErrorPage(
        _TO_ANYBODY[429].title,
        lazy_gettext("Anh/chị đợi một lát rồi thử lại. Phần đã viết không mất."),
    ),
    503: ErrorPage(
        _TO_ANYBODY[503].title,
        lazy_gettext("Nội dung chưa được lưu. Anh/chị đợi vài giây rồi gửi lại."),
    ),
}
_BROKEN_TO_STAFF = ErrorPage(
    _BROKEN.title, lazy_gettext("Lỗi này đã được ghi nhận. Anh/chị thử lại sau ít phút.")
)


def register(app: Flask) -> None:
    """Handle every error there is."""
    app.register_error_handler(domain.DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: domain.DomainError) -> Response:
    status = next(
        (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), HTTPStatus.BAD_REQUEST
    )
    response = page(status)
    if isinstance(error, domain.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _csrf_error(_error: CSRFError) -> Response:
    return page(HTTPStatus.BAD_REQUEST)


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    response = page(HTTPStatus(error.code))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _database_busy(error: OperationalError) -> Response:
    _log.error("database", error=type(error.orig).__name__, id=request_id())
    response = page(HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "10"
    return response


def _unexpected(error: Exception) -> Response:
    """The log gets the places in the code and the kind of error; its message may hold what people
    wrote.
    """
    _log.error("unexpected", error=type(error).__name__, where=_places(error), id=request_id())
    if settings().env == "development" and not settings().testing:
        _log.debug("unexpected", exc_info=error)
    return page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _places(error: Exception) -> list[str]:
    frames, step = [], error.__traceback__
    while step:
        code = step.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return frames[-8:]


def page(status: HTTPStatus, words: ErrorPage | None = None) -> Response:
    """The error page for `status`, with what was typed in the request, in a response of its own;
    `words` say what the status alone does not.
    """
    give_up()
    try:
        body = _rendered(status, words, at_the_desk=bool(current_user.is_authenticated))
    except SQLAlchemyError:  # who is logged in can't be asked now; the plain page asks nothing
        give_up()
        logins.forget_who()
        body = _rendered(status, words, at_the_desk=False)
    response = make_response(body, status.value)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rendered(status: HTTPStatus, words: ErrorPage | None, *, at_the_desk: bool) -> str:
    return render_template(
        "errors/page.html",
        frame="staff/base.html" if at_the_desk else "base.html",
        at_the_desk=at_the_desk,
        status=status.value,
        words=words or _words(status, at_the_desk=at_the_desk),
        typed=[] if request.method == "GET" else _typed(status),
        request_id=request_id(),
    )


def _typed(status: HTTPStatus) -> list[str]:
    """What was written in the form, long or short; a body that was too large was never read."""
    if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return []
    return typed_words(quoted=status is not HTTPStatus.NOT_FOUND)


def typed_words(*, quoted: bool = True) -> list[str]:
    """What the request's form holds in writing; `quoted`: with a citizen's words it was filled
    with.
    """
    names = _WRITTEN + _QUOTED if quoted else _WRITTEN
    texts = [(name, request.form.get(name, "").strip()) for name in names]
    # `lead` is an article's first words, and the number of an agency where one is chosen.
    return [text for name, text in texts if text and not (name == "lead" and text.isdecimal())]


def _words(status: HTTPStatus, *, at_the_desk: bool) -> ErrorPage:
    if at_the_desk and status.value in _TO_STAFF:
        return _TO_STAFF[status.value]
    return _TO_ANYBODY.get(status.value) or (_BROKEN_TO_STAFF if at_the_desk else _BROKEN)
