"""One line a request: what kind of page, how it ended, how long it took. No path,
address or name.
"""

import secrets
import time

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

_log = structlog.get_logger()


def register(app: Flask) -> None:
    """Number every request and log its end."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """A short number by which a person can point an engineer at a line of the log."""
    return str(g.get("request_id", "-"))


def _begin() -> None:
    g.request_id = secrets.token_hex(4)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    _log.info(
        "request",
        method=request.method,
        view=request.endpoint or "-",
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        id=request_id(),
    )
    return response
