"""Language and theme: cookies set by plain links, so that they work without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote, urlencode

from babel import Locale
from flask import Flask, has_request_context, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from moderation.web.context import settings

THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600
#: Found once a request, asked for hundreds of times a page: ten times quicker than Flask's `g`.
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def language() -> str:
    """The language of this request: the reader's choice, else the first one offered."""
    known = _spoken.get()
    if known is None:
        chosen = request.cookies.get("lang", "") if has_request_context() else ""
        known = chosen if chosen in settings().languages else settings().languages[0]
        _spoken.set(known)
    return known


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Within the block, words are in `chosen`: for mails, which follow their reader."""
    before = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(before)


def theme() -> str:
    """`light`, `dark`, or `auto` for what the device prefers."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def register(app: Flask) -> None:
    """Honour `?lang=` and `?theme=` on every page: remember, and lead back to the clean address."""
    app.before_request(_remember_choice)
    app.teardown_appcontext(_forget)
    app.context_processor(_for_templates)
    offered = app.extensions["toolbox"].settings.languages
    names = {code: _capital(str(Locale.parse(code).display_name)) for code in offered}
    app.jinja_env.globals.update(languages=names, with_choice=with_choice)


def _forget(_error: BaseException | None) -> None:
    """The next request on this thread is somebody else's."""
    _spoken.set(None)


def with_choice(name: str, value: str) -> str:
    """The address of this page with a choice of language or theme: the rest of it stays."""
    rest = [pair for pair in request.args.items(multi=True) if pair[0] not in ("lang", "theme")]
    return "?" + urlencode([*rest, (name, value)])


def _capital(name: str) -> str:
    """The first letter large, the others as they are: Tiếng Việt."""
    return name[:1].upper() + name[1:]


def _remember_choice() -> Response | None:
    if request.method != "GET" or not {"lang", "theme"} & request.args.keys():
        return None
    kept = request.args.copy()
    choices = {
        "lang": (kept.pop("lang", ""), settings().languages),
        "theme": (kept.pop("theme", ""), THEMES),
    }
    back = redirect(_own_address(kept), code=303)
    for name, (value, allowed) in choices.items():
        if value in allowed:
            back.set_cookie(
                name,
                value,
                max_age=_YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings().is_production,
            )
    return back


def _own_address(asked: MultiDict[str, str]) -> str:
    """This page with what else was asked. However the path was spelled, it stays on this site:
    browsers drop tabs and line ends, and two slashes in front name a host.
    """
    path = quote("/" + request.path.lstrip("/"), safe="/:@!$&'()*+,;=~")
    query = urlencode(list(asked.items(multi=True)))
    return f"{path}?{query}" if query else path


def _for_templates() -> dict[str, Any]:
    return {
        "language": language(),
        "theme": theme(),
        "site": settings(),
    }
