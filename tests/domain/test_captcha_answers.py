import pytest

from moderation.domain.captcha_answers import (
    ALPHABET,
    answer_for,
    answer_hmac,
    fresh_id,
    is_id,
    normal_answer,
)


def test_an_answer_needs_key_id_and_nonce():
    answer = answer_for("key", "id", "nonce", 5)

    assert len(answer) == 5
    assert set(answer) <= set(ALPHABET)
    assert answer == answer_for("key", "id", "nonce", 5)
    assert answer != answer_for("other", "id", "nonce", 5)


def test_answers_are_spread_over_all_digits():
    seen = "".join(answer_for("key", "id", str(nonce), 5) for nonce in range(200))

    assert set(seen) == set(ALPHABET)
    assert max(seen.count(digit) for digit in ALPHABET) < 2 * min(map(seen.count, ALPHABET))


@pytest.mark.parametrize("typed", ["23 456", " 23456", "２３４５６"])
def test_spaces_and_wide_digits_are_forgiven(typed):
    assert answer_hmac("key", "id", typed) == answer_hmac("key", "id", "23456")


def test_a_one_can_only_have_been_a_seven():
    assert normal_answer("10") == "78"


def test_ids_are_told_from_other_texts():
    assert is_id(fresh_id())
    assert not any(map(is_id, ["", "short", "x" * 41, "ờ" * 22, "../../../../etc/passwd.png"]))
