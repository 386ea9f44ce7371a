"""The days and months that figures are shown by, as moments in the city's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Longer spans are shown by month, and none is longer than this many days.
MOST_DAYS_BY_DAY, MOST_DAYS = 62, 1100
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Periods:
    """`first` days of each period, and `edges`: the UTC moments between them and behind the
    last, so one more.
    """

    first: Sequence[date]
    edges: Sequence[datetime]
    by_month: bool


def periods(begin: date, end: date, zone: ZoneInfo) -> Periods:
    """Days from `begin` to `end`, both included; months when these are many: the first and the last
    may then be cut short. Raises ValueError when `end` is earlier or the span is too long.
    """
    length = (end - begin).days + 1
    if not 0 < length <= MOST_DAYS:
        raise ValueError("from an earlier to a later day, three years at most")
    by_month = length > MOST_DAYS_BY_DAY
    every = [begin + _DAY * number for number in range(length)]
    first = [day for day in every if not by_month or day == begin or day.day == 1]
    return Periods(first, [_begins(day, zone) for day in (*first, end + _DAY)], by_month)


def last_months(today: date, count: int, zone: ZoneInfo) -> Periods:
    """This month until today, and the `count` - 1 months before it; the earliest first."""
    months = today.year * 12 + today.month - count  # counted from 0, one behind
    return periods(date(months // 12, months % 12 + 1, 1), today, zone)


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
