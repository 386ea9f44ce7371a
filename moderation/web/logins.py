"""Flask-Login over the `staff_session` table: the cookie holds a token, ending its row ends the
login.
"""

from datetime import datetime, timedelta

import structlog
from flask import Flask, g, redirect, request, url_for
from flask import session as cookie
from flask_login import AnonymousUserMixin, current_user, login_user, logout_user
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from models import Staff, StaffSession
from moderation.adapters.database import for_writing
from moderation.domain.logins import token_hash
from moderation.domain.people import Person
from moderation.domain.permissions import Permission, allows
from moderation.extensions import db, login_manager
from moderation.queries import staff as staff_queries
from moderation.services import staff as staff_services
from moderation.web.context import commit, now, session, settings, tell
from moderation.web.words import gettext

_log = structlog.get_logger()
_TOUCH_EVERY = timedelta(minutes=5)


class SignedIn:
    """What Flask-Login calls a user: a person and the token of this login."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, person: Person, token: str, seen_at: datetime | None = None) -> None:
        self.person = person
        self.token = token
        self.seen_at = seen_at

    def get_id(self) -> str:
        return self.token

    def can(self, permission: str) -> bool:
        """For templates: whether to show a thing at all; the gate decides."""
        return allows(self.person.role, Permission(permission))


class Stranger(AnonymousUserMixin):  # type: ignore[misc]  # Flask-Login has no types
    def can(self, _permission: str) -> bool:
        return False


def register(app: Flask) -> None:
    """Tell Flask-Login where its users are."""
    login_manager.user_loader(_load)
    login_manager.unauthorized_handler(_ask_to_log_in)
    login_manager.anonymous_user = Stranger
    login_manager.session_protection = (
        None  # our table is the protection; addresses change on phones
    )
    app.after_request(_touch)


def log_in(person: Staff) -> None:
    """Open a login for `person` and commit. The old cookie content goes: no session is carried
    over.
    """
    lifetime = timedelta(hours=settings().staff_session_hours)
    token = staff_services.open_session(session(), person, lifetime=lifetime, now=now())
    commit()
    cookie.clear()
    signed_in = Person(person.id, person.name, person.email, person.role)
    login_user(SignedIn(signed_in, token))


def log_out() -> None:
    """End this login, at once and everywhere, and commit."""
    staff_services.close_session(
        session(), current_user.token, person=current_user.person, now=now()
    )
    commit()
    logout_user()
    cookie.clear()


def forget_who() -> None:
    """For the rest of this request nobody is logged in: the database could not be asked, and
    rendering a page would ask it again.
    """
    g._login_user = Stranger()


def _load(token: str) -> SignedIn | None:
    idle = timedelta(minutes=settings().staff_idle_minutes)
    login = staff_queries.session_for(session(), token, idle=idle, now=now())
    if login is None:
        return None
    return SignedIn(login.person, token, login.seen_at)


def _touch(response: Response) -> Response:
    """Note that the login is used, at most every five minutes, in a transaction of its own.

    What was answered stands: when the database is busy, the next request notes it.
    """
    person = g.get("_login_user")  # only if this request asked who it is
    if isinstance(person, SignedIn) and person.seen_at and now() - person.seen_at > _TOUCH_EVERY:
        session().rollback()  # a refused form may still hold the write lock
        try:
            _note_use(person.token)
        except OperationalError as error:
            _log.warning("login not noted as used", error=type(error.orig).__name__)
    return response


def _note_use(token: str) -> None:
    with for_writing(db.session.session_factory()) as apart:
        mine = StaffSession.token_hash == token_hash(token)
        apart.execute(update(StaffSession).where(mine).values(seen_at=now()))
        apart.commit()


def _ask_to_log_in() -> Response:
    """A page sends to the login and back; a form that was sent keeps what was typed on an error
    page.
    """
    if request.method in ("GET", "HEAD"):
        if "_user_id" in cookie:
            tell(gettext("Phiên làm việc đã hết. Anh/chị đăng nhập lại để làm tiếp."))
        return redirect(url_for("accounts.log_in", next=request.full_path.rstrip("?")), code=303)
    raise Unauthorized
