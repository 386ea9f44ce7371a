import pytest

from moderation.adapters.reference import word_lists
from moderation.domain.errors import Invalid
from moderation.domain.screening_trials import evaluate, read
from moderation.domain.word_lists import WordLists

WORDS = WordLists.compile(word_lists())


def row(content, outcome, *, reasons=(), pii=()):
    pieces = [{"type": kind, "value": value} for kind, value in pii]
    expected = {"outcome": outcome, "reasons": list(reasons), "pii": pieces}
    return {"id": "T1", "name": "An", "title": "", "content": content, "expected": expected}


def judged(*rows):
    return evaluate(read(each, WORDS) for each in rows)


@pytest.mark.parametrize(
    ("case", "is_right"),
    [
        (row("Rất hay", "approve"), True),
        (row("đm hay", "approve"), False),
        (row("đm", "reject", reasons=["tuc_tiu"]), True),
        (row("đm", "reject", reasons=["phan_biet"]), False),
        (row("Rất hay", "hold"), False),
        (row("xem http://la.example", "hold"), True),
        (row("xem http://la.example", "spam", reasons=["quang_cao"]), True),
        (row("rác cả tuần không ai dọn", "convert"), True),
        (row("Rất hay", "convert"), False),
        (row("gọi 0912345678", "approve_masked", pii=[("phone", "0912345678")]), True),
        (row("gọi 0912345678", "approve_masked", pii=[("cccd", "0912345678")]), False),
        (row("nhà số 5 ngõ 9", "approve_masked", pii=[("address", "số 5 ngõ 9")]), True),
        (row("ông Tám", "approve_masked", pii=[("name", "Tám")]), True),
    ],
)
def test_each_decision_is_read_as_it_was_meant(case, is_right):
    assert [result.is_right for result in judged(case).results] == [is_right]


def test_what_is_caught_and_held_wrongly_is_counted_by_kind():
    figures = judged(
        row("đm", "reject", reasons=["tuc_tiu"]),
        row("Rất tệ", "reject", reasons=["tuc_tiu"]),
        row("đm hay", "approve"),
        row("gọi 0912345678", "approve_masked", pii=[("phone", "0912345678")]),
    )

    assert figures.recall("insults") == 0.5
    assert figures.recall("phone") == figures.recall("hate") == 1.0
    assert figures.false_holds == {"insult_sure": 1}


@pytest.mark.parametrize(
    "broken", [{}, {"content": "a"}, row("a", "publish"), [], row(None, "hold") | {"expected": 3}]
)
def test_a_row_that_is_none_is_refused(broken):
    with pytest.raises(Invalid):
        read(broken, WORDS)
