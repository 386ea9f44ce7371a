import json
from collections import Counter
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from moderation.adapters import reference_data
from moderation.adapters.reference import FOLDER
from moderation.domain.units import resolve
from moderation.domain.working_calendar import WorkingCalendar


def unit_codes() -> set[str]:
    units, _ = reference_data.units()
    return {row.code for row in units}


def test_there_are_126_wards_each_with_three_bodies():
    units, wards = reference_data.units()

    assert Counter(ward.kind for ward in wards) == {"ward": 51, "commune": 75}
    assert len({ward.code for ward in wards}) == 126
    bodies = Counter(row.ward_code for row in units if row.ward_code)
    assert bodies == {ward.code: 3 for ward in wards}


def test_wards_lie_within_the_same_hundred_kilometres():
    _, wards = reference_data.units()

    assert all(20.5 < ward.lat < 21.5 and 105.2 < ward.lon < 106.1 for ward in wards)


def test_every_unit_hangs_below_another_that_comes_first():
    units, _ = reference_data.units()

    seen = {None}
    for row in units:
        assert row.parent_code in seen
        seen.add(row.code)


def test_every_unit_has_an_english_name_without_marks():
    units, wards = reference_data.units()

    names = [row.name_en for row in (*units, *wards)]
    assert [name for name in names if not name.isascii() or not name.strip()] == []


def test_there_are_16_categories_in_two_languages():
    taxonomy = reference_data.taxonomy()

    assert len(taxonomy.categories) == 16
    assert all(set(category.names) == {"vi", "en"} for category in taxonomy.categories)


def test_every_lead_and_coordinating_code_is_a_unit_in_every_ward():
    known = unit_codes()
    _, wards = reference_data.units()
    categories = reference_data.taxonomy().categories
    asked = {category.default_lead for category in categories} | {
        code
        for category in categories
        for issue in category.issues
        for code in (issue.lead, *issue.coordinate)
    }

    assert {"UBX", "CAX"} <= asked
    lost = {code for code in asked for ward in wards if resolve(code, ward.code) not in known}
    assert lost == set()


def test_526_former_wards_lead_to_wards_of_today():
    rows = reference_data.former_wards()
    _, wards = reference_data.units()

    assert len({(row.district, row.name) for row in rows}) == 526
    assert {row.ward_code for row in rows} == {ward.code for ward in wards}


def test_a_former_ward_taken_over_whole_went_to_one_place():
    rows = reference_data.former_wards()

    places = Counter((row.district, row.name) for row in rows)
    assert {places[row.district, row.name] for row in rows if row.is_whole} == {1}


def test_days_off_have_names_in_two_languages():
    days_off, extra_days = reference_data.calendar_days()

    assert days_off[date(2026, 11, 24)] == ("Ngày Văn hóa Việt Nam", "Vietnam Cultural Day")
    assert all(vietnamese and english for vietnamese, english in days_off.values())
    assert list(extra_days) == [date(2026, 1, 10), date(2026, 8, 22)]
    assert list(days_off) == sorted(days_off)


def test_the_shipped_days_make_a_calendar_that_skips_tet():
    days_off, extra_days = reference_data.calendar_days()
    calendar = WorkingCalendar(
        frozenset(days_off),
        frozenset(extra_days),
        ((time(8), time(12)), (time(13, 30), time(17, 30))),
        ZoneInfo("Asia/Ho_Chi_Minh"),
    )

    assert calendar.working_days_between(date(2027, 2, 3), date(2027, 2, 10)) == 0
    assert calendar.is_working(date(2027, 2, 11))


def test_reference_data_is_read_once():
    assert reference_data.units() is reference_data.units()
    assert reference_data.taxonomy() is reference_data.taxonomy()


@pytest.mark.parametrize("name", ["taxonomy.json", "calendar.json", "units.json"])
def test_every_file_names_its_source(name):
    assert json.loads((FOLDER / name).read_text(encoding="utf-8"))["source"]


def test_the_list_of_former_wards_names_its_source():
    assert (FOLDER / "former_wards.csv").read_text(encoding="utf-8").startswith("# source: ")
