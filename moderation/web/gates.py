"""The one gate: every view is either for anybody or needs a permission, and says whether it
writes.
"""

import string
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import quote

from flask import Flask, abort, current_app, make_response, request
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from werkzeug.routing import IntegerConverter, Map
from wtforms import ValidationError

from moderation.adapters import database
from moderation.domain.errors import NotAllowed, NotFound
from moderation.domain.pages import LARGEST_ID
from moderation.domain.permissions import Permission, allows
from moderation.extensions import csrf, login_manager
from moderation.web.context import session, settings, tools
from moderation.web.house_book import book_of


class RowNumber(IntegerConverter):
    """`<int:...>` in an address: a number a row can have; a larger one is no address of ours."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST_ID, **options})


View = TypeVar("View", bound=Callable[..., Any])
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def anybody(view: View) -> View:
    """Open to everybody without a login; tests/house lists these views."""
    view.portal_gate = None  # type: ignore[attr-defined]  # a mark on the function
    return view


def need(*permissions: Permission) -> Callable[[View], View]:
    """Only for staff who are logged in and hold every one of `permissions` (none: any staff)."""

    def gated(view: View) -> View:
        @wraps(view)
        def behind_the_gate(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            for permission in permissions:
                require(permission)
            return view(*args, **kwargs)

        behind_the_gate.portal_gate = permissions  # type: ignore[attr-defined]  # a mark on the function
        return cast(View, behind_the_gate)

    return gated


def require(permission: Permission) -> None:
    """Raises NotAllowed unless the person logged in holds `permission`."""
    if not allows(current_user.person.role, permission):
        raise NotAllowed


def writes(view: View) -> View:
    """A view that writes although its method is safe: a picture that notes its answer, a logged
    reading.
    """
    view.portal_writes = True  # type: ignore[attr-defined]  # a mark on the function
    return view


def checks_csrf_itself(view: View) -> View:
    """A view that answers a missing CSRF token with its own form, so that nothing typed is lost."""
    view.portal_checks_csrf = True  # type: ignore[attr-defined]  # a mark on the function
    return cast(View, csrf.exempt(view))


def csrf_fits() -> bool:
    """Whether the request carries its session's CSRF token."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def throttled(rule: str, name: str) -> Callable[[View], View]:
    """Count each call of the view for the caller's address under the setting `rule`."""

    def limited(view: View) -> View:
        @wraps(view)
        def within_the_limit(*args: Any, **kwargs: Any) -> Any:
            tools().throttle.spend(getattr(settings(), rule), name, address())
            return view(*args, **kwargs)

        return cast(View, within_the_limit)

    return limited


def misses_throttled(view: View) -> View:
    """Count the calls that find nothing, all views together: many people share one address and
    may all read their receipts, but nobody may guess codes.
    """

    @wraps(view)
    def within_the_limit(*args: Any, **kwargs: Any) -> Any:
        limit = (settings().lookup_rate, "lookup", address())
        tools().throttle.check(*limit)
        try:
            response = make_response(view(*args, **kwargs))
        except NotFound:
            tools().throttle.spend(*limit)
            raise
        if response.status_code == HTTPStatus.NOT_FOUND:
            tools().throttle.spend(*limit)
        return response

    return cast(View, within_the_limit)


def address() -> str:
    """The caller's address, for limits only: it is hashed at once and stored nowhere."""
    return request.remote_addr or ""


def register(app: Flask) -> None:
    """Run what comes before any statement of a request: its address in order, two decisions."""
    app.before_request(_spell_out_raw_bytes)
    app.before_request(_refuse_nul)
    app.before_request(_only_this_machine)
    app.before_request(_decide_writing)
    app.before_request(_look_into_the_book)


def _spell_out_raw_bytes() -> None:
    """A byte nobody may send as it is counts as if it had been percent-encoded."""
    request.query_string = quote(request.query_string, safe=string.punctuation).encode()


def _refuse_nul() -> None:
    """PostgreSQL holds no text with this sign in it, so nothing can be there."""
    if "\0" in request.path:
        abort(404)


def _only_this_machine() -> None:
    """While testing and in development, however the server was started."""
    known = settings()
    guarded = known.testing or not known.is_production
    if guarded and not known.testing_bind and not known.is_loopback(address()):
        abort(403)


def _look_into_the_book() -> None:
    """Behind the decision about writing: it may be the first statement of the request."""
    if request.blueprint not in (None, "health"):
        book_of(current_app).look(session())


def _decide_writing() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in _SAFE or getattr(view, "portal_writes", False):
        database.for_writing(session())
