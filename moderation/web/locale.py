"""Language and theme: cookies set by plain links, so that they work without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel import Locale
from flask import Flask, g, has_request_context, redirect, request
from werkzeug.wrappers import Response

from moderation.web.context import settings

THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600


def language() -> str:
    """The language of this request: the reader's choice, else the first one offered."""
    known: str | None = g.get("language")
    if known is None:
        chosen = request.cookies.get("lang", "") if has_request_context() else ""
        known = chosen if chosen in settings().languages else settings().languages[0]
        g.language = known
    return known


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Within the block, words are in `chosen`: for mails, which follow their reader."""
    g.language = chosen
    try:
        yield
    finally:
        del g.language


def theme() -> str:
    """`light`, `dark`, or `auto` for what the device prefers."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def register(app: Flask) -> None:
    """Honour `?lang=` and `?theme=` on every page: remember, and lead back to the clean address."""
    app.before_request(_remember_choice)
    app.context_processor(_for_templates)
    offered = app.extensions["toolbox"].settings.languages
    names = {code: _capital(str(Locale.parse(code).display_name)) for code in offered}
    app.jinja_env.globals.update(languages=names)


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
    query = "&".join(
        part
        for part in request.query_string.decode().split("&")
        if not part.startswith(("lang=", "theme="))
    )
    back = redirect(request.path + (f"?{query}" if query else ""), code=303)
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


def _for_templates() -> dict[str, Any]:
    return {
        "language": language(),
        "theme": theme(),
        "site": settings(),
    }
