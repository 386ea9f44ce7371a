"""What authors read for each reason, in the office's own words."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain import standard_texts as rules
from moderation.domain.errors import Invalid
from moderation.domain.permissions import Permission
from moderation.domain.text import tidy_block
from moderation.queries import standard_texts as text_queries
from moderation.services import standard_texts
from moderation.web.context import commit, give_up, me, now, session, settings, tell, tools
from moderation.web.gates import need
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.get("/reasons")
@need(Permission.EDIT_SCREENING)
def reason_texts() -> Response:
    kept = text_queries.all_texts(session())
    return _page({_name(*key): text for key, text in kept.items()}, {})


@bp.post("/reasons")
@need(Permission.EDIT_SCREENING)
def save_reason_texts() -> Response:
    """All of them at once: a text that was not sent stays as it is."""
    typed = {
        (code, language): tidy_block(request.form[_name(code, language)])
        for code in tools().reasons
        for language in settings().languages
        if _name(code, language) in request.form
    }
    problems = {_name(*key): said for key, text in typed.items() if (said := _problem(text))}
    if problems:
        give_up()
        return _page({_name(*key): text for key, text in typed.items()}, problems)
    for (code, language), text in typed.items():
        standard_texts.write(session(), code, language, text, actor=me(), now=now())
    commit()
    tell(gettext("Đã lưu. Từ giờ người viết đọc những câu này."))
    return redirect(url_for("staff.reason_texts"), code=303)


def _name(code: str, language: str) -> str:
    return f"text-{code}-{language}"


def _problem(text: str) -> str:
    try:
        rules.check(text)
    except Invalid:
        if len(text) > rules.LONGEST:
            return gettext("Dài quá %(limit)s ký tự.", limit=rules.LONGEST)
        return gettext("Chỉ dùng được {article}; dấu { và } khác thì bỏ đi.")
    return ""


def _page(texts: dict[str, str], problems: dict[str, str]) -> Response:
    body = render_template(
        "staff/reasons.html",
        reasons=tools().reasons,
        spoken=settings().languages,
        texts=texts,
        problems=problems,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return make_response(body, status.value)
