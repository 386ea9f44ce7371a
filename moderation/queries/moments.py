"""Arithmetic on moments inside the database, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class seconds_of(GenericFunction[int]):  # noqa: N801 - used like a function
    """Whole seconds since 1970 of a moment's column."""

    type = BigInteger()
    inherit_cache = True


@compiles(seconds_of, "sqlite")
def _on_sqlite(element: seconds_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **kw)}) AS INTEGER)"


@compiles(seconds_of, "postgresql")
def _on_postgresql(element: seconds_of, compiler: SQLCompiler, **kw: Any) -> str:
    of = compiler.process(element.clauses, **kw)
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {of})) AS BIGINT)"


def seconds_between(earlier: ColumnElement[Any], later: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole seconds from one moment to another, negative when it comes before."""
    return seconds_of(later) - seconds_of(earlier)
