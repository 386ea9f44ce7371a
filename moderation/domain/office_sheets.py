"""What an administrator edits and carries from one server to another: sheets of plain rows.

A row is a mapping of column names to text, numbers, true or false, or None; days are ISO dates and
agencies are named by their codes, so that a row means the same on every server.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from moderation.domain.units import OF_THE_WARD as OF_THE_WARD
from moderation.domain.units import UnitKind

Row = Mapping[str, Any]
Key = tuple[str, ...]
FORMAT = 1
#: Rows of a sheet in a file: a city has some hundred agencies.
MOST_ROWS = 5000
#: What no database or mail takes, and what turns the words around it: halves of pairs, controls.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_UNSEEN_IN_LINE = re.compile(f"{_UNSEEN.pattern}|[\t\r\n\u2028\u2029]")


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    TICK = "tick"
    DAY = "day"
    AGENCY = "agency"  # a code
    LEAD = "lead"  # a code, or UBX, CAX


class Problem(StrEnum):
    """Why a value can't be used; the page says it in the reader's language."""

    NEEDED = "needed"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DAY = "not_a_day"
    NOT_A_TICK = "not_a_tick"
    NOT_TEXT = "not_text"
    UNKNOWN_COLUMN = "unknown_column"
    NO_SUCH_CHOICE = "no_such_choice"
    NO_SUCH_AGENCY = "no_such_agency"
    NO_SUCH_CATEGORY = "no_such_category"
    OWN_PARENT = "own_parent"
    BEFORE_START = "before_start"
    NOT_USABLE = "not_usable"
    CODE_TAKEN = "code_taken"
    TWICE = "twice"
    UNKNOWN_PLACE = "unknown_place"  # a placeholder nobody knows, or a lone brace
    NOT_IN_SUBJECT = "not_in_subject"  # a placeholder about somebody, in a subject
    PLACE_MISSING = "place_missing"
    UNSEEN = "unseen"  # control characters, or line breaks in a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`most` is characters, or the largest number."""

    name: str
    kind: Kind = Kind.LINE
    needed: bool = False
    most: int = 300
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`keys` name the columns that tell rows apart; `edited` sheets have a page of their own."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    edited: bool = False

    def key_of(self, row: Row) -> Key:
        """What tells this row from the others of its sheet."""
        return tuple(str(row.get(name) or "") for name in self.keys)

    def column(self, name: str) -> Column:
        """The column called so. Raises KeyError."""
        return next(each for each in self.columns if each.name == name)


def _line(
    name: str, *, needed: bool = False, most: int = 300, choices: Sequence[str] = ()
) -> Column:
    return Column(name=name, needed=needed, most=most, choices=tuple(choices))


def _text(name: str, *, needed: bool = False, most: int = 20_000) -> Column:
    return Column(name=name, kind=Kind.TEXT, needed=needed, most=most)


def _number(name: str, *, needed: bool = False, most: int = 1000) -> Column:
    return Column(name=name, kind=Kind.NUMBER, needed=needed, most=most)


def _tick(name: str) -> Column:
    return Column(name=name, kind=Kind.TICK)


_CODE, _NAME, _NAME_EN = (
    _line("code", needed=True, most=40),
    _line("name", needed=True),
    _line("name_en"),
)
_LANGUAGE = _line("language", needed=True, choices=("vi", "en"))

