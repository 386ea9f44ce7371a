"""Categories, units and the calendar as shipped: each file is read once and names its source."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from moderation.adapters.reference import FOLDER
from moderation.domain.taxonomy import Taxonomy, parse
from moderation.domain.units import FormerWardRow, UnitRow, WardRow, parse_former, parse_units

#: Names of days, Vietnamese and English, by day in order.
NamedDays = Mapping[date, tuple[str, str]]


@cache
def taxonomy() -> Taxonomy:
    """Categories and issues as proposed. Raises ValueError when the file is broken."""
    return parse(_held("taxonomy.json"))


@cache
def units() -> tuple[tuple[UnitRow, ...], tuple[WardRow, ...]]:
    """Units, parents before children, and wards. Raises ValueError when the file is broken."""
    rows, wards = parse_units(_held("units.json"))
    return tuple(rows), tuple(wards)


@cache
def former_wards() -> tuple[FormerWardRow, ...]:
    """Wards of before and what took them over. Raises ValueError when the file is broken."""
    with (FOLDER / "former_wards.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(parse_former(lines))


@cache
def calendar_days() -> tuple[NamedDays, NamedDays]:
    """Days off, and days worked although they fall on a weekend; read-only."""
    held = _held("calendar.json")
    return _days(held["days_off"]), _days(held["extra_working_days"])


def _days(named: Mapping[str, Mapping[str, str]]) -> NamedDays:
    return MappingProxyType(
        {date.fromisoformat(day): (names["vi"], names["en"]) for day, names in named.items()}
    )


def _held(name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return held


@cache
def issue_words() -> Mapping[str, str]:
    """The words that suggest issues, by issue, one phrase and its weight a line; read-only."""
    held = _held("issue_words.json")["issues"]
    return MappingProxyType({code: "\n".join(phrases) for code, phrases in held.items()})
