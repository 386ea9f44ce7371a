import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.office_meaning import is_untried
from moderation.domain.office_sheets import (
    AGENCIES,
    FORMAT,
    ISSUES,
    SHEETS,
    Problem,
    compare,
    faults_in,
    faults_of_file,
)

ISSUE = {
    "code": "MT01", "category_code": "MT", "name": "Rác", "name_en": "Rubbish", "lead_code": "UBX",
    "coordinating": "", "due_days": 3, "is_urgent": False, "is_public": True, "proof": "photo",
    "position": 10, "is_active": True,
}  # fmt: skip


def problems(row, sheet=ISSUES) -> dict[str, Problem]:
    return {fault.column: fault.problem for fault in faults_in(sheet, row)}


def test_a_whole_row_has_no_fault():
    assert problems(ISSUE) == {}


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("code", "", Problem.NEEDED),
        ("name", None, Problem.NEEDED),
        ("name", "a" * 301, Problem.TOO_LONG),
        ("name", 7, Problem.NOT_TEXT),
        ("due_days", "3", Problem.NOT_A_NUMBER),
        ("due_days", -1, Problem.NOT_A_NUMBER),
        ("due_days", 366, Problem.NOT_A_NUMBER),
        ("due_days", True, Problem.NOT_A_NUMBER),
        ("is_public", "yes", Problem.NOT_A_TICK),
        ("proof", "video", Problem.NO_SUCH_CHOICE),
        ("colour", "red", Problem.UNKNOWN_COLUMN),
    ],
)
def test_each_value_is_checked(column, value, problem):
    assert problems({**ISSUE, column: value}) == {column: problem}


@pytest.mark.parametrize("day", ["2026-02-30", "01/02/2026", "20260131", "2026-W01-1", "mai"])
def test_days_are_iso_dates(day):
    row = {"code": "A", "name": "A", "kind": "department", "valid_from": day}

    assert problems(row, AGENCIES) == {"valid_from": Problem.NOT_A_DAY}


def test_a_file_adds_and_changes_and_takes_nothing_away():
    kept = [ISSUE, {**ISSUE, "code": "MT02"}]
    wanted = [{**ISSUE, "due_days": 5}, {**ISSUE, "code": "MT03"}]

    changes = compare(ISSUES, kept, wanted)

    assert [(each.key, each.before is None, each.columns) for each in changes] == [
        (("MT01",), False, ("due_days",)),
        (("MT03",), True, tuple(ISSUE)),
    ]


def test_a_column_a_row_does_not_speak_of_stays():
    assert compare(ISSUES, [ISSUE], [{"code": "MT01", "due_days": 3}]) == []


def test_nothing_and_an_empty_text_are_the_same():
    assert compare(ISSUES, [ISSUE], [{**ISSUE, "coordinating": None}]) == []


@given(st.lists(st.sampled_from(["A", "B", "C"]), unique=True))
def test_what_is_there_already_is_no_difference(codes):
    rows = [{**ISSUE, "code": code} for code in codes]

    assert compare(ISSUES, rows, rows) == []


@pytest.mark.parametrize(
    "held",
    [
        None,
        [],
        {},
        {"format": 99, "sheets": {}},
        {"format": FORMAT},
        {"format": FORMAT, "sheets": []},
    ],
)
def test_a_file_of_another_kind_is_refused(held):
    assert [fault.problem for fault in faults_of_file(held)] == [Problem.NOT_USABLE]


def test_faults_of_a_file_name_their_places():
    held = {
        "format": FORMAT,
        "sheets": {
            "issues": [ISSUE, {**ISSUE, "due_days": 0.5}, "nonsense"],
            "colours": [],
            "reasons": "no list",
        },
    }

    found = [(each.sheet, each.row, each.column, each.problem) for each in faults_of_file(held)]

    assert found == [
        ("issues", 2, "due_days", Problem.NOT_A_NUMBER),
        ("issues", 2, "code", Problem.TWICE),
        ("issues", 3, "", Problem.NOT_USABLE),
        ("colours", 0, "", Problem.NOT_USABLE),
        ("reasons", 0, "", Problem.NOT_USABLE),
    ]


def test_every_sheet_names_its_keys_among_its_columns():
    for sheet in SHEETS.values():
        assert set(sheet.keys) <= {column.name for column in sheet.columns}


RULE = {"name": "Rác", "position": 1, "is_on": True, "lead_code": "SXD", "coordinating": ""}


@pytest.mark.parametrize(
    ("kept", "wanted", "untried"),
    [
        (None, RULE, True),
        (None, {**RULE, "is_on": False}, False),
        (None, {"name": "Rác", "position": 1}, False),
        (RULE, RULE, False),
        (RULE, {**RULE, "position": 7}, False),
        (RULE, {**RULE, "coordinating": None}, False),
        (RULE, {**RULE, "lead_code": "UBX"}, True),
        (RULE, {"name": "Rác", "position": 1, "lead_code": "UBX"}, True),
        ({**RULE, "is_on": False}, RULE, True),
        ({**RULE, "is_on": False}, {"name": "Rác", "position": 1, "lead_code": "UBX"}, False),
    ],
)
def test_a_rule_that_works_otherwise_by_a_file_was_not_tried_here(kept, wanted, untried):
    assert is_untried(kept, wanted) is untried
