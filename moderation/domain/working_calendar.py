"""When the office works: due dates, running office hours, and what is left of them.

Days are local dates in the calendar's zone, moments are aware; hours are office hours, whatever
the wall clock did meanwhile.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

Spans = tuple[tuple[time, time], ...]

#: Days looked through for the next working day before the calendar counts as broken.
SEARCH_DAYS = 400
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_SATURDAY = 5


# No slots: the sums below are computed once for each calendar.
@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday without `days_off`, and `extra_days`, which win where both name a day.

    `hours` are local spans in order, at least one. Raises ValueError for others.
    """

    days_off: frozenset[date]
    extra_days: frozenset[date]
    hours: Spans
    zone: ZoneInfo

    def __post_init__(self) -> None:
        ends = [moment for span in self.hours for moment in span]
        if not ends or ends != sorted(set(ends)):
            raise ValueError("office hours are one or more spans, in order and not overlapping")

    def is_working(self, day: date) -> bool:
        """Whether the office is open on `day`."""
        return day in self.extra_days or (_is_weekday(day) and day not in self.days_off)

    def working_days_after(self, start: datetime, days: int) -> date:
        """The due date: `days` (>= 0) full working days after the local day of `start`.

        That day is not counted; when it is no working day, the next one stands in for it. Raises
        ValueError for negative `days`, a naive `start`, or no working day in SEARCH_DAYS.
        """
        if days < 0:
            raise ValueError("days must be 0 or more")
        day = self._working_from(self._local(start).date())
        for _ in range(days):
            day = self._working_from(day + _DAY)
        return day

    def working_hours_after(self, start: datetime, hours: float) -> datetime:
        """The first moment in office hours, from `start` on, when `hours` (>= 0) of them have run.

        In UTC. A span includes its end: 17:29 and a minute is 17:30, not the next morning. Raises
        ValueError as `working_days_after`.
        """
        if not (math.isfinite(hours) and hours >= 0):
            raise ValueError("hours must be 0 or more")
        rest, local = timedelta(hours=hours), self._local(start)
        day = self._working_from(local.date())
        while True:
            for opens, closes in self._spans(day):
                begins = max(opens, local)
                if begins <= closes:
                    if rest <= closes - begins:
                        return (begins + rest).replace(tzinfo=self.zone).astimezone(UTC)
                    rest -= closes - begins
            day = self._working_from(day + _DAY)

    def working_hours_before(self, end: datetime, hours: float) -> datetime:
        """The last moment from which `hours` (> 0) office hours have run until `end`: whatever came
        in then or earlier has waited so long. In UTC. Raises ValueError as `working_days_after`.
        """
        if not (math.isfinite(hours) and hours > 0):
            raise ValueError("hours must be more than 0")
        rest, local = timedelta(hours=hours), self._local(end)
        day = local.date()
        for _ in range(SEARCH_DAYS):
            for opens, closes in reversed(self._spans(day)) if self.is_working(day) else ():
                ends = min(closes, local)
                if opens < ends and rest <= ends - opens:
                    return (ends - rest).replace(tzinfo=self.zone).astimezone(UTC)
                rest -= max(ends - opens, timedelta())
            day -= _DAY
        raise ValueError(f"fewer than {hours} office hours in {SEARCH_DAYS} days before {end}")

    def working_days_between(self, first: date, last: date) -> int:
        """Working days d with `first` < d <= `last`; when `last` is earlier, the same backwards and
        negative.
        """
        return self._days_until(last.toordinal()) - self._days_until(first.toordinal())

    def working_hours_between(self, start: datetime, end: datetime) -> float:
        """Office hours from `start` to `end`, negative when `end` is earlier. Raises ValueError for
        naive moments.
        """
        return (self._worked_until(end) - self._worked_until(start)) / _HOUR

    def days_left(self, due: date, today: date) -> int:
        """Working days after `today` until `due`: 0 on `due`, negative once a working day has
        passed.

        On days off right behind `due` it is still 0; what is late is for `today > due` to say.
        """
        return self.working_days_between(today, due)

    def _local(self, moment: datetime) -> datetime:
        """The wall clock in the zone, naive."""
        if moment.utcoffset() is None:
            raise ValueError("a moment without a zone has no local day")
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _working_from(self, day: date) -> date:
        for _ in range(SEARCH_DAYS):
            if self.is_working(day):
                return day
            day += _DAY
        raise ValueError(f"no working day within {SEARCH_DAYS} days before {day}")

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        return [
            (datetime.combine(day, opens), datetime.combine(day, closes))
            for opens, closes in self.hours
        ]

    def _days_until(self, ordinal: int) -> int:
        """Working days from year 1 to the day `ordinal`, included. Ordinal 1 is a Monday."""
        weeks, rest = divmod(ordinal, 7)
        weekdays = 5 * weeks + min(rest, 5)
        return weekdays - bisect_right(self._lost, ordinal) + bisect_right(self._gained, ordinal)

    def _worked_until(self, moment: datetime) -> timedelta:
        """Office hours from year 1 to `moment`."""
        local = self._local(moment)
        day = local.date()
        worked = self._days_until(day.toordinal() - 1) * self._length
        if self.is_working(day):
            for opens, closes in self._spans(day):
                worked += max(min(local, closes) - opens, timedelta())
        return worked

    @cached_property
    def _lost(self) -> list[int]:
        """Weekdays without work, as ordinals."""
        return sorted(
            day.toordinal() for day in self.days_off - self.extra_days if _is_weekday(day)
        )

    @cached_property
    def _gained(self) -> list[int]:
        """Weekend days with work, as ordinals."""
        return sorted(day.toordinal() for day in self.extra_days if not _is_weekday(day))

    @cached_property
    def _length(self) -> timedelta:
        """Office hours of one working day."""
        return sum((closes - opens for opens, closes in self._spans(date.min)), timedelta())


def _is_weekday(day: date) -> bool:
    return day.weekday() < _SATURDAY
