"""What a view asks for: the tools, the session, the person, the moment."""

from datetime import date, datetime
from typing import Any, cast

from flask import current_app, flash, g, request
from flask import session as cookie
from flask_login import current_user
from sqlalchemy.orm import Session

from moderation.adapters import database
from moderation.adapters.toolbox import Toolbox
from moderation.domain.intake import IntakeRules
from moderation.domain.pages import DayMark, Mark
from moderation.domain.people import Person
from moderation.domain.settings import Settings
from moderation.extensions import db
from moderation.queries import agencies as agency_queries
from moderation.web.house_book import book_of

_TOLD = "_flashes"  # where Flask keeps what it will show


def tools() -> Toolbox:
    """The tools of the current app."""
    return book_of(current_app).over(cast(Toolbox, current_app.extensions["toolbox"]))


def settings() -> Settings:
    """The settings of the current app."""
    return tools().settings


def now() -> datetime:
    """The moment of this request: one for all it does."""
    if "now" not in g:
        g.now = tools().clock()
    return cast(datetime, g.now)


def intake_rules() -> IntakeRules:
    """What intake promises, by the calendar as it stands now; read once a request."""
    if "intake_rules" not in g:
        g.intake_rules = agency_queries.intake_rules(session(), settings(), tools().taxonomy)
    return cast(IntakeRules, g.intake_rules)


def today() -> date:
    """The local date of this request."""
    if "today" not in g:
        g.today = now().astimezone(settings().zone).date()
    return cast(date, g.today)


def session() -> Session:
    """The request's database session; reading or writing was decided before the view began
    (`begin_writing` decides anew).
    """
    return cast(Session, db.session())


def commit() -> None:
    """Make the request's changes durable; whatever is read afterwards holds no write lock."""
    session().commit()
    database.for_reading(session())


def begin_writing() -> None:
    """From here on this request writes, though it began as a reader: what was read so far may be
    out of date.
    """
    session().rollback()
    database.for_writing(session())


def give_up() -> None:
    """Drop the request's changes; whatever is read afterwards holds no write lock."""
    session().rollback()
    database.for_reading(session())


def tell(message: str | dict[str, Any], kind: str = "message") -> None:
    """Show `message` on the next page; one of kind `undo` has parts, for its button. A cookie holds
    4 KB: only the last few are kept.
    """
    flash(message, kind)  # type: ignore[arg-type]  # the cookie holds JSON
    cookie[_TOLD] = cookie[_TOLD][-3:]


def mark_of(name: str) -> Mark | None:
    """The place in a list that the address asks for. Raises Invalid when it is none of ours."""
    text = request.args.get(name, "")
    return Mark.parse(text) if text else None


def day_mark_of(name: str) -> DayMark | None:
    """As `mark_of`, in a list ordered by days."""
    text = request.args.get(name, "")
    return DayMark.parse(text) if text else None


def me() -> Person:
    """The person logged in; only behind `gates.need`."""
    return cast(Person, current_user.person)
