"""The clock of a case: which days count, which stand still, and how a due date was reached.

All days are local dates. The day something came in is not counted; when it is no working day, the
next one stands in for it. Acceptance runs in working hours (`intake`), urgent cases by day and
night (`on_duty_until`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from moderation.domain.working_calendar import SEARCH_DAYS, WorkingCalendar

_DAY = timedelta(days=1)
_SATURDAY = 5
#: No due date lies further ahead: a mistyped year would have every later count walk through it.
FARTHEST = timedelta(days=366)


class Why(StrEnum):
    """What a day means for a clock."""

    RECEIVED = "received"  # the day it came in, or the one that stands in for it
    COUNTED = "counted"
    MADE_UP = "made_up"  # counted: a day of the weekend, worked in exchange
    EXTENSION = "extension"  # counted, of the days that were granted later
    PAUSED = "paused"  # a working day on which the clock stood still
    WEEKEND = "weekend"
    DAY_OFF = "day_off"  # a weekday that the calendar names as off


#: Days that bring the due date nearer.
COUNTS = frozenset({Why.COUNTED, Why.MADE_UP, Why.EXTENSION})


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from `first` until the day before `until`, the day of the answer,
    which counts again.
    """

    first: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on `day`."""
        return self.first <= day < self.until


@dataclass(frozen=True, slots=True)
class Day:
    """One day on the way to a due date; `number` counts those that bring it nearer, else 0."""

    on: date
    why: Why
    number: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that can be read by any calendar: `days` working days after `start`, not counting
    what it stood still, and `extension` working days more.
    """

    start: date
    days: int
    pauses: Sequence[Pause] = ()
    extension: int = 0

    def due(self, calendar: WorkingCalendar) -> date:
        """When it runs out."""
        return due(self.start, self.days + self.extension, calendar, self.pauses)


def due(start: date, days: int, calendar: WorkingCalendar, pauses: Iterable[Pause] = ()) -> date:
    """The day on which `days` (>= 0) working days have run after `start`.

    Raises ValueError for negative `days`, or when no day counts for SEARCH_DAYS.
    """
    if days < 0:
        raise ValueError("days must be 0 or more")
    held = tuple(pauses)
    day = _first(calendar, start)
    for _ in range(days):
        day = _next(calendar, day, held)
    return day


def explain(
    start: date,
    days: int,
    calendar: WorkingCalendar,
    pauses: Iterable[Pause] = (),
    extension: int = 0,
) -> list[Day]:
    """Every day from `start` to the due date, with why it counts or does not."""
    held = tuple(pauses)
    last = due(start, days + extension, calendar, held)
    received = _first(calendar, start)
    told, number = [], 0
    for day in _every_day(start, last):
        why = _meaning(calendar, day, held) if day > received else _before(calendar, day)
        if why in COUNTS:
            number += 1
            why = Why.EXTENSION if number > days else why
        told.append(Day(day, why, number if why in COUNTS else 0))
    return told


def counted(
    start: date, last: date, calendar: WorkingCalendar, pauses: Iterable[Pause] = ()
) -> int:
    """Days that count after `start` until `last`, included: what `due` was asked for, when `last`
    is one of its answers.
    """
    held = tuple(pauses)
    received = _first(calendar, start)
    stood = sum(stood_still(received, each, calendar, until=last) for each in held)
    return max(0, calendar.working_days_between(received, last) - stood)


def stood_still(
    received: date, pause: Pause, calendar: WorkingCalendar, *, until: date = date.max
) -> int:
    """Working days a clock started on `received` stands still in `pause`: so many later it is
    due. The day it came in never counted, so it is not given back.
    """
    first = max(pause.first, received + _DAY)
    last = min(pause.until - _DAY, until)
    return max(0, calendar.working_days_between(first - _DAY, last)) if first <= last else 0


def later(day: date, days: int, calendar: WorkingCalendar) -> date:
    """`day` moved by `days` working days; for 0 it stays where it is, working or not."""
    if days <= 0:
        return day
    return due(day, days if calendar.is_working(day) else days - 1, calendar)


def told_move(before: date, after: date) -> str:
    """A date that moved, as histories tell it in any language."""
    return f"{before:%d/%m/%Y} → {after:%d/%m/%Y}"


def on_duty_until(start: datetime, hours: int) -> datetime:
    """When an urgent case is due: hours by day and night, on days off too."""
    return start + timedelta(hours=hours)


def _first(calendar: WorkingCalendar, start: date) -> date:
    day = start
    for _ in range(SEARCH_DAYS):
        if calendar.is_working(day):
            return day
        day += _DAY
    raise ValueError(f"no working day within {SEARCH_DAYS} days from {start}")


def _next(calendar: WorkingCalendar, day: date, pauses: Sequence[Pause]) -> date:
    for _ in range(SEARCH_DAYS):
        day += _DAY
        if calendar.is_working(day) and not any(pause.holds(day) for pause in pauses):
            return day
    raise ValueError(f"no day counts within {SEARCH_DAYS} days before {day}")


def _meaning(calendar: WorkingCalendar, day: date, pauses: Sequence[Pause]) -> Why:
    if not calendar.is_working(day):
        return _off(day)
    if any(pause.holds(day) for pause in pauses):
        return Why.PAUSED
    return Why.MADE_UP if day.weekday() >= _SATURDAY else Why.COUNTED


def _before(calendar: WorkingCalendar, day: date) -> Why:
    """Up to the day that stands for the one it came in."""
    return Why.RECEIVED if calendar.is_working(day) else _off(day)


def _off(day: date) -> Why:
    return Why.WEEKEND if day.weekday() >= _SATURDAY else Why.DAY_OFF


def _every_day(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
