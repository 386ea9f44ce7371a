"""The clocks of a request to take a comment down."""

from datetime import datetime, time, timedelta
from typing import Protocol

from moderation.domain.working_calendar import WorkingCalendar


class Due(Protocol):
    """A request, as far as its clocks go."""

    due_at: datetime
    done_at: datetime | None
    confirm_by: datetime | None
    confirmed_at: datetime | None


def confirm_by(received_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Until when an oral order is to be confirmed in writing: the close of the next working day."""
    day = calendar.working_days_after(received_at, 1)
    closes: time = calendar.hours[-1][1]
    return datetime.combine(day, closes, calendar.zone)


def due_at(received_at: datetime, hours: int) -> datetime:
    """Until when a request is to be done; `hours` run day and night (Law 116/2025)."""
    return received_at + timedelta(hours=hours)


def is_late(done_at: datetime | None, due: datetime, now: datetime) -> bool:
    """Whether a request was, or is by now, not done in time."""
    return (done_at or now) > due


def lacks_confirmation(
    confirm: datetime | None, confirmed_at: datetime | None, now: datetime
) -> bool:
    """Whether an oral order went without a document for longer than it may."""
    return confirm is not None and confirmed_at is None and now > confirm
