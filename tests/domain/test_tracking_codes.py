import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.tracking_codes import (
    ALPHABET,
    LENGTH,
    BadCode,
    Code,
    Prefix,
    Slip,
    check_symbol,
    make,
    parse,
)

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def code_of(body: str) -> Code:
    return Code(Prefix.COMMENT, body + check_symbol(Prefix.COMMENT, body))


def slip_of(text: str) -> Slip:
    with pytest.raises(BadCode) as caught:
        parse(text)
    return caught.value.slip


def test_a_code_is_written_in_groups_of_four():
    assert str(make(Prefix.COMMENT, lambda _symbols: "7")).startswith("BL-7777-7777-777")


@given(bodies)
def test_a_written_code_reads_back(body):
    code = code_of(body)

    assert parse(str(code)) == code


@given(bodies, st.sampled_from(["lower", "spaces", "bare", "dashes"]))
def test_case_spaces_and_dashes_do_not_matter(body, manner):
    written = str(code_of(body))
    typed = {
        "lower": written.lower(),
        "spaces": f"  {written.replace('-', ' ')} ",
        "bare": written.replace("-", ""),
        "dashes": written.replace("-", "–"),
    }[manner]

    assert parse(typed) == code_of(body)


def test_letters_that_look_like_digits_are_read_as_digits():
    code = code_of("01010101010")

    assert parse(str(code).replace("0", "o").replace("1", "l")) == code
    assert parse(str(code).replace("1", "I")) == code


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_noticed(body, place, wrong):
    symbols = code_of(body).symbols
    typed = symbols[:place] + wrong + symbols[place + 1 :]

    if typed == symbols:
        assert parse("BL" + typed).symbols == symbols
    else:
        assert slip_of("BL" + typed) is Slip.CHECK


@given(bodies, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_any_two_swapped_symbols_are_noticed(body, one, other):
    symbols = list(code_of(body).symbols)
    symbols[one], symbols[other] = symbols[other], symbols[one]
    typed = "".join(symbols)

    if typed == code_of(body).symbols:
        assert parse("BL" + typed).symbols == typed
    else:
        assert slip_of("BL" + typed) is Slip.CHECK


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("", Slip.EMPTY),
        (" - ", Slip.EMPTY),
        ("XA-1234", Slip.PREFIX),
        ("BL-7K3M-9Q2X", Slip.LENGTH),
        ("BL-7K3M-9Q2X-4TNU", Slip.SYMBOL),
        ("BL-7K3M-9Q2X-4T?C", Slip.SYMBOL),
    ],
)
def test_a_slip_is_named(typed, slip):
    assert slip_of(typed) is slip


def test_codes_are_random():
    assert len({str(make(Prefix.COMMENT)) for _ in range(1000)}) == 1000
