"""The clock of a case: its sums hold for every day, and it can say how a date was reached."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.adapters import reference_data
from moderation.domain import deadlines
from moderation.domain.deadlines import COUNTS, Clock, Pause, Why
from moderation.domain.working_calendar import WorkingCalendar

HOURS = ((time(8), time(12)), (time(13, 30), time(17, 30)))
OFF, EXTRA = (frozenset(days) for days in reference_data.calendar_days())
CALENDAR = WorkingCalendar(OFF, EXTRA, HOURS, ZoneInfo("Asia/Ho_Chi_Minh"))

starts = st.dates(date(2025, 12, 15), date(2027, 6, 1))
counts = st.integers(0, 40)
some_days = st.frozensets(starts, max_size=40)
calendars = st.builds(
    WorkingCalendar, some_days, some_days, st.just(HOURS), st.just(CALENDAR.zone)
) | st.just(CALENDAR)
pauses = st.lists(
    st.tuples(starts, st.integers(0, 20)).map(lambda p: Pause(p[0], p[0] + timedelta(days=p[1]))),
    max_size=3,
)


@given(starts, counts, counts, calendars, pauses)
def test_two_terms_one_after_the_other_are_one_term(start, first, second, calendar, held):
    halfway = deadlines.due(start, first, calendar, held)

    assert deadlines.due(start, first + second, calendar, held) == deadlines.due(
        halfway, second, calendar, held
    )


@given(starts, counts, calendars, pauses)
def test_a_due_date_is_never_a_day_off(start, days, calendar, held):
    assert calendar.is_working(deadlines.due(start, days, calendar, held))


@given(starts, st.integers(1, 40), calendars, pauses)
def test_a_due_date_never_falls_on_a_day_that_stood_still(start, days, calendar, held):
    last = deadlines.due(start, days, calendar, held)

    assert not any(pause.holds(last) for pause in held)


@given(starts, starts, counts, calendars, pauses)
def test_who_came_earlier_is_never_due_later(one, other, days, calendar, held):
    earlier, later = sorted((one, other))

    assert deadlines.due(earlier, days, calendar, held) <= deadlines.due(
        later, days, calendar, held
    )


@given(starts, counts, calendars, pauses)
def test_more_days_are_always_a_later_date(start, days, calendar, held):
    assert deadlines.due(start, days, calendar, held) < deadlines.due(
        start, days + 1, calendar, held
    )


@given(starts, st.integers(1, 30), calendars, st.integers(0, 40), st.integers(0, 20))
def test_a_pause_moves_the_date_by_exactly_the_working_days_it_lasted(
    start, days, calendar, after, length
):
    """Any pause that begins before the date is reached, on the last day too."""
    was_due = deadlines.due(start, days, calendar)
    first = min(start + timedelta(days=after), was_due)
    pause = Pause(first, first + timedelta(days=length))
    received = deadlines.due(start, 0, calendar)

    moved = deadlines.due(start, days, calendar, [pause])

    lasted = deadlines.stood_still(received, pause, calendar)
    assert calendar.working_days_between(was_due, moved) == lasted
    assert moved == deadlines.later(was_due, lasted, calendar)


@given(starts, counts, calendars, pauses)
def test_the_days_of_a_clock_are_found_again_from_its_dates(start, days, calendar, held):
    last = deadlines.due(start, days, calendar, held[:1])

    assert deadlines.counted(start, last, calendar, held[:1]) == days


@given(starts, counts, st.integers(0, 10), calendars, pauses)
def test_the_explanation_names_every_day_once_and_counts_to_the_end(
    start, days, extension, calendar, held
):
    told = deadlines.explain(start, days, calendar, held, extension)

    assert told[0].on == start
    assert told[-1].on == deadlines.due(start, days + extension, calendar, held)
    assert all(after.on - before.on == timedelta(days=1) for before, after in pairwise(told))
    numbers = [each.number for each in told if each.why in COUNTS]
    assert numbers == list(range(1, days + extension + 1))
    assert sum(each.why is Why.EXTENSION for each in told) == extension
    assert sum(each.why is Why.RECEIVED for each in told) == 1


@given(starts, counts, calendars)
def test_without_a_pause_it_is_what_the_calendar_says(start, days, calendar):
    moment = datetime.combine(start, time(9), tzinfo=calendar.zone)

    assert deadlines.due(start, days, calendar) == calendar.working_days_after(moment, days)


def test_the_new_year_swap_of_2026():
    """Friday 2 January is off, Saturday 10 January is worked for it: officially announced."""
    assert not CALENDAR.is_working(date(2026, 1, 2))
    assert CALENDAR.is_working(date(2026, 1, 10))
    assert deadlines.due(date(2025, 12, 31), 1, CALENDAR) == date(2026, 1, 5)
    assert deadlines.due(date(2026, 1, 9), 1, CALENDAR) == date(2026, 1, 10)
    told = deadlines.explain(date(2025, 12, 31), 6, CALENDAR)
    assert [(each.on.day, each.why, each.number) for each in told] == [
        (31, Why.RECEIVED, 0),
        (1, Why.DAY_OFF, 0),
        (2, Why.DAY_OFF, 0),
        (3, Why.WEEKEND, 0),
        (4, Why.WEEKEND, 0),
        (5, Why.COUNTED, 1),
        (6, Why.COUNTED, 2),
        (7, Why.COUNTED, 3),
        (8, Why.COUNTED, 4),
        (9, Why.COUNTED, 5),
        (10, Why.MADE_UP, 6),
    ]


def test_a_pause_and_an_extension_are_told_apart():
    """Monday 16/11, two days, stood still on the 17th and 18th, one day more granted."""
    pause = Pause(date(2026, 11, 17), date(2026, 11, 19))

    told = deadlines.explain(date(2026, 11, 16), 2, CALENDAR, [pause], 1)

    assert [(each.on.day, each.why) for each in told] == [
        (16, Why.RECEIVED),
        (17, Why.PAUSED),
        (18, Why.PAUSED),
        (19, Why.COUNTED),
        (20, Why.COUNTED),
        (21, Why.WEEKEND),
        (22, Why.WEEKEND),
        (23, Why.EXTENSION),
    ]
    clock = Clock(date(2026, 11, 16), 2, [pause], 1)
    assert clock.due(CALENDAR) == date(2026, 11, 23)


def test_a_clock_read_by_another_calendar_moves():
    clock = Clock(date(2026, 11, 20), 2)
    storm = WorkingCalendar(OFF | {date(2026, 11, 23)}, EXTRA, HOURS, CALENDAR.zone)

    assert (clock.due(CALENDAR), clock.due(storm)) == (date(2026, 11, 25), date(2026, 11, 26))


def test_what_was_received_on_a_day_off_begins_on_the_next_working_day():
    told = deadlines.explain(date(2026, 11, 21), 1, CALENDAR)

    assert [each.why for each in told] == [
        Why.WEEKEND, Why.WEEKEND, Why.RECEIVED, Why.DAY_OFF, Why.COUNTED,
    ]  # fmt: skip


def test_an_urgent_case_runs_on_a_sunday_night_too():
    sunday = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)

    assert deadlines.on_duty_until(sunday, 24) == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def test_a_day_moved_by_nothing_stays_where_it_is():
    sunday = date(2026, 11, 22)

    assert deadlines.later(sunday, 0, CALENDAR) == sunday
    assert deadlines.later(sunday, 1, CALENDAR) == date(2026, 11, 23)


def test_negative_terms_and_calendars_without_work_are_refused():
    never = WorkingCalendar(
        frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(900)), frozenset(), HOURS,
        CALENDAR.zone,
    )  # fmt: skip

    with pytest.raises(ValueError, match="0 or more"):
        deadlines.due(date(2026, 11, 20), -1, CALENDAR)
    with pytest.raises(ValueError, match="no working day"):
        deadlines.due(date(2026, 2, 1), 1, never)
    with pytest.raises(ValueError, match="no day counts"):
        deadlines.due(date(2025, 12, 31), 1, never)
