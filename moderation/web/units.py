"""The units of today: read once a request, sorted once for as long as they stay the same."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, NamedTuple, cast

from flask import current_app, g

from moderation.queries import desks
from moderation.web.context import session, today
from moderation.web.memory import Memory

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
        self._choices: dict[tuple[str, str | None], Sequence[_Heap]] = {}

    def names(self, spoken: str, without: Set[int] = frozenset()) -> Sequence[Choice]:
        """Every unit but some, as a select without headings offers them."""
        return self._of(spoken, None)[_ALL].but(without)

    def choices(
        self, spoken: str, ward_code: str | None, without: Set[int]
    ) -> tuple[Sequence[Choice], Sequence[Choice], Sequence[Choice]]:
        """Those of this ward, of the city, and of other wards, but for some. The same sequences
        as before where nothing is left out.
        """
        own, of_city, elsewhere, _ = self._of(spoken, ward_code)
        return own.but(without), of_city.but(without), elsewhere.but(without)

    def _of(self, spoken: str, ward_code: str | None) -> Sequence["_Heap"]:
        key = (spoken, ward_code)
        if key not in self._choices:
            heaps: tuple[list[Unit], ...] = ([], [], [])
            for unit in self.rows:
                here = _CITY if unit.ward_code is None else _OWN
                heaps[here if unit.ward_code in (None, ward_code) else _ELSEWHERE].append(unit)
            self._choices[key] = [_Heap.of(heap, spoken) for heap in (*heaps, self.rows)]
        return self._choices[key]


_OWN, _CITY, _ELSEWHERE, _ALL = range(4)


class _Heap(NamedTuple):
    """Units under one heading."""

    ids: Set[int]
    choices: Sequence[Choice]

    @classmethod
    def of(cls, units: Sequence[Unit], spoken: str) -> "_Heap":
        written = tuple((str(unit.id), name_of(unit, spoken)) for unit in units)
        return cls(frozenset(unit.id for unit in units), written)

    def but(self, without: Set[int]) -> Sequence[Choice]:
        """Those that are not left out."""
        out = {str(each) for each in without & self.ids}
        return tuple(each for each in self.choices if each[0] not in out) if out else self.choices


def name_of(unit: Any, spoken: str) -> str:
    """A unit's name in this language."""
    return str(unit.name if spoken == "vi" or not unit.name_en else unit.name_en)


def units() -> Units:
    """The units of today; a page has several selects of them. An edit counts at once."""
    if "units" not in g:
        memory = cast("Memory[Units]", current_app.extensions.setdefault("units_memory", Memory(1)))
        key = (today(), desks.agencies_stamp(session(), today()))
        made = memory.get(key)
        if made is None:
            made = Units([Unit(*row) for row in desks.agencies(session(), today())])
            memory.put(key, made)
        g.units = made
    return cast(Units, g.units)
