"""What a view asks for: the tools, the session, the person, the moment."""

from datetime import datetime
from typing import cast

from flask import current_app, flash, g, request
from flask import session as cookie
from flask_login import current_user
from sqlalchemy.orm import Session

from moderation.adapters import database
from moderation.adapters.toolbox import Toolbox
from moderation.domain.pages import Mark
from moderation.domain.people import Person
from moderation.domain.settings import Settings
from moderation.extensions import db

_TOLD = "_flashes"  # where Flask keeps what it will show


def tools() -> Toolbox:
    """The tools of the current app."""
    return cast(Toolbox, current_app.extensions["toolbox"])


def settings() -> Settings:
    """The settings of the current app."""
    return tools().settings


def now() -> datetime:
    """The moment of this request: one for all it does."""
    if "now" not in g:
        g.now = tools().clock()
    return cast(datetime, g.now)


def session() -> Session:
    """The request's database session; reading or writing was decided before the view began."""
    return cast(Session, db.session())


def commit() -> None:
    """Make the request's changes durable; whatever is read afterwards holds no write lock."""
    session().commit()
    database.for_reading(session())


def give_up() -> None:
    """Drop the request's changes; whatever is read afterwards holds no write lock."""
    session().rollback()
    database.for_reading(session())


def tell(message: str, kind: str = "message") -> None:
    """Show `message` on the next page. A cookie holds 4 KB: only the last few are kept."""
    flash(message, kind)
    cookie[_TOLD] = cookie[_TOLD][-3:]


def mark_of(name: str) -> Mark | None:
    """The place in a list that the address asks for. Raises Invalid when it is none of ours."""
    text = request.args.get(name, "")
    return Mark.parse(text) if text else None


def me() -> Person:
    """The person logged in; only behind `gates.need`."""
    return cast(Person, current_user.person)
