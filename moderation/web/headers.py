"""Headers that keep a page to itself, and addresses of static files that may be cached for ever."""

import hashlib
import secrets
from functools import cache
from pathlib import Path

from flask import Flask, g, request
from werkzeug.wrappers import Response

_STATIC = Path(__file__).parent.parent.parent / "static"
_POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; img-src 'self' data:; media-src 'self'; manifest-src 'self';"
    " script-src {scripts}; style-src 'self'"
)
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
    app.jinja_env.globals.update(asset=asset, csp_nonce=_nonce)  # globals: macros see them too


def asset(path: str) -> str:
    """The address of a file under static/, carrying its content's hash."""
    return f"/static/{path}?v={_digest(path)}"


def private(response: Response) -> Response:
    """This answer is for one person: no cache keeps it, no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


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
