"""How long a comment may be held before it must be decided."""

from dataclasses import dataclass
from datetime import date, datetime

from moderation.domain.working_calendar import WorkingCalendar

#: The finding (`domain/screening.py`) for which a comment is held for a limited time only.
UNVERIFIED = "unverified_claim"


@dataclass(frozen=True, slots=True)
class HoldRule:
    """`days` are working days (setting `hold_days`)."""

    calendar: WorkingCalendar
    days: int

    def decide_by(self, hold_code: str | None, now: datetime) -> date | None:
        """The last local day on which a comment held for `hold_code` is decided; None: no limit."""
        if hold_code != UNVERIFIED:
            return None
        return self.calendar.working_days_after(now, self.days)

    def is_over(self, decide_by: date | None, now: datetime) -> bool:
        """Whether a comment had to be decided before the local day of `now`."""
        return decide_by is not None and decide_by < now.astimezone(self.calendar.zone).date()
