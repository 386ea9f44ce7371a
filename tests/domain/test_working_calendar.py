from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.working_calendar import WorkingCalendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = ((time(8), time(12)), (time(13, 30), time(17, 30)))
TET_2027 = {date(2027, 2, day) for day in range(4, 11)}
DAYS_OFF = frozenset(
    {date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24), *TET_2027}
)
EXTRA_DAYS = frozenset({date(2026, 8, 22)})
CALENDAR = WorkingCalendar(DAYS_OFF, EXTRA_DAYS, HOURS, ZONE)

moments = st.datetimes(
    datetime(2026, 7, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2027, 6, 1),  # noqa: DTZ001 - likewise
    timezones=st.sampled_from([UTC, ZONE]),
)
days = st.dates(date(2026, 7, 1), date(2027, 6, 1))
counts = st.integers(0, 40)
lengths = st.integers(0, 200 * 60).map(lambda minutes: minutes / 60)


def local(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


# Days


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        (date(2026, 11, 28), False),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2027, 2, 3), True),
        (date(2027, 2, 10), False),
    ],
)
def test_the_office_is_open_on_weekdays_and_make_up_days_but_days_off(day, is_open):
    assert CALENDAR.is_working(day) is is_open


def test_a_day_named_as_off_and_as_extra_is_worked_and_counted_once():
    tuesday = date(2026, 11, 24)
    both = WorkingCalendar(frozenset({tuesday}), frozenset({tuesday}), HOURS, ZONE)

    assert both.is_working(tuesday)
    assert both.working_days_between(date(2026, 11, 23), tuesday) == 1


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        pytest.param(local(11, 16), 3, date(2026, 11, 19), id="within a week"),
        pytest.param(local(11, 20), 1, date(2026, 11, 23), id="over a weekend"),
        pytest.param(local(11, 23), 1, date(2026, 11, 25), id="24 November is off"),
        pytest.param(local(8, 21), 1, date(2026, 8, 22), id="a make-up Saturday counts"),
        pytest.param(local(8, 22), 1, date(2026, 8, 24), id="from the make-up Saturday"),
        pytest.param(local(8, 28), 1, date(2026, 9, 3), id="over National Day"),
        pytest.param(local(2, 3, year=2027), 1, date(2027, 2, 11), id="over Tet"),
        pytest.param(local(2, 6, year=2027), 1, date(2027, 2, 12), id="sent during Tet"),
        pytest.param(local(11, 21), 1, date(2026, 11, 25), id="sent on a Saturday"),
        pytest.param(local(11, 21), 0, date(2026, 11, 23), id="no days, from a Saturday"),
        pytest.param(local(11, 16, 23, 59), 1, date(2026, 11, 17), id="sent late at night"),
    ],
)
def test_the_due_date_is_so_many_working_days_later(start, count, due):
    assert CALENDAR.working_days_after(start, count) == due


def test_the_first_day_is_the_local_one():
    monday_in_utc_tuesday_here = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)

    assert CALENDAR.working_days_after(monday_in_utc_tuesday_here, 1) == date(2026, 11, 18)


@given(moments, counts, counts)
def test_due_dates_are_working_days_and_grow_with_the_count(start, fewer, more):
    near, far = sorted((fewer, more))

    due = CALENDAR.working_days_after(start, near)

    assert CALENDAR.is_working(due)
    assert due <= CALENDAR.working_days_after(start, far)


@given(moments, moments, counts)
def test_who_writes_earlier_is_never_due_later(one, other, count):
    earlier, later = sorted((one, other))

    assert CALENDAR.working_days_after(earlier, count) <= CALENDAR.working_days_after(later, count)


@given(moments, counts)
def test_as_many_days_are_left_as_were_given(start, count):
    first = CALENDAR.working_days_after(start, 0)

    assert CALENDAR.days_left(CALENDAR.working_days_after(start, count), first) == count


@given(days, days)
def test_days_between_are_those_one_finds_by_walking(first, last):
    early, late = sorted((first, last))
    walked = sum(
        CALENDAR.is_working(early + timedelta(days=step + 1)) for step in range((late - early).days)
    )

    assert CALENDAR.working_days_between(early, late) == walked
    assert CALENDAR.working_days_between(late, early) == -walked


def test_days_left_reach_zero_on_the_due_date_and_go_below_on_the_next_working_day():
    friday = date(2026, 11, 20)
    others = [date(2026, 11, 18), friday, date(2026, 11, 22), date(2026, 11, 23)]

    assert [CALENDAR.days_left(friday, today) for today in others] == [2, 0, 0, -1]


