import pytest

from moderation.adapters.scorer import NoScorer, opinion


class Fixed:
    def __init__(self, answer):
        self.answer = answer

    def score(self, title, content):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_without_a_scorer_there_is_no_opinion():
    assert opinion(NoScorer(), "a", "b") is None


@pytest.mark.parametrize(
    ("answer", "taken"), [(0.4, 0.4), (1, 1.0), (7.0, 1.0), (-1.0, 0.0), (float("nan"), None)]
)
def test_an_opinion_is_between_0_and_1(answer, taken):
    assert opinion(Fixed(answer), "a", "b") == taken


@pytest.mark.parametrize("nonsense", ["0.9", [], {}])
def test_an_answer_that_is_no_number_is_no_opinion(nonsense):
    assert opinion(Fixed(nonsense), "a", "b") is None


def test_a_failing_scorer_does_no_harm_and_its_words_reach_no_log(caplog):
    assert opinion(Fixed(ValueError("gọi 0912345678")), "a", "b") is None
    assert "ValueError" in caplog.text
    assert "0912345678" not in caplog.text
