""" "Tra cứu": from a code somebody wrote down to the page it stands for."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain import tracking_codes
from moderation.domain.errors import NotFound
from moderation.domain.tracking_codes import BadCode, Code, Prefix, Slip
from moderation.queries import comments as comment_queries
from moderation.web.context import session, settings
from moderation.web.gates import anybody, misses_throttled
from moderation.web.headers import private
from moderation.web.public import tracking
from moderation.web.public.routes import bp
from moderation.web.words import gettext


@bp.get("/tra-cuu")
@anybody
@misses_throttled
def lookup() -> Response:
    typed = request.args.get("ma")
    if typed is None:
        return make_response(render_template("public/lookup.html", typed="", problem=""))
    return _find(typed)


@bp.get("/tra-cuu/<code>")
@anybody
@misses_throttled
def lookup_code(code: str) -> Response:
    return _find(code)


def _find(typed: str) -> Response:
    """A slip is explained; a well-formed code that stands for nothing is unknown, whatever its
    kind.
    """
    try:
        code = tracking_codes.parse(typed)
        if code.prefix is Prefix.COMPLAINT:
            return _complaint(code, typed)
        comment_queries.by_receipt(session(), str(code))
    except BadCode as slip:
        return _ask_again(typed, explain(slip), HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotFound:
        return _ask_again(typed, _unknown(), HTTPStatus.NOT_FOUND)
    return private(redirect(url_for("public.receipt", receipt=str(code)), code=303))


def _complaint(code: Code, typed: str) -> Response:
    """The complaint's own page; from the form of `/tra-cuu` to the address that can be kept."""
    if typed != str(code) or request.path == url_for("public.lookup"):
        return private(redirect(url_for("public.lookup_code", code=str(code)), code=303))
    return tracking.show(code)


def _ask_again(typed: str, problem: str, status: HTTPStatus) -> Response:
    body = render_template("public/lookup.html", typed=typed, problem=problem)
    return private(make_response(body, status.value))


def _unknown() -> str:
    """What to do about a code that stands for nothing; only a telephone there is can be rung."""
    if settings().office_phone:
        return gettext(
            "Không có bình luận nào mang mã này. Ông/bà xem lại biên nhận, hoặc gọi %(phone)s.",
            phone=settings().office_phone,
        )
    return gettext("Không có bình luận nào mang mã này. Ông/bà xem lại biên nhận.")


def explain(slip: BadCode) -> str:
    """What is wrong with a typed code, in words that help to mend it."""
    match slip.slip:
        case Slip.EMPTY:
            return gettext("Xin nhập mã trên biên nhận.")
        case Slip.PREFIX:
            return gettext(
                "Mã phản ánh bắt đầu bằng PA, mã bình luận bằng BL. Xin xem lại biên nhận."
            )
        case Slip.LENGTH:
            return gettext(
                "Sau hai chữ đầu phải có 12 chữ và số; ông/bà đã nhập %(count)s.", count=slip.detail
            )
        case Slip.SYMBOL:
            return gettext(
                "Trong mã không bao giờ có “%(symbol)s”. Xin xem lại ký tự đó.", symbol=slip.detail
            )
        case Slip.CHECK:
            return gettext(
                "Mã có một ký tự gõ nhầm hoặc hai ký tự đổi chỗ. Xin so lại với biên nhận."
            )