# Hours


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param(local(11, 16, 8), 8, local(11, 16, 17, 30), id="a whole day"),
        pytest.param(local(11, 16, 11), 2, local(11, 16, 14, 30), id="over the lunch break"),
        pytest.param(local(11, 16, 12, 40), 1, local(11, 16, 14, 30), id="sent at lunch"),
        pytest.param(local(11, 16, 12, 40), 0, local(11, 16, 13, 30), id="opens after lunch"),
        pytest.param(local(11, 16, 11), 1, local(11, 16, 12), id="until the break, not after"),
        pytest.param(local(11, 20, 17, 29), 8, local(11, 23, 17, 29), id="Friday 17:29"),
        pytest.param(local(11, 20, 17, 29), 1 / 60, local(11, 20, 17, 30), id="the last minute"),
        pytest.param(local(11, 20, 17, 29), 1, local(11, 23, 8, 59), id="Friday, an hour"),
        pytest.param(local(11, 20, 20), 4, local(11, 23, 12), id="Friday evening"),
        pytest.param(local(11, 16, 5), 0.5, local(11, 16, 8, 30), id="before the office opens"),
        pytest.param(local(11, 23, 16, 30), 2, local(11, 25, 9), id="24 November is off"),
        pytest.param(local(8, 21, 16, 30), 2, local(8, 22, 9), id="a make-up Saturday runs"),
        pytest.param(
            local(2, 3, 16, 30, year=2027), 9, local(2, 11, 17, 30, year=2027), id="over Tet"
        ),
    ],
)
def test_only_office_hours_run(start, hours, end):
    reached = CALENDAR.working_hours_after(start, hours)

    assert reached == end
    assert reached.tzinfo is UTC


@given(moments, lengths, lengths)
def test_hours_end_within_office_hours_and_grow_with_the_length(start, shorter, longer):
    near, far = sorted((shorter, longer))

    end = CALENDAR.working_hours_after(start, near)

    here = end.astimezone(ZONE)
    assert end >= start
    assert CALENDAR.is_working(here.date())
    assert any(opens <= here.time() <= closes for opens, closes in HOURS)
    assert end <= CALENDAR.working_hours_after(start, far)


@given(moments, lengths)
def test_hours_between_gives_back_the_hours_added(start, hours):
    end = CALENDAR.working_hours_after(start, hours)

    assert CALENDAR.working_hours_between(start, end) == pytest.approx(hours)
    assert CALENDAR.working_hours_between(end, start) == pytest.approx(-hours)


@given(moments, moments, moments)
def test_hours_between_add_up(one, other, third):
    first, second, last = sorted((one, other, third))

    whole = CALENDAR.working_hours_between(first, last)

    parts = (
        CALENDAR.working_hours_between(first, second),
        CALENDAR.working_hours_between(second, last),
    )
    assert min(parts) >= 0
    assert sum(parts) == pytest.approx(whole)


def test_no_hours_run_over_a_weekend():
    assert CALENDAR.working_hours_between(local(11, 20, 17, 30), local(11, 23, 8)) == 0


# What can't be counted


def test_a_calendar_without_working_days_is_an_error_and_no_endless_loop():
    first = date(2026, 1, 1)
    closed = frozenset(first + timedelta(days=step) for step in range(1000))
    calendar = WorkingCalendar(closed, frozenset(), HOURS, ZONE)

    with pytest.raises(ValueError, match="no working day within 400 days"):
        calendar.working_days_after(local(1, 5), 1)
    with pytest.raises(ValueError, match="no working day within 400 days"):
        calendar.working_hours_after(local(1, 5), 1)


@pytest.mark.parametrize(
    "hours",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(8)),),
        ((time(13), time(17)), (time(8), time(12))),
        ((time(8), time(12)), (time(11), time(17))),
    ],
)
def test_office_hours_that_never_run_are_refused(hours):
    with pytest.raises(ValueError, match="office hours"):
        WorkingCalendar(frozenset(), frozenset(), hours, ZONE)


def test_counts_below_zero_are_refused():
    with pytest.raises(ValueError, match="days must be 0 or more"):
        CALENDAR.working_days_after(local(11, 16), -1)


@pytest.mark.parametrize("hours", [-0.5, float("nan"), float("inf")])
def test_hours_that_are_no_length_are_refused(hours):
    with pytest.raises(ValueError, match="hours must be 0 or more"):
        CALENDAR.working_hours_after(local(11, 16), hours)


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2026, 11, 16, 9)  # noqa: DTZ001 - what is refused

    with pytest.raises(ValueError, match="without a zone"):
        CALENDAR.working_days_after(naive, 1)


@pytest.mark.parametrize(
    ("end", "hours", "begins"),
    [
        ("2026-11-25 10:00", 1, "2026-11-25 09:00"),
        ("2026-11-25 10:00", 3, "2026-11-24 16:30"),  # over a night
        ("2026-11-25 14:00", 1, "2026-11-25 11:30"),  # over lunch
        ("2026-11-25 22:00", 8, "2026-11-25 08:00"),
        ("2026-11-23 09:00", 8, "2026-11-20 09:00"),  # over a weekend
    ],
)
def test_hours_before_are_office_hours_too(end, hours, begins):
    calendar = WorkingCalendar(frozenset(), frozenset(), HOURS, ZONE)
    moment = datetime.fromisoformat(end).replace(tzinfo=ZONE)

    found = calendar.working_hours_before(moment, hours)

    assert found == datetime.fromisoformat(begins).replace(tzinfo=ZONE)
    assert calendar.working_hours_between(found, moment) == hours
