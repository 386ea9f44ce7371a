"""Due dates that a change of the calendar moves, shown before it is written: a day by hand, or days
that come with a file.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from moderation.domain.office_sheets import Change
from moderation.queries import agencies as agency_queries
from moderation.queries import clocks
from moderation.services import recounting
from moderation.services.recounting import Move
from moderation.web.context import intake_rules, session

_MOST_SHOWN = 200  # cases listed before a change of the calendar is agreed to


def days_of(changes: Sequence[Change]) -> dict[date, bool]:
    """Days that a file changes in the calendar, and whether they are worked."""
    return {
        date.fromisoformat(change.key[0]): bool(
            {**(change.before or {}), **change.after}.get("is_working")
        )
        for change in changes
        if change.sheet == "calendar"
    }


def moved_by(days: dict[date, bool]) -> list[Move]:
    """What these days would move, the rest of the calendar as it stands. Locks the rows, so not in
    a session that only reads.
    """
    if not days:
        return []
    before = intake_rules().calendar
    after = agency_queries.calendar(session(), before.hours, before.zone, changed=days)
    return recounting.moves(session(), before, after)


def shown(moved: Sequence[Move]) -> dict[str, Any]:
    """For `staff/_moved_dates.html`: the first cases with their codes, how many there are in all,
    and how many parts follow them.
    """
    of_cases = [each for each in moved if each.part_id is None]
    first = of_cases[:_MOST_SHOWN]
    codes = clocks.codes(session(), [each.case_id for each in first])
    return {
        "moved": [(codes.get(each.case_id), each) for each in first],
        "total": len(of_cases),
        "parts": len(moved) - len(of_cases),
    }
