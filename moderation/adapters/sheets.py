"""Spreadsheets (XLSX) of offices: lists read from them, lists written for them."""

import os
import secrets
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from moderation.domain.errors import Invalid
from moderation.domain.text import fold, tidy_block, tidy_line

Cell = str | int | date | datetime | None

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
_MOST_SHEET_ROWS = 1_048_576  # of the format; a damaged file may claim a row far behind it
#: What openpyxl raises for files that are broken or hostile; defusedxml's errors are ValueErrors.
_DAMAGE = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ParseError, zlib.error,
    EOFError, RuntimeError, zipfile.BadZipFile,
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")
_NARROW, _WIDE = 8, 60  # characters
_SAMPLE = 200  # rows that decide how wide columns are


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the row's in the sheet, from 1; `values` has every field asked for, "" where
    the cell is empty or the column missing.
    """

    number: int
    values: dict[str, str]


def read(
    path: Path, *, columns: Mapping[str, Sequence[str]], limit: int = 20_000
) -> list[SheetRow]:
    """Rows of the first sheet below its header; those without any of our fields are left out.

    `columns` maps a field to the titles it goes by; case, marks and spaces don't count. The
    header is the first row with two known titles (one, if only one field is asked for). Dates
    come as 2026-11-20, or 2026-11-20T08:40 when they have a time; formulas as their last result.
    Raises Invalid, with the reason, for a file that can't be read so or has more than
    `limit` rows.
    """
    assert openpyxl.DEFUSEDXML, "without defusedxml a sheet could expand entities without end"
    try:
        with path.open("rb") as file:
            _refuse_bombs(file)
            return _rows(file, columns, limit)
    except _DAMAGE as error:
        raise Invalid(f"not a readable xlsx file: {error.__cause__ or error}") from None


def _refuse_bombs(file: IO[bytes]) -> None:
    """zipfile stops at the sizes a file declares, so these can be believed."""
    if not zipfile.is_zipfile(file):
        raise Invalid("not an xlsx file")
    with zipfile.ZipFile(file) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise Invalid(f"unpacks to more than {MOST_UNPACKED_BYTES} bytes")


def _rows(file: IO[bytes], columns: Mapping[str, Sequence[str]], limit: int) -> list[SheetRow]:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise Invalid("no sheet")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # many programs write wrong ones, which would cut columns off
    lines = enumerate(sheet.iter_rows(values_only=True), start=1)
    places = _header(lines, columns)
    found: list[SheetRow] = []
    for number, cells in lines:
        values = {field: _text_at(cells, places.get(field)) for field in columns}
        if any(values.values()):
            found.append(SheetRow(number, values))
        if len(found) > limit or number > _MOST_SHEET_ROWS:
            raise Invalid(f"more than {limit} rows")
    return found


def _header(
    lines: Iterator[tuple[int, Sequence[Any]]], columns: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Where each field is, counted from 0; `lines` then stands behind the header row. The first
    of two columns with one title counts.
    """
    fields = {_title(title): field for field, titles in columns.items() for title in titles}
    for number, cells in lines:
        titles = [_title(_text(cell)) for cell in cells]
        places = {
            fields[title]: place
            for place, title in reversed(list(enumerate(titles)))
            if title in fields
        }
        if len(places) >= min(2, len(columns)):
            return places
        if number > _MOST_SHEET_ROWS:
            break
    raise Invalid("no header row")


def _title(text: str) -> str:
    return fold(tidy_line(text))


def _text_at(cells: Sequence[Any], place: int | None) -> str:
    return _text(cells[place]) if place is not None and place < len(cells) else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    # Some programs write the carriage return of a line break in this way.
    return tidy_block(str(value).replace("_x000D_", ""))


def write(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """One sheet at `path`, whole or not at all, readable by its owner only; replaces a file.

    A datetime is shown as the clock of its own zone: convert to local time before. Text is never
    a formula, whatever it begins with. Raises OSError.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _save(file, titles, rows)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _save(file: IO[bytes], titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    try:
        _fill(book.create_sheet(), titles, iter(rows))
    finally:
        book.save(file)  # after a failure, too: openpyxl then removes its own draft of the rows


def _fill(sheet: Any, titles: Sequence[str], rows: Iterator[Sequence[Cell]]) -> None:
    """Widths and the frozen header come first: this kind of sheet is written once, top down."""
    sample = list(islice(rows, _SAMPLE))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(zip_longest(titles, *sample), start=1):
        longest = max(len(_longest_line(value)) for value in column)
        width = min(max(longest + 2, _NARROW), _WIDE)
        sheet.column_dimensions[get_column_letter(place)].width = width
    header = [_string(sheet, title) for title in titles]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for row in chain(sample, rows):
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Cell) -> Any:
    """A plain value where it will do: a cell of its own takes more time."""
    if isinstance(value, str):
        return _text_cell(sheet, tidy_block(value))
    if isinstance(value, datetime):
        return _dated(sheet, value.replace(tzinfo=None), "dd/mm/yyyy hh:mm")
    if isinstance(value, date):
        return _dated(sheet, value, "dd/mm/yyyy")
    return value


def _dated(sheet: Any, value: date, form: str) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = form
    return cell


def _text_cell(sheet: Any, text: str) -> Any:
    long = len(text) > _WIDE or "\n" in text
    if not long and not text.startswith((*_FORMULA, "#")):
        return text
    cell = _string(sheet, text)
    if long:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _string(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # openpyxl makes a formula of "=1+1" and an error of "#N/A"
    cell.quotePrefix = text.startswith(_FORMULA)  # stays text when somebody edits the cell
    return cell


def _longest_line(value: Cell) -> str:
    if isinstance(value, date):
        return "dd/mm/yyyy hh:mm"
    return max(str("" if value is None else value).split("\n"), key=len)
