"""The units of today: read once a request, sorted once for as long as they stay the same."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, NamedTuple, cast

from flask import g

from moderation.queries import desks
from moderation.web.context import session, today
from moderation.web.memory import memory

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


_Heaps = tuple[Sequence[Choice], Sequence[Choice], Sequence[Choice]]
_OWN, _CITY, _ELSEWHERE = range(3)


class Units:
    """Units in the order they are shown, with what is made of them: a choice is written once a
    language, for the heaps of every ward.
    """

    def __init__(self, rows: Sequence[Unit]) -> None:
        self.rows = rows
        self.by_code: Mapping[str, Unit] = {unit.code: unit for unit in rows}
        self._written: dict[str, Sequence[Choice]] = {}
        self._heaps: dict[tuple[str, str | None], _Heaps] = {}

    def names(self, spoken: str, without: Set[int] = frozenset()) -> Sequence[Choice]:
        """Every unit but some, as a select without headings offers them."""
        return _but(self._all(spoken), without)

    def choices(self, spoken: str, ward_code: str | None, without: Set[int]) -> _Heaps:
        """Those of this ward, of the city, and of other wards, but for some. The same sequences
        as before where nothing is left out.
        """
        own, of_city, elsewhere = self._of(spoken, ward_code)
        return _but(own, without), _but(of_city, without), _but(elsewhere, without)

    def _of(self, spoken: str, ward_code: str | None) -> _Heaps:
        key = (spoken, ward_code)
        if key not in self._heaps:
            heaps: tuple[list[Choice], ...] = ([], [], [])
            for unit, choice in zip(self.rows, self._all(spoken), strict=True):
                here = _CITY if unit.ward_code is None else _OWN
                heaps[here if unit.ward_code in (None, ward_code) else _ELSEWHERE].append(choice)
            own, of_city, elsewhere = map(tuple, heaps)
            self._heaps[key] = (own, of_city, elsewhere)
        return self._heaps[key]

    def _all(self, spoken: str) -> Sequence[Choice]:
        if spoken not in self._written:
            self._written[spoken] = tuple(
                (str(unit.id), name_of(unit, spoken)) for unit in self.rows
            )
        return self._written[spoken]


def _but(choices: Sequence[Choice], without: Set[int]) -> Sequence[Choice]:
    """Those that are not left out."""
    out = {str(each) for each in without}
    return tuple(each for each in choices if each[0] not in out) if out else choices


def name_of(unit: Any, spoken: str) -> str:
    """A unit's name in this language."""
    return str(unit.name if spoken == "vi" or not unit.name_en else unit.name_en)


def units() -> Units:
    """The units of today; a page has several selects of them. An edit counts at once."""
    if "units" not in g:
        key = (today(), desks.agencies_stamp(session()))
        g.units = memory("units", 1).of(key, _read)
    return cast(Units, g.units)


def _read() -> Units:
    return Units([Unit(*row) for row in desks.agencies(session(), today())])
