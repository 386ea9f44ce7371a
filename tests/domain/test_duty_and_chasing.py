"""Shifts without gaps, and reminders that climb."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain import chasing, duty
from moderation.domain.chasing import Step
from moderation.domain.working_calendar import WorkingCalendar

DAY = datetime(2026, 11, 23, tzinfo=UTC)
HOURS = ((time(8), time(12)),)
CALENDAR = WorkingCalendar(frozenset(), frozenset(), HOURS, ZoneInfo("Asia/Ho_Chi_Minh"))
hours = st.integers(0, 48)


def shift(first: int, last: int):
    return SimpleNamespace(
        starts_at=DAY + timedelta(hours=first), ends_at=DAY + timedelta(hours=last)
    )


def test_shifts_that_follow_each_other_do_not_overlap():
    assert not duty.overlaps(shift(0, 8), DAY + timedelta(hours=8), DAY + timedelta(hours=16))
    assert duty.overlaps(shift(0, 8), DAY + timedelta(hours=7), DAY + timedelta(hours=9))


@given(st.lists(st.tuples(hours, hours).filter(lambda pair: pair[0] < pair[1]), max_size=6))
def test_every_hour_is_either_in_a_shift_or_in_a_gap(pairs):
    shifts = [shift(*pair) for pair in pairs]

    found = duty.gaps(shifts, DAY, DAY + timedelta(hours=24))

    for hour in range(24):
        moment = DAY + timedelta(hours=hour)
        on_duty = any(each.starts_at <= moment < each.ends_at for each in shifts)
        assert on_duty is not any(first <= moment < last for first, last in found)


def test_the_later_a_reminder_the_higher_it_goes():
    rungs = chasing.ladder(("3", "-1", "1", "5", "8"))

    assert [(rung.days, rung.step) for rung in rungs] == [
        (-1, Step.OFFICER),
        (1, Step.LEADER),
        (3, Step.COORDINATOR),
        (5, Step.COMMITTEE),
        (8, Step.COMMITTEE),
    ]


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 26), -1),  # Thursday, due on Friday
        (date(2026, 11, 27), -1),
        (date(2026, 11, 29), -1),  # the weekend behind it is no working day late
        (date(2026, 11, 30), 1),
        (date(2026, 12, 2), 3),
        (date(2026, 12, 18), 5),
    ],
)
def test_only_the_highest_rung_that_has_come_counts(today, days):
    rungs = chasing.ladder(("-1", "1", "3", "5"))

    found = chasing.reached(rungs, date(2026, 11, 27), today, CALENDAR)

    assert (found.days if found else None) == days
