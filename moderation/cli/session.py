"""What commands have in common: a session that may write, the tools, the moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from moderation.adapters.database import for_writing
from moderation.adapters.toolbox import Toolbox
from moderation.extensions import db


def tools() -> Toolbox:
    """The tools of the current app."""
    return cast(Toolbox, current_app.extensions["toolbox"])


def now() -> datetime:
    """This moment."""
    return tools().clock()


@contextmanager
def writing() -> Iterator[Session]:
    """A session opened for writing; the command commits. Rolled back and closed at the end."""
    with for_writing(db.session.session_factory()) as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reading."""
    with db.session.session_factory() as session:
        yield session
