"""Sessions that know beforehand whether they will write.

SQLite refuses a transaction that reads first and writes later when somebody else wrote in between,
at once and whatever the busy timeout. So the decision comes before the first SELECT: a session
marked with `for_writing` opens its transactions with BEGIN IMMEDIATE, every other one is read-only
and a write through it raises.
"""

import sqlite3
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Result,
    Table,
    bindparam,
    event,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry

_WRITING = "writing"
_BUSY_MILLISECONDS = 15_000


class ReadOnlySession(RuntimeError):
    """A write through a session that was not marked for writing: a mistake in our code."""


class HasEngine(Protocol):
    """Flask-SQLAlchemy's `db`: knows the engine of the current app."""

    @property
    def engine(self) -> Engine: ...


class DeskSession(Session):
    """A session that begins as a reader; see `for_writing`. Bound by hand or through `db`."""

    def __init__(
        self,
        bind: Engine | Connection | None = None,
        *,
        db: HasEngine | None = None,
        **options: Any,
    ) -> None:
        super().__init__(bind, **options)
        self._db = db

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Engine | Connection:
        bind = self.bind if self.bind is not None or self._db is None else self._db.engine
        assert bind is not None, "a session without an engine"
        if self.info.get(_WRITING) and isinstance(bind, Engine):
            return writing_side(bind)
        return bind


def writing_side(engine: Engine) -> Engine:
    """The same engine and pool, its transactions opened for writing. One object per engine."""
    side = _writing_sides.get(engine)
    if side is None:
        side = _writing_sides.setdefault(engine, engine.execution_options(**{_WRITING: True}))
    return side


_writing_sides: dict[Engine, Engine] = {}


def for_writing(session: Session) -> Session:
    """Mark `session` before its first statement. Raises ReadOnlySession when it is too late."""
    if not session.info.get(_WRITING) and session.in_transaction():
        raise ReadOnlySession("the transaction was opened for reading")
    session.info[_WRITING] = True
    return session


def for_reading(session: Session) -> Session:
    """Back to reading, after a commit or a rollback: what is rendered next holds no write lock."""
    if session.info.get(_WRITING) and session.in_transaction():
        raise ReadOnlySession("commit or roll back first")
    session.info.pop(_WRITING, None)
    return session


def _refuse_unmarked_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if not session.info.get(_WRITING):
        raise ReadOnlySession("flush in a reading session")


def _refuse_unmarked_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get(_WRITING):
        raise ReadOnlySession("write in a reading session")


event.listen(DeskSession, "before_flush", _refuse_unmarked_flush)
event.listen(DeskSession, "do_orm_execute", _refuse_unmarked_statement)


def engine_options(url: str, *, threads: int) -> dict[str, Any]:
    """Keyword arguments for `create_engine`: a connection for each thread and some to spare."""
    options: dict[str, Any] = {
        "pool_size": threads + 4,
        "max_overflow": 8,
        "pool_use_lifo": True,  # the connection used last has its pages at hand
    }
    if make_url(url).get_backend_name() == "postgresql":
        options["pool_pre_ping"] = True
        options["connect_args"] = {
            "options": "-c statement_timeout=30000 -c lock_timeout=15000 -c timezone=UTC"
        }
    return options


def prepare(engine: Engine) -> None:
    """Install the listeners SQLite needs; once per engine, before its first connection."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver would open transactions on its own, late and without IMMEDIATE.
    cast(sqlite3.Connection, connection).isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged is on disk
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(
        "PRAGMA secure_delete = ON"
    )  # what is sealed or erased leaves no trace in free space
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def insert_if_absent(session: Session, row: object) -> bool:
    """Insert `row` unless its primary key is taken; whether it was inserted.

    On PostgreSQL a second process waits here until the first commits; on SQLite it waited for the
    write lock already. The row itself is not added to the session.
    """
    model: Any = type(row)
    mapper = inspect(model)
    given = {
        column.key: value
        for column in mapper.column_attrs
        if (value := getattr(row, column.key)) is not None
    }
    statement = _insert_or_nothing(model, session.get_bind().dialect.name)
    return session.scalar(statement, given) is not None


@cache
def _insert_or_nothing(model: Any, dialect: str) -> Any:
    """Built once for each table: with a row's values bound, not written into the statement."""
    mapper = inspect(model)
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    key = [column.name for column in mapper.primary_key]
    statement = insert(mapper.local_table).on_conflict_do_nothing(index_elements=key)
    return statement.returning(mapper.primary_key[0])


def insert_or_take_over(
    session: Session, table: Table, row: Mapping[str, Any], is_free: ColumnElement[bool]
) -> bool:
    """Insert `row`, or write over the row with the same key where `is_free` holds for it; whether
    it was written. What `is_free` binds is taken from `row` too; build it once.

    One statement: whoever comes second sees what the first wrote.
    """
    statement = _insert_or_take_over(table, session.get_bind().dialect.name, is_free)
    return session.scalar(statement, dict(row)) is not None


@cache
def _insert_or_take_over(table: Table, dialect: str, is_free: ColumnElement[bool]) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    key = list(table.primary_key.columns)
    given = {column.name: bindparam(column.name, type_=column.type) for column in table.columns}
    statement = insert(table).values(given)
    new = {
        name: statement.excluded[name] for name in given if name not in table.primary_key.columns
    }
    upsert = statement.on_conflict_do_update(index_elements=key, set_=new, where=is_free)
    return upsert.returning(key[0])


def affected(result: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE touched."""
    return cast(CursorResult[Any], result).rowcount
