import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.text import fold, shorten, slugify, tidy_block, tidy_line, tidy_markdown

words = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Phường ĐỊNH Công", "phuong dinh cong"),
        ("hoà bình, hòa thuận", "hoa binh, hoa thuan"),
        ("Ễ Ậ ữ ơ ư đ", "e a u o u d"),
        ("giải quyết", "giai quyet"),
    ],
)
def test_folding_takes_marks_and_case_away(written, folded):
    assert fold(written) == folded


@given(words)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(words)
def test_composed_and_decomposed_spellings_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(words)
def test_tidying_twice_changes_nothing_more(text):
    assert tidy_line(tidy_line(text)) == tidy_line(text)
    assert tidy_block(tidy_block(text)) == tidy_block(text)


def test_a_line_loses_its_breaks_and_invisible_signs():
    assert tidy_line("  Góp\u202e ý\r\n\tvề \x00rác ") == "Góp ý về rác"


UNSEEN = "\u200b\u2060\u200d\u200c\u3164\u2800\u00ad\u200e\u200f\ufeff\u034f\ufe0f\U000e0041"
TIDIES = pytest.mark.parametrize("tidy", [tidy_line, tidy_block, tidy_markdown])


@TIDIES
@given(text=st.text(st.sampled_from(UNSEEN + " \n\t\u00a0\x00")))
def test_a_text_nobody_sees_is_empty(tidy, text):
    assert tidy(text) == ""


@TIDIES
@given(text=st.text(st.sampled_from(UNSEEN + "👩ệa1 \u0301")))
def test_tidying_twice_finds_nothing_more_unseen(tidy, text):
    assert tidy(tidy(text)) == tidy(text)


@TIDIES
@given(place=st.integers(0, 4), unseen=st.sampled_from("\u200b\u2060\u00ad\u200e\u200f\u200d"))
def test_unseen_signs_do_not_break_a_word(tidy, place, unseen):
    assert tidy("bình"[:place] + unseen + "bình"[place:]) == "bình"


@TIDIES
@pytest.mark.parametrize(
    "joined", ["👩\u200d🌾", "👩🏽\u200d🌾", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", "می\u200cخواهم"]
)
def test_joiners_that_join_stay(tidy, joined):
    assert tidy(joined) == joined


def test_an_empty_cell_is_a_space():
    assert tidy_line("Nguyễn\u3164Văn\u2800A") == "Nguyễn Văn A"


@TIDIES
@given(
    letter=st.sampled_from("aệữz👩"),
    marks=st.text(st.characters(categories=["Mn", "Me"]), max_size=40),
)
def test_a_letter_carries_four_marks_at_most(tidy, letter, marks):
    tidied = tidy(letter + marks)

    assert sum(unicodedata.combining(sign) > 0 for sign in tidied) <= 4
    assert tidy(letter + marks + "b").endswith("b")


@TIDIES
@given(
    st.text("aeiouyăâêôơưđ\u0300\u0301\u0303\u0309\u0323", max_size=40).filter(
        lambda t: not re.search("[\u0300-\u0323]{5}", t)
    )
)
def test_marks_that_are_read_all_stay(tidy, text):
    assert tidy(text) == unicodedata.normalize("NFC", text)


def test_a_block_keeps_its_paragraphs():
    assert tidy_block(" Một \r\n\r\n\r\n\r\n hai  ba \n") == "Một\n\nhai ba"


def test_markdown_keeps_its_indentation():
    assert tidy_markdown("\r\n- một\r\n  - hai\r\n") == "- một\n  - hai"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đối thoại: 42 ý kiến!", "doi-thoai-42-y-kien"),
        ("  — ", ""),
        ("a" * 100, "a" * 80),
    ],
)
def test_an_address_is_made_of_plain_letters(title, slug):
    assert slugify(title) == slug


def test_a_long_address_ends_at_a_word():
    slug = slugify("giải quyết các vấn đề bức xúc của nhân dân " * 4)

    assert len(slug) <= 80
    assert slug.endswith("-xuc-cua")


def test_a_shortened_text_ends_at_a_word():
    assert shorten("Nước vào tận bậc cửa, rồi", 22) == "Nước vào tận bậc cửa…"
    assert shorten("ngắn", 20) == "ngắn"
    assert shorten("x" * 30, 10) == "x" * 9 + "…"
