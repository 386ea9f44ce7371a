"""Hours of the night in which no message leaves, save urgent ones."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: How a setting says that there are no such hours.
NONE = ("", "none")
_SPAN = re.compile(r"([0-2][0-9]:[0-5][0-9])\s*-\s*([0-2][0-9]:[0-5][0-9])")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` until before `end`, local time of every day; may span midnight."""

    begin: time
    end: time
    zone: ZoneInfo

    def ends_after(self, moment: datetime) -> datetime:
        """The first moment from `moment` (aware) on that is not quiet, in UTC; `moment` itself when
        it is not quiet.
        """
        local = moment.astimezone(self.zone)
        if not self._holds(local.time()):
            return moment.astimezone(UTC)
        day = local.date()
        if local.time() >= self.end:  # the hours go on past midnight
            day += timedelta(days=1)
        return datetime.combine(day, self.end, self.zone).astimezone(UTC)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether `moment` (aware) falls into them."""
        return self._holds(moment.astimezone(self.zone).time())

    def _holds(self, clock: time) -> bool:
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end


def parse(text: str, zone: ZoneInfo) -> QuietHours | None:
    """`21:00-06:30` as quiet hours; None for `none`, nothing, or a span without length.

    Raises ValueError for anything else.
    """
    if text.strip().lower() in NONE:
        return None
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError("write 21:00-06:30, or none")
    begin, end = (time.fromisoformat(clock) for clock in found.groups())
    return None if begin == end else QuietHours(begin, end, zone)
