"""Who is on duty for urgent cases, day and night: shifts follow each other without a gap."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Shift(Protocol):
    """From one moment to another, the end not included."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


def overlaps(shift: Shift, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether both hold at some moment; one that begins when the other ends does not."""
    return shift.starts_at < ends_at and starts_at < shift.ends_at


def gaps(
    shifts: Sequence[Shift], first: datetime, last: datetime
) -> list[tuple[datetime, datetime]]:
    """Stretches between `first` and `last` in which nobody is on duty, in order."""
    found, covered = [], first
    for shift in sorted(shifts, key=lambda each: each.starts_at):
        if shift.starts_at >= last:
            break
        if shift.starts_at > covered:
            found.append((covered, shift.starts_at))
        covered = max(covered, shift.ends_at)
    if covered < last:
        found.append((covered, last))
    return found
