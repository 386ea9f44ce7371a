"""Rows written straight into a SQLite file, for a server that does not run yet."""

import sqlite3

from models import Base


def insert(database: sqlite3.Connection, table: str, **values: object) -> None:
    """One row; what is not given gets the model's default, or an empty word or a zero."""
    columns = Base.metadata.tables[table].columns
    kept = {}
    for column in columns:
        if column.name in values:
            kept[column.name] = values[column.name]
        elif column.default is not None and column.default.is_scalar:
            default = column.default.arg
            kept[column.name] = getattr(default, "value", default)
        elif not column.nullable and not column.primary_key:
            kept[column.name] = ""
    names = ", ".join(f'"{name}"' for name in kept)
    marks = ", ".join("?" * len(kept))
    database.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(kept.values()))
