"""Errors become pages here and nowhere else; what a person typed is shown again on them."""

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from moderation.domain import errors as domain
from moderation.extensions import db
from moderation.web.context import settings
from moderation.web.request_log import request_id
from moderation.web.words import gettext

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
)  # fmt: skip
#: Fields that were filled in with a citizen's words: not shown where those may be covered by now.
_QUOTED = ("public_title", "public_content")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says: one line, and what to do now."""

    title: str
    text: str


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


def page(status: HTTPStatus) -> Response:
    """The error page for `status`, with what was typed in the request, in a response of its own."""
    db.session.rollback()
    words = _words(status)
    typed = [] if request.method == "GET" else _typed(status)
    body = render_template(
        "errors/page.html", status=status.value, words=words, typed=typed, request_id=request_id()
    )
    response = make_response(body, status.value)
    response.headers["Cache-Control"] = "no-store"
    return response


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
    return [text for name in names if (text := request.form.get(name, "").strip())]


def _words(status: HTTPStatus) -> ErrorPage:
    known = {
        400: ErrorPage(
            gettext("Trang này đã mở quá lâu, hoặc trình duyệt chặn cookie"),
            gettext(
                "Mở lại trang trước rồi gửi lại. Nếu vẫn không được, cho phép cookie của trang này."
            ),
        ),
        401: ErrorPage(
            gettext("Phiên làm việc đã hết"),
            gettext("Thao tác vừa rồi chưa được thực hiện. Anh/chị đăng nhập lại rồi làm tiếp."),
        ),
        403: ErrorPage(
            gettext("Trang này không dành cho anh/chị"),
            gettext("Trang này không có, hoặc không dành cho đơn vị của anh/chị."),
        ),
        404: ErrorPage(
            gettext("Không tìm thấy trang"),
            gettext(
                "Địa chỉ có thể đã đổi, hoặc bài viết không còn đăng."
                " Ông/bà thử về trang chủ hoặc tra cứu bằng mã."
            ),
        ),
        405: ErrorPage(
            gettext("Trang này không nhận cách gửi đó"), gettext("Ông/bà quay lại trang trước.")
        ),
        409: ErrorPage(
            gettext("Có người vừa thay đổi nội dung này"),
            gettext("Thao tác chưa được thực hiện. Mở lại trang để xem thay đổi."),
        ),
        413: ErrorPage(
            gettext("Nội dung gửi lên quá lớn"),
            gettext("Quay lại trang trước: phần đã viết vẫn còn trong ô. Rút gọn rồi gửi lại."),
        ),
        422: ErrorPage(
            gettext("Có chỗ cần sửa"), gettext("Quay lại trang trước, sửa rồi gửi lại.")
        ),
        429: ErrorPage(
            gettext("Gửi quá nhiều lần trong thời gian ngắn"),
            gettext("Ông/bà đợi một lát rồi thử lại. Phần đã viết không mất."),
        ),
        503: ErrorPage(
            gettext("Hệ thống đang bận"),
            gettext("Nội dung chưa được lưu. Ông/bà đợi vài giây rồi gửi lại."),
        ),
    }
    fallback = ErrorPage(
        gettext("Hệ thống gặp lỗi"),
        gettext("Chúng tôi đã ghi nhận lỗi này. Ông/bà thử lại sau ít phút."),
    )
    return known.get(status.value, fallback)
