from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.errors import Invalid
from moderation.domain.pages import DayMark, Mark, Page, _base36

moments = st.datetimes(
    datetime(1950, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)
marks = st.builds(Mark, moments, st.integers(0, 2**60))


@given(marks)
def test_a_mark_reads_back_from_an_address(mark):
    assert Mark.parse(str(mark)) == mark


@given(st.builds(DayMark, st.dates(), st.integers(0, 10**18 - 1)))
def test_a_place_by_day_reads_back_from_an_address(mark):
    assert DayMark.parse(str(mark)) == mark


@pytest.mark.parametrize("text", ["", "2026-11-25", "2026-02-30.1", "2026-11-25.x", "25.1"])
def test_what_is_no_place_by_day_is_refused(text):
    with pytest.raises(Invalid):
        DayMark.parse(text)


@pytest.mark.parametrize(
    "text", ["", "1", "-", "x-", "1-zz zz", "!-1", "z" * 41, "zzzzzzzzzzzzzzzz-1"]
)
def test_what_is_no_mark_is_refused(text):
    with pytest.raises(Invalid):
        Mark.parse(text)


def test_the_last_page_has_no_next():
    rows = [(datetime(2026, 1, 1, tzinfo=UTC), 1)]

    assert Page.cut(rows, 1, key=lambda row: row) == Page(rows, None)


def test_a_full_page_knows_where_the_next_begins():
    day = datetime(2026, 1, 1, tzinfo=UTC)

    page = Page.cut([(day, 1), (day, 2), (day, 3)], 2, key=lambda row: row)

    assert page == Page([(day, 1), (day, 2)], Mark(day, 2))


@pytest.mark.parametrize(
    "text",
    [
        "1-zzzzzzzzzzzzzzzzzzzz",
        f"1-{_base36(2**63)}",
        "zzzzzzzzzzzzzzzz-1",
        "1_0-1",
        "1- 1",
        "1-A",
        "01-1",
        "1-+1",
        "١-1",
    ],
)
def test_what_no_mark_writes_is_no_place_and_no_database_sees_it(text):
    with pytest.raises(Invalid):
        Mark.parse(text)
