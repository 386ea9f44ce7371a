from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.quiet_hours import QuietHours, parse

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = parse("21:00-06:30", HANOI)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, fold=0))
hours = st.builds(lambda begin, end: QuietHours(begin, end, HANOI), clocks, clocks).filter(
    lambda each: each.begin != each.end
)
moments = st.integers(0, 15 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 06:30"),
        ("2026-11-23 23:59", "2026-11-24 06:30"),
        ("2026-11-24 00:00", "2026-11-24 06:30"),
        ("2026-11-24 06:29", "2026-11-24 06:30"),
        ("2026-11-24 06:30", "2026-11-24 06:30"),
        ("2026-12-31 22:00", "2027-01-01 06:30"),
    ],
)
def test_what_falls_into_the_night_leaves_in_the_morning(at, leaves):
    assert NIGHT.ends_after(local(at)) == local(leaves)


@pytest.mark.parametrize(
    ("at", "leaves"), [("12:00", "13:30"), ("13:29", "13:30"), ("11:59", "11:59"), ("22:00",) * 2]
)
def test_quiet_hours_may_lie_within_a_day(at, leaves):
    noon = QuietHours(time(12), time(13, 30), HANOI)

    assert noon.ends_after(local(f"2026-11-23 {at}")) == local(f"2026-11-23 {leaves}")


@given(hours, moments)
def test_a_message_is_never_put_off_into_quiet_hours_nor_by_a_day(quiet, moment):
    leaves = quiet.ends_after(moment)

    assert not quiet.is_quiet(leaves)
    assert moment <= leaves < moment + timedelta(days=1)
    assert (leaves == moment) == (not quiet.is_quiet(moment))
    assert quiet.ends_after(leaves) == leaves


@given(hours, moments, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_a_later_message_never_overtakes_an_earlier_one(quiet, moment, wait):
    assert quiet.ends_after(moment) <= quiet.ends_after(moment + wait)


@pytest.mark.parametrize("text", ["", "none", "None", " ", "08:00-08:00"])
def test_there_may_be_none(text):
    assert parse(text, HANOI) is None


@pytest.mark.parametrize("text", ["21-6", "25:00-06:30", "21:00", "21:00-06:60", "night"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse(text, HANOI)
