"""Headers that keep a page to itself, and addresses of static files that may be cached for ever."""

import hashlib
import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, g, request
from markupsafe import Markup
from werkzeug.wrappers import Response

_STATIC = Path(__file__).parent.parent.parent / "static"
_POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; img-src 'self' data:; media-src 'self'; manifest-src 'self';"
    " script-src {scripts}; style-src 'self'"
)
_FOR_EVER = "max-age=315360000, public, immutable"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def register(app: Flask) -> None:
    """Add the headers to every response and `asset`, `csp_nonce` to every template."""
    app.after_request(_add)
    # Globals: macros see them too.
    app.jinja_env.globals.update(asset=asset, csp_nonce=_nonce, drawn_icon=icon)


def asset(path: str) -> str:
    """The address of a file under static/, carrying its content's hash."""
    return f"/static/{path}?v={_digest(path)}"


@cache
def icon(name: str, large: bool = False) -> Markup:
    """A picture out of the sprite. Made once: a page has thirty."""
    size = " ln-i-lg" if large else ""
    use = f'<use href="{asset("icons.svg")}#{name}"/>'
    return Markup(f'<svg class="ln-i{size}" aria-hidden="true" focusable="false">{use}</svg>')  # noqa: S704 - names of ours


def private(response: Response) -> Response:
    """This answer is for one person: no cache keeps it, no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


class KeepHashed:
    """A static file asked for with its content's hash may be kept for ever; asked for without, or
    with an old one, only as long as the file server says.
    """

    def __init__(self, files: WSGIApplication) -> None:
        self._files = files

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if not path.startswith("/static/") or not query.startswith("v="):
            return self._files(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if (
                status.startswith(("2", "304"))
                and query == f"v={_digest(path.removeprefix('/static/'))}"
            ):
                headers = [pair for pair in headers if pair[0] != "Cache-Control"]
                headers.append(("Cache-Control", _FOR_EVER))
            return start_response(status, headers, *more)

        return self._files(environ, start)


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((_STATIC / path).read_bytes()).hexdigest()[:10]


def _nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _add(response: Response) -> Response:
    scripts = f"'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "'none'"
    response.headers["Content-Security-Policy"] = _POLICY.format(scripts=scripts)
    for name, value in _FIXED.items():
        response.headers[name] = value
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.add("Cookie")
    return response
