"""Runs the migrations. SQLite: foreign keys off while tables are rebuilt, and checked before
commit.
"""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection

migrate = current_app.extensions["migrate"]
target_metadata = migrate.db.metadata


def plain_types(kind: str, item: Any, _autogen: AutogenContext) -> str | bool:
    """Write our column types as what they are in the database: migrations never import our code."""
    if kind == "type" and type(item).__module__ == "moderation.tables.base":
        return repr(item.impl).replace("DateTime", "sa.DateTime")
    if kind == "type" and type(item).__name__ == "Enum":
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    engine = migrate.db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _outside_transaction(connection, "PRAGMA foreign_keys = OFF")
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=True,
            render_item=plain_types,
            compare_type=True,
            transactional_ddl=True,
        )
        try:
            with context.begin_transaction():
                if engine.dialect.name == "postgresql":
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
                context.run_migrations()
                if engine.dialect.name == "sqlite":
                    _refuse_orphans(connection)
        finally:
            if engine.dialect.name == "sqlite":
                _outside_transaction(connection, "PRAGMA foreign_keys = ON")


def _outside_transaction(connection: Connection, statement: str) -> None:
    """SQLite ignores this PRAGMA inside a transaction, so it goes past SQLAlchemy's."""
    connection.connection.dbapi_connection.execute(statement)


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"the migration would leave rows without their parents: {orphans[:5]}")


run()
