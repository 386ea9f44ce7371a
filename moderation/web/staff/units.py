"""The units of today: read once a request, sorted once for as long as they stay the same."""

from collections.abc import Mapping, Sequence, Set
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

    def names(self, spoken: str) -> list[Choice]:
        """Every unit, as a select without headings offers them."""
        return [choice for _ward, choice in self._of(spoken)]

    def choices(
        self, spoken: str, ward_code: str | None, without: Set[int]
    ) -> tuple[list[Choice], list[Choice], list[Choice]]:
        """Those of this ward, of the city, and of other wards, but for some."""
        out = {str(each) for each in without}
        known = [pair for pair in self._of(spoken) if pair[1][0] not in out]
        own = [choice for ward, choice in known if ward == ward_code and ward is not None]
        of_city = [choice for ward, choice in known if ward is None]
        elsewhere = [choice for ward, choice in known if ward is not None and ward != ward_code]
        return own, of_city, elsewhere

    def _of(self, spoken: str) -> list[tuple[str | None, Choice]]:
        if spoken not in self._choices:
            self._choices[spoken] = [
                (unit.ward_code, (str(unit.id), name_of(unit, spoken))) for unit in self.rows
            ]
        return self._choices[spoken]


def name_of(unit: Any, spoken: str) -> str:
    """A unit's name in this language."""
    return str(unit.name if spoken == "vi" or not unit.name_en else unit.name_en)


#: What was made last, and of which rows; another thread may make the same at the same time.
_kept: dict[str, Units] = {}


def units() -> Units:
    """The units of today; a page has several selects of them. An edit counts at once."""
    if "units" not in g:
        written = desks.agencies_written(session(), today())
        made = _kept.get(written)
        if made is None:
            made = Units([Unit(*row) for row in desks.agencies(session(), today())])
            _kept.clear()
            _kept[written] = made
        g.units = made
    return cast(Units, g.units)
