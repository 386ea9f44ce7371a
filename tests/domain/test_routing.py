"""Rules of routing: the first that matches, over the category's usual."""

from datetime import UTC, datetime, time

import pytest

from moderation.adapters import reference_data
from moderation.domain import routing
from moderation.domain.routing import Matter, Rule

TAXONOMY = reference_data.taxonomy()
WARD, OTHER = "00070", "00073"
THERE = {"SXD", "HSDC", "CATP", "UBX-00070", "CAX-00070", "UBX-00073"}.__contains__


def matter(**more) -> Matter:
    usual = {
        "category_code": "HT",
        "issue_code": "HT01",
        "ward_code": WARD,
        "title": "Ngập",
        "content": "Nước ngập nửa bánh xe.",
        "at": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),  # a Monday
    }
    return Matter(**{**usual, **more})


def rule(number=1, **more) -> Rule:
    return Rule(**{"id": number, "name": f"Quy tắc {number}", **more})


def choose(*rules, **more):
    return routing.choose(matter(**more), rules, TAXONOMY, THERE)


def test_without_a_rule_the_issue_says_who():
    found = choose()

    assert (found.lead_code, found.coordinating, found.rule) == ("SXD", ("HSDC",), None)


def test_the_first_rule_that_matches_chooses():
    night = rule(1, from_time=time(22), to_time=time(5), lead_code="CATP")
    first, second = rule(2, lead_code="HSDC", due_days=1), rule(3, lead_code="CATP")

    found = choose(night, first, second)

    assert (found.lead_code, found.due_days, found.rule) == ("HSDC", 1, first)
    assert found.chosen == ("lead", "due")
    assert found.coordinating == ()  # the usual one leads now


@pytest.mark.parametrize(
    ("conditions", "matches"),
    [
        ({}, True),
        ({"category_code": "HT"}, True),
        ({"category_code": "GT"}, False),
        ({"issue_code": "HT01"}, True),
        ({"issue_code": "HT02"}, False),
        ({"ward_codes": frozenset({WARD})}, True),
        ({"ward_codes": frozenset({OTHER})}, False),
        ({"phrases": ("nửa bánh", "cháy")}, True),
        ({"phrases": ("nua banh",)}, True),
        ({"phrases": ("bánh xe máy",)}, False),
        ({"weekdays": frozenset({1, 2})}, True),
        ({"weekdays": frozenset({7})}, False),
        ({"from_time": time(8), "to_time": time(12)}, True),
        ({"from_time": time(9, 1)}, False),
        ({"to_time": time(9)}, False),
        ({"from_time": time(22), "to_time": time(9, 30)}, True),
    ],
)
def test_every_condition_must_hold(conditions, matches):
    assert routing.matches(rule(**conditions), matter()) is matches


def test_the_ward_means_the_ward_where_it_happened():
    found = choose(rule(lead_code="UBX", coordinating=("CAX",)), ward_code=WARD)

    assert (found.lead_code, found.coordinating) == ("UBX-00070", ("CAX-00070",))


def test_a_rule_whose_agency_is_gone_is_passed_over_and_told():
    gone, next_one = rule(1, lead_code="OLD"), rule(2, lead_code="CATP")

    found = choose(gone, next_one)

    assert (found.lead_code, found.passed_over) == ("CATP", (gone,))
    assert routing.missing(gone, THERE) == ("OLD",)
    assert routing.missing(rule(lead_code="UBX"), THERE) == ()


def test_what_a_rule_does_not_say_is_as_usual():
    found = choose(rule(is_urgent=True))

    assert (found.lead_code, found.coordinating, found.is_urgent) == ("SXD", ("HSDC",), True)
    assert found.chosen == ("urgency",)


def test_a_category_without_an_issue_has_its_own_lead_and_nothing_none():
    assert choose(issue_code=None).lead_code == "SXD"
    assert choose(issue_code=None, category_code=None).lead_code == ""
