from copy import deepcopy

import pytest

from moderation.domain.taxonomy import Category, Issue, parse

ISSUE = {
    "code": "GT01",
    "name_vi": "Hư hỏng mặt đường",
    "name_en": "Damaged road",
    "lead": "SXD",
    "coordinate": ["UBX"],
    "deadline_working_days": 5,
    "urgent_by_default": False,
    "visibility": "public",
}
CATEGORY = {
    "code": "GT",
    "name_vi": "Giao thông",
    "name_en": "Roads",
    "default_lead": "SXD",
    "issues": [ISSUE],
}


def held(**changes) -> dict:
    """One category with one issue, the issue changed."""
    return {"categories": [{**deepcopy(CATEGORY), "issues": [{**ISSUE, **changes}]}]}


def test_a_category_holds_its_issues():
    issue = Issue(
        code="GT01",
        names={"vi": "Hư hỏng mặt đường", "en": "Damaged road"},
        category_code="GT",
        lead="SXD",
        coordinate=("UBX",),
        deadline_working_days=5,
        is_urgent=False,
        is_public=True,
    )

    assert parse(held()).categories == (
        Category("GT", {"vi": "Giao thông", "en": "Roads"}, "SXD", (issue,)),
    )


def test_an_issue_and_its_category_are_found_by_the_code_of_the_issue():
    taxonomy = parse(held(urgent_by_default=True, visibility="private"))

    found = taxonomy.issue("GT01")

    assert found is not None
    assert found.is_urgent
    assert not found.is_public
    assert taxonomy.category_of("GT01") is taxonomy.categories[0]


@pytest.mark.parametrize("code", ["", "GT", "gt01", "XX99"])
def test_nothing_is_found_by_other_codes(code):
    taxonomy = parse(held())

    assert taxonomy.issue(code) is None
    assert taxonomy.category_of(code) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": ""}, "an issue of category GT: code must be a text"),
        ({"name_vi": None}, "issue GT01: name_vi must be a text"),
        ({"name_en": " "}, "issue GT01: name_en must be a text"),
        ({"lead": 3}, "issue GT01: lead must be a text"),
        ({"coordinate": "UBX"}, "issue GT01: coordinate must be a list of codes"),
        ({"coordinate": [""]}, "issue GT01: coordinate must be a list of codes"),
        ({"coordinate": ["UBX", "UBX"]}, "issue GT01: UBX is there twice"),
        ({"coordinate": ["SXD"]}, "issue GT01: SXD is there twice"),
        ({"deadline_working_days": 0}, "issue GT01: deadline_working_days must be a whole number"),
        ({"deadline_working_days": "5"}, "issue GT01: deadline_working_days must be a whole"),
        ({"deadline_working_days": True}, "issue GT01: deadline_working_days must be a whole"),
        ({"urgent_by_default": None}, "issue GT01: urgent_by_default must be true or false"),
        ({"visibility": "hidden"}, "issue GT01: visibility must be public or private"),
        ({"visibility": []}, "issue GT01: visibility must be public or private"),
    ],
)
def test_a_broken_issue_is_named_with_what_is_wrong(change, reason):
    with pytest.raises(ValueError, match=reason):
        parse(held(**change))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({}, "the taxonomy: categories must be a list of objects"),
        ({"categories": ["GT"]}, "the taxonomy: categories must be a list of objects"),
        ({"categories": []}, "the taxonomy: categories is empty"),
        ({"categories": [{**CATEGORY, "code": None}]}, "a category: code must be a text"),
        ({"categories": [{**CATEGORY, "default_lead": ""}]}, "category GT: default_lead must be"),
        ({"categories": [{**CATEGORY, "issues": []}]}, "category GT: issues is empty"),
        ({"categories": [{**CATEGORY, "issues": [ISSUE, ISSUE]}]}, "GT01 is there twice"),
        ({"categories": [CATEGORY, CATEGORY]}, "the taxonomy: GT is there twice"),
        ({"categories": [CATEGORY, {**CATEGORY, "code": "TT"}]}, "the taxonomy: GT01 is there"),
    ],
)
def test_a_broken_taxonomy_says_where(broken, reason):
    with pytest.raises(ValueError, match=reason):
        parse(broken)
