"""Tables for spreadsheet programs, as text they open with their marks intact."""

import csv
import io
from collections.abc import Iterable, Sequence

#: A cell that begins with one of these would be run as a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write(rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """UTF-8 with the mark that Excel needs; None is empty; words are never a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str | float | None) -> str | float:
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_DANGEROUS):
        return f"'{value}"
    return value
