from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from moderation.domain.agreement import Agreement, cohen, is_sampled, percentile, rank
from moderation.domain.figure_periods import last_months, periods

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 20, tzinfo=UTC)


def pairs(table):
    return [pair for pair, times in table.items() for _ in range(times)]


def test_kappa_of_a_table_worked_out_by_hand():
    """Of 50: both yes 20, both no 15; the first said yes 25 times, the second 30. Observed 0.7,
    expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5, kappa 0.2 / 0.5.
    """
    told = pairs({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})

    found = cohen(told)

    assert (found.n, found.observed, found.expected) == (50, 0.7, 0.5)
    assert found.kappa == pytest.approx(0.4)


def test_kappa_of_three_choices_worked_out_by_hand():
    """Of 10: diagonal 4 + 2 + 1; firsts 5, 3, 2 and seconds 6, 2, 2, so
    expected (30 + 6 + 4) / 100.
    """
    told = pairs(
        {("a", "a"): 4, ("a", "c"): 1, ("b", "b"): 2, ("b", "a"): 1, ("c", "c"): 1, ("c", "a"): 1}
    )

    found = cohen(told)

    assert (found.observed, found.expected) == (0.7, 0.4)
    assert found.kappa == pytest.approx(0.5)


def test_readers_who_agree_less_than_chance_have_a_kappa_below_zero():
    assert cohen([("a", "b"), ("b", "a")]).kappa == -1


def test_kappa_means_nothing_without_pairs_or_without_a_choice():
    assert cohen([]) == Agreement(0, None, None, None)
    assert cohen([("a", "a")] * 3) == Agreement(3, 1.0, 1.0, None)


@pytest.mark.parametrize(
    ("n", "middle", "late"), [(1, 1, 1), (2, 1, 2), (4, 2, 4), (5, 3, 5), (10, 5, 9), (11, 6, 10)]
)
def test_a_percentile_is_the_nearest_rank(n, middle, late):
    values = list(range(1, n + 1))

    assert (percentile(values, 50), percentile(values, 90)) == (middle, late)
    assert (rank(50, n), rank(90, n)) == (middle, late)


@pytest.mark.parametrize(("percent", "n"), [(0, 1), (101, 1), (50, 0)])
def test_no_percentile_of_nothing(percent, n):
    with pytest.raises(ValueError, match="percentile"):
        rank(percent, n)


def test_about_so_many_of_a_hundred_are_sampled_and_always_the_same():
    drawn = [number for number in range(4000) if is_sampled("key", number, AT, 5)]

    assert 150 < len(drawn) < 250
    assert drawn == [number for number in range(4000) if is_sampled("key", number, AT, 5)]
    assert drawn != [number for number in range(4000) if is_sampled("other", number, AT, 5)]
    assert not is_sampled("key", 1, AT, 0)
    assert all(is_sampled("key", number, AT, 100) for number in range(50))


def test_periods_are_local_days_then_months():
    days = periods(date(2026, 11, 1), date(2026, 11, 3), HANOI)
    months = periods(date(2026, 9, 15), date(2026, 11, 20), HANOI)

    assert days.first == [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)]
    assert days.edges[0] == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert days.edges[-1] - days.edges[0] == timedelta(days=3)
    assert months.by_month
    assert months.first == [date(2026, 9, 15), date(2026, 10, 1), date(2026, 11, 1)]


@pytest.mark.parametrize("end", [date(2026, 10, 31), date(2031, 1, 1)])
def test_a_span_that_ends_before_it_begins_or_is_endless_is_none(end):
    with pytest.raises(ValueError, match="later day"):
        periods(date(2026, 11, 1), end, HANOI)


def test_the_last_twelve_months_cross_the_year():
    found = last_months(date(2026, 3, 10), 12, HANOI)

    assert (found.first[0], found.first[-1], len(found.first)) == (
        date(2025, 4, 1),
        date(2026, 3, 1),
        12,
    )
