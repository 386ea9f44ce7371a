from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.secret_numbers import (
    DIGITS,
    fits,
    hash_of,
    long_secret_for,
    may_try,
    new_salt,
    normal,
    number_for,
    shown_secret,
    wait_after,
)
from moderation.domain.tracking_codes import ALPHABET
from tests.conftest import NOW

KEY = "the house's key"
salts = st.text("abcdefghijklmnopqrstuvwxyz-_0123456789", min_size=1, max_size=22)


@given(salts)
def test_a_number_is_eight_digits_and_always_the_same_for_its_salt(salt):
    number = number_for(KEY, salt)

    assert number == number_for(KEY, salt)
    assert (len(number), number.isdigit()) == (DIGITS, True)


@given(salts)
def test_a_long_secret_has_eighty_bits_in_symbols_nobody_confuses(salt):
    secret = long_secret_for(KEY, salt)

    assert [len(group) for group in secret.split("-")] == [4, 4, 4, 4]
    assert set(secret.replace("-", "")) <= set(ALPHABET)
    assert len(ALPHABET) ** 16 == 2**80


def test_salts_are_random_and_numbers_differ():
    salts = {new_salt() for _ in range(1000)}

    assert len(salts) == 1000
    assert len({number_for(KEY, salt) for salt in salts}) > 990


def test_another_key_gives_other_numbers_and_other_hashes():
    salt = new_salt()

    assert number_for(KEY, salt) != number_for("another", salt)
    assert long_secret_for(KEY, salt) != long_secret_for("another", salt)
    assert hash_of(KEY, salt, "12345678") != hash_of("another", salt, "12345678")


@given(salts, st.integers(0, 10**DIGITS - 1))
def test_only_the_right_number_fits(salt, wrong):
    number = number_for(KEY, salt)
    stored = hash_of(KEY, salt, number)

    assert fits(KEY, salt, number, stored)
    assert fits(KEY, salt, f"{wrong:08d}", stored) == (f"{wrong:08d}" == number)
    assert not fits(KEY, salt + "x", number, stored)


def test_nothing_fits_where_nobody_has_a_number():
    assert not fits(KEY, "nobody's", "12345678", "")
    assert not fits(KEY, "nobody's", "", "")


def test_the_number_is_not_in_what_is_stored():
    number = number_for(KEY, "salt")

    assert number not in hash_of(KEY, "salt", number)
    assert len(hash_of(KEY, "salt", number)) == 64


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1234 5678", "12345678"),
        (" 1234-5678 ", "12345678"),
        ("１２３４５６７８", "12345678"),
        ("l234 56O8", "12345608"),
        ("abcd-efgh-jkmn-pqrs", "ABCDEFGHJKMNPQRS"),
        ("1234\u00a05678", "12345678"),
        ("", ""),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed, meant):
    assert normal(typed) == meant


@given(st.text("0123456789OILoilXx -１２\u00a0\u2003", max_size=40))
def test_reading_twice_changes_nothing(typed):
    assert normal(normal(typed)) == normal(typed)


@given(salts)
def test_a_secret_opens_in_small_letters_and_without_dashes(salt):
    secret = long_secret_for(KEY, salt)

    assert fits(KEY, salt, secret.lower().replace("-", " "), hash_of(KEY, salt, secret))


@given(salts, st.booleans())
def test_what_is_shown_opens_whichever_of_the_two_is_stored(salt, is_long):
    secret = long_secret_for(KEY, salt) if is_long else number_for(KEY, salt)
    stored = hash_of(KEY, salt, secret)

    shown = shown_secret(KEY, salt, stored)

    assert fits(KEY, salt, shown, stored)
    assert [len(group) for group in shown.replace("-", " ").split()] == [4] * (4 if is_long else 2)


def test_the_first_tries_are_free_then_each_wait_is_twice_the_last():
    waits = [wait_after(wrong, free=3).total_seconds() for wrong in range(8)]

    assert waits == [0, 0, 0, 0, 2, 4, 8, 16]


@given(st.integers(0, 10**6), st.integers(0, 100))
def test_waits_never_shrink_and_never_become_a_lock(wrong, free):
    wait = wait_after(wrong, free=free)

    assert wait <= wait_after(wrong + 1, free=free) <= timedelta(hours=1)


def test_a_try_is_looked_at_from_the_moment_the_wait_ends():
    assert may_try(NOW, NOW)
    assert not may_try(NOW + timedelta(seconds=1), NOW)
