"""Keyset pages: a page and the marks of its neighbours, whatever rows come and go meanwhile."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, NamedTuple, Self, TypeVar

from moderation.domain.errors import Invalid

Row = TypeVar("Row")
#: The largest number a row can have, in either database.
LARGEST_ID = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY_MARK = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a list ordered by (moment, id); written in addresses as `micros-id` in base 36."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{_base36((self.at - _EPOCH) // _MICROSECOND)}-{_base36(self.id)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid for anything `str(mark)` does not write."""
        moment, dash, row_id = text.rpartition("-")
        try:
            if not dash or len(text) > 40:
                raise ValueError(text)
            mark = cls(_EPOCH + int(moment, 36) * _MICROSECOND, int(row_id, 36))
            if str(mark) != text or mark.id > LARGEST_ID:
                raise ValueError(text)
        except (ValueError, OverflowError):
            raise Invalid("not a place in this list") from None
        return mark


class DayMark(NamedTuple):
    """A place in a list ordered by (day, id); written in addresses as `2026-11-25.7`."""

    on: date
    id: int

    def __str__(self) -> str:
        return f"{self.on.isoformat()}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid for anything that is no place."""
        found = _DAY_MARK.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            return cls(date.fromisoformat(found[1]), int(found[2]))
        except ValueError:
            raise Invalid("not a place in this list") from None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in order, and the mark behind the last one when more follow."""

    rows: Sequence[Row]
    next: Mark | None

    @classmethod
    def cut(
        cls, rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[datetime, int]]
    ) -> Self:
        """From up to `limit` + 1 rows read, keep `limit`; `key` gives a row's (moment, id)."""
        kept = rows[:limit]
        return cls(kept, Mark(*key(kept[-1])) if len(rows) > limit else None)


def _base36(number: int) -> str:
    if number < 0:
        return "-" + _base36(-number)
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
        if not number:
            return digits
