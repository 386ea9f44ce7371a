"""What commands have in common: a session that may write, the tools, the moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast

import click
from flask import current_app
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from models import Staff
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
    with _tables_expected(), for_writing(db.session.session_factory()) as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reading."""
    with _tables_expected(), db.session.session_factory() as session:
        yield session


@contextmanager
def _tables_expected() -> Iterator[None]:
    try:
        yield
    except (OperationalError, ProgrammingError):
        if inspect(db.engine).has_table(Staff.__tablename__):
            raise
        raise click.ClickException(
            "The database has no tables yet: run `flask --app app db upgrade`."
        ) from None
