"""The database's schema: which migration it is at, and moving it to the newest."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent.parent.parent / "migrations"


def is_at_head(connection: Connection) -> bool:
    """Whether every migration of this version has run."""
    return MigrationContext.configure(connection).get_current_revision() == head()


@cache
def head() -> str | None:
    """The newest migration's number."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return ScriptDirectory.from_config(config).get_current_head()