AGENCIES = Sheet(
    name="agencies",
    keys=("code",),
    edited=True,
    columns=(
        _CODE,
        _NAME,
        _NAME_EN,
        _line("kind", needed=True, most=40, choices=tuple(UnitKind)),
        Column(name="parent", kind=Kind.AGENCY),
        _line("ward_code", most=40),
        _line("phone"),
        Column(name="valid_from", kind=Kind.DAY),
        Column(name="valid_to", kind=Kind.DAY),
        Column(name="successor", kind=Kind.AGENCY),
    ),
)
CATEGORIES = Sheet(
    name="categories",
    keys=("code",),
    edited=True,
    columns=(
        _CODE,
        _NAME,
        _NAME_EN,
        Column(name="lead_code", kind=Kind.LEAD, needed=True),
        _number("position"),
        _tick("is_active"),
    ),
)
ISSUES = Sheet(
    name="issues",
    keys=("code",),
    edited=True,
    columns=(
        _CODE,
        _line("category_code", needed=True, most=40),
        _NAME,
        _NAME_EN,
        Column(name="lead_code", kind=Kind.LEAD, needed=True),
        _line("coordinating"),
        _number("due_days", needed=True, most=365),
        _tick("is_urgent"),
        _tick("is_public"),
        _line("proof", choices=("", "photo", "document", "either")),
        _number("position"),
        _tick("is_active"),
    ),
)
REASONS = Sheet(
    name="reasons",
    keys=("scope", "code"),
    edited=True,
    columns=(
        _line("scope", needed=True, choices=("comment", "complaint")),
        _CODE,
        _NAME,
        _NAME_EN,
        _number("position"),
        _tick("is_active"),
    ),
)
SETTINGS = Sheet(
    name="settings",
    keys=("name",),
    edited=True,
    columns=(_line("name", needed=True, most=40), _text("value", most=2000)),
)
#: In the order in which a file is applied: what others name comes first.
SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        AGENCIES,
        CATEGORIES,
        ISSUES,
        REASONS,
        SETTINGS,
        Sheet(
            name="calendar",
            keys=("on",),
            columns=(
                Column(name="on", kind=Kind.DAY, needed=True),
                _tick("is_working"),
                _NAME,
                _NAME_EN,
            ),
        ),
        Sheet(
            name="issue_words",
            keys=("issue_code",),
            columns=(_line("issue_code", needed=True, most=40), _text("phrases")),
        ),
        Sheet(
            name="routing_rules",
            keys=("name",),
            columns=(
                _NAME,
                _number("position", needed=True),
                _tick("is_on"),
                _line("category_code", most=40),
                _line("issue_code", most=40),
                _text("ward_codes"),
                _text("phrases"),
                _line("weekdays", most=7),
                _line("from_time", most=5),
                _line("to_time", most=5),
                _line("lead_code", most=40),
                _line("coordinating"),
                _tick("is_urgent"),
                _number("due_days", most=365),
            ),
        ),
        Sheet(
            name="standard_texts",
            keys=("reason_code", "language"),
            columns=(_line("reason_code", needed=True, most=40), _LANGUAGE, _text("text")),
        ),
        Sheet(
            name="reply_texts",
            edited=True,
            keys=("name", "language", "agency"),
            columns=(
                _NAME,
                _LANGUAGE,
                Column(name="agency", kind=Kind.AGENCY),
                _line("category_code", most=40),
                _line(
                    "outcome", choices=("", "fixed", "planned", "explained", "not_fixed", "no_info")
                ),
                _text("text", needed=True),
            ),
        ),
        Sheet(
            name="mail_templates",
            keys=("key", "language"),
            columns=(
                _line("key", needed=True, most=40),
                _LANGUAGE,
                _line("subject"),  # a short message has none
                _text("body", needed=True),
            ),
        ),
        Sheet(
            name="word_lists",
            keys=("name",),
            columns=(_line("name", needed=True, most=40), _text("phrases", most=200_000)),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that can't be used; `row` counts from 1, 0 is the row being edited."""

    sheet: str
    row: int
    column: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Change:
    """A row that a file adds (`before` None) or changes; `columns` are those that differ."""

    sheet: str
    key: Key
    before: Row | None
    after: Row
    columns: tuple[str, ...]


def faults_in(sheet: Sheet, row: Row, number: int = 0) -> list[Fault]:
    """What is wrong with the shape of one row: what other rows say is not looked at."""
    found = [
        Fault(sheet.name, number, name, Problem.UNKNOWN_COLUMN)
        for name in row
        if name not in {each.name for each in sheet.columns}
    ]
    for column in sheet.columns:
        problem = _problem(column, row.get(column.name))
        if problem:
            found.append(Fault(sheet.name, number, column.name, problem))
    return found


def _problem(column: Column, value: Any) -> Problem | None:
    if value is None or value == "":
        return Problem.NEEDED if column.needed and column.kind is not Kind.TICK else None
    if column.kind is Kind.TICK:
        return None if isinstance(value, bool) else Problem.NOT_A_TICK
    if column.kind is Kind.NUMBER:
        fits = type(value) is int and 0 <= value <= column.most
        return None if fits else Problem.NOT_A_NUMBER
    if not isinstance(value, str):
        return Problem.NOT_TEXT
    if column.kind is Kind.DAY:
        return None if _is_day(value) else Problem.NOT_A_DAY
    if len(value) > column.most:
        return Problem.TOO_LONG
    if (_UNSEEN if column.kind is Kind.TEXT else _UNSEEN_IN_LINE).search(value):
        return Problem.UNSEEN
    return Problem.NO_SUCH_CHOICE if column.choices and value not in column.choices else None


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def compare(sheet: Sheet, kept: Sequence[Row], wanted: Sequence[Row]) -> list[Change]:
    """What `wanted` adds to `kept` or changes there; nothing is ever taken away by a file, and a
    column that a row does not speak of stays as it is.
    """
    known = {sheet.key_of(row): row for row in kept}
    changes = []
    for row in wanted:
        before = known.get(sheet.key_of(row))
        differing = tuple(
            each.name
            for each in sheet.columns
            if each.name in row
            and (before is None or _plain(row[each.name]) != _plain(before.get(each.name)))
        )
        if before is None or differing:
            changes.append(Change(sheet.name, sheet.key_of(row), before, row, differing))
    return changes


def _plain(value: Any) -> Any:
    """An empty text and no value are the same."""
    return None if value == "" else value


def faults_of_file(held: Any) -> list[Fault]:
    """What is wrong with a file of sheets, shape only; a file of another format is one fault."""
    if not isinstance(held, Mapping) or held.get("format") != FORMAT:
        return [Fault("", 0, "format", Problem.NOT_USABLE)]
    sheets = held.get("sheets")
    if not isinstance(sheets, Mapping):
        return [Fault("", 0, "sheets", Problem.NOT_USABLE)]
    found: list[Fault] = []
    for name, rows in sheets.items():
        if name not in SHEETS or not isinstance(rows, list):
            found.append(Fault(str(name)[:40], 0, "", Problem.NOT_USABLE))
            continue
        if len(rows) > MOST_ROWS:
            found.append(Fault(name, MOST_ROWS + 1, "", Problem.TOO_LONG))
            continue
        found += _faults_of_sheet(SHEETS[name], rows)
    return found


def _faults_of_sheet(sheet: Sheet, rows: list[Any]) -> list[Fault]:
    found: list[Fault] = []
    seen: set[Key] = set()
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            found.append(Fault(sheet.name, number, "", Problem.NOT_USABLE))
            continue
        found += faults_in(sheet, row, number)
        key = sheet.key_of(row)
        if key in seen:
            found.append(Fault(sheet.name, number, sheet.keys[0], Problem.TWICE))
        seen.add(key)
    return found
