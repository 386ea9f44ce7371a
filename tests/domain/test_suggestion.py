"""Which issue a text is about, by the shipped words and by edited ones."""

import pytest

from moderation.adapters import reference_data
from moderation.domain import suggestion
from moderation.domain.errors import Invalid
from moderation.domain.text import fold
from tests.domain.invented_complaints import SENTENCES

SHIPPED = suggestion.compiled(reference_data.issue_words())


def first_three(title, content):
    return [each.issue_code for each in suggestion.rank(title, content, SHIPPED)]


def test_every_issue_has_words_and_no_other_code_has():
    known = {issue.code for each in reference_data.taxonomy().categories for issue in each.issues}

    assert set(reference_data.issue_words()) == known


def test_the_right_issue_is_among_the_first_three_of_invented_complaints():
    right = [code in first_three(title, content) for code, title, content in SENTENCES]

    assert sum(right) / len(right) >= 0.8


def test_text_without_marks_finds_the_same():
    right = [code in first_three(fold(title), fold(text)) for code, title, text in SENTENCES]

    assert sum(right) / len(right) >= 0.8


def test_the_words_that_spoke_are_told_the_heaviest_first():
    lists = suggestion.compiled({"A1": "nắp cống = 7\nvỡ = 2", "B1": "cống = 1"})

    found = suggestion.rank("", "Nắp cống ở ngõ bị vỡ.", lists)

    assert [(each.issue_code, each.because) for each in found] == [("A1", ("nắp cống", "vỡ"))]


def test_marked_text_is_not_read_as_if_it_had_no_marks():
    lists = suggestion.compiled({"A1": "đèn = 5"})

    assert suggestion.rank("", "Ông Đến đền bù đúng hẹn, cảm ơn.", lists) == []
    assert suggestion.rank("", "den hong ba hom nay", lists)[0].issue_code == "A1"


def test_in_one_place_the_longest_phrase_counts_and_each_once():
    lists = suggestion.compiled({"A1": "ngập = 5\nngập nước = 6"})

    found = suggestion.rank("", "Ngập nước, lại ngập nước rồi ngập nước.", lists)

    assert found[0].weight == 6


def test_a_phrase_may_speak_against():
    lists = suggestion.compiled({"A1": "cống = 4\nnắp cống = -9"})

    assert suggestion.rank("", "nắp cống vỡ, cống tắc", lists) == []


def test_the_title_counts_more_and_conflicts_are_told():
    lists = suggestion.compiled({"A1": "rác = 4", "B1": "đèn = 4"})

    found = suggestion.rank("Đèn", "rác và đèn", lists)
    assert [each.issue_code for each in found] == ["B1", "A1"]
    assert not suggestion.in_conflict(found)
    assert suggestion.in_conflict(suggestion.rank("", "rác và đèn", lists))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("rác = 3\nrác = 4", "2"),
        ("rác = 10", "1"),
        ("# ghi chú\n\n= 5", "3"),
        ("rác = 0", "1"),
        ("một hai ba bốn năm sáu bảy tám chín", "1"),
    ],
)
def test_lines_that_cannot_be_used_are_named(text, line):
    with pytest.raises(Invalid) as refused:
        suggestion.parse("A1", text)

    assert (str(refused.value), refused.value.field) == (line, "phrases")


def test_a_phrase_without_a_weight_weighs_three():
    assert suggestion.parse("A1", "rác thải")[0].weight == 3
