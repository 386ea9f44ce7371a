"""The units of today: read once a request, sorted once for as long as they stay the same."""

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, NamedTuple, cast

from flask import g

from moderation.queries import desks
from moderation.web.context import session, today

Choice = tuple[str, str]  # an id as forms send it, and a name


class Unit(NamedTuple):
    """A row of `queries.desks.agencies`."""

    id: int
    code: str
    name: str
    name_en: str
    kind: Any
    ward_code: str | None
    parent_id: int | None


class Units:
    """Units in the order they are shown, with what is made of them."""

    def __init__(self, rows: Sequence[Unit]) -> None:
        self.rows = rows
        self.by_code: Mapping[str, Unit] = {unit.code: unit for unit in rows}
        self._choices: dict[str, list[tuple[str | None, Choice]]] = {}

    def choices(
        self, spoken: str, ward_code: str | None, without: Set[int]
    ) -> tuple[list[Choice], list[Choice], list[Choice]]:
        """Those of this ward, of the city, and of other wards, but for some."""
        if spoken not in self._choices:
            self._choices[spoken] = [
                (unit.ward_code, (str(unit.id), name_of(unit, spoken))) for unit in self.rows
            ]
        out = {str(each) for each in without}
        known = [pair for pair in self._choices[spoken] if pair[1][0] not in out]
        own = [choice for ward, choice in known if ward == ward_code and ward is not None]
        of_city = [choice for ward, choice in known if ward is None]
        elsewhere = [choice for ward, choice in known if ward is not None and ward != ward_code]
        return own, of_city, elsewhere


def name_of(unit: Any, spoken: str) -> str:
    """A unit's name in this language."""
    return str(unit.name if spoken == "vi" or not unit.name_en else unit.name_en)


@lru_cache(maxsize=2)
def _sorted(rows: tuple[tuple[Any, ...], ...]) -> Units:
    """Kept under the rows themselves: an edit counts at once."""
    return Units([Unit(*row) for row in rows])


def units() -> Units:
    """The units of today; a page has several selects of them."""
    if "units" not in g:
        rows = desks.agencies(session(), today())
        g.units = _sorted(tuple(tuple(row) for row in rows))
    return cast(Units, g.units)
