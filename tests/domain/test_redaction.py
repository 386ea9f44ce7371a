import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.errors import Invalid
from moderation.domain.redaction import (
    FIELDS,
    LABELS,
    Mask,
    MaskKind,
    Words,
    chosen_or_suggested,
    dump,
    normalise,
    occurrences,
    over_whole_words,
    parse,
    public_copy,
    read_spelled,
    shortened_name,
    spelled,
    suggested,
)

PIECES = st.sampled_from(
    ["gọi 0912 345 678", "CCCD 001099012345", "ngập", "hoa@mail.example", "năm 2026", " ", "\n",
     "số nhà 12 phố Huế", "29A-123.45", "đồ ngu", "0912.345.678", "1022", "Đỗ", "tk 19001234567"]
)  # fmt: skip
texts = st.lists(PIECES, max_size=6).map(" ".join)
written = st.builds(Words, texts, texts, texts)
masks = st.lists(
    st.builds(
        Mask,
        st.sampled_from(FIELDS),
        st.integers(-5, 90),
        st.integers(-5, 90),
        st.sampled_from(MaskKind),
    ),
    max_size=8,
)


@given(written)
def test_masking_a_masked_comment_finds_nothing_more(words):
    once = public_copy(words, suggested(words))

    assert suggested(once) == ()
    assert public_copy(once, suggested(once)) == once


@given(written)
def test_no_four_digits_of_what_was_masked_survive(words):
    found = suggested(words)
    hidden = "\n".join(getattr(words, mask.field)[mask.start : mask.end] for mask in found)
    shown = public_copy(words, found)
    read = "\n".join((shown.full_name, shown.title, shown.content))

    assert not [run for run in re.findall(r"\d{4,}", hidden) if run in read]


@given(masks, written)
def test_masks_stay_within_the_text_in_order_and_apart(many, words):
    kept = normalise(many, words)

    assert normalise(kept, words) == kept
    assert parse(dump(kept)) == kept
    for name in FIELDS:
        edges = [edge for mask in kept if mask.field == name for edge in (mask.start, mask.end)]
        assert edges == sorted(edges)
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(getattr(words, name)))


@given(masks, written)
def test_what_is_not_masked_is_never_edited(many, words):
    kept = normalise(many, words)
    for name in FIELDS:
        text, shown = getattr(words, name), getattr(public_copy(words, kept), name)
        place = 0
        for mask in [mask for mask in kept if mask.field == name]:
            assert shown.startswith(text[place : mask.start])
            shown = shown[mask.start - place :]
            written_over = LABELS.get(mask.kind) or f"{text[mask.start].upper()[0]}."
            assert shown.startswith(written_over)
            shown, place = shown[len(written_over) :], mask.end
        assert shown == text[place:]


@given(st.builds(Mask, st.sampled_from(FIELDS), st.integers(0, 9), st.integers(0, 9),
                 st.sampled_from(MaskKind)))  # fmt: skip
def test_a_form_carries_a_mask_and_brings_it_back(mask):
    assert read_spelled(spelled(mask)) == mask


@pytest.mark.parametrize(
    "text", ["", "content", "content:1:2", "phone:1:2:other", "content:1:2:x", "content:-1:2:other"]
)
def test_what_is_no_mask_is_refused(text):
    with pytest.raises(Invalid):
        read_spelled(text)


@pytest.mark.parametrize(
    "text", ["{", "[[1]]", '[["content","a",2,"other"]]', '[["x",1,2,"other"]]']
)
def test_kept_masks_that_are_none_are_refused(text):
    with pytest.raises(Invalid):
        parse(text)


def test_labels_say_what_was_there():
    words = Words("Cô Tám", "Gọi 0912345678", "Xe 29A-123.45, bé Bảo An học ở đó.")

    assert public_copy(words, suggested(words)) == Words(
        "Cô Tám", "Gọi [số điện thoại]", "Xe [biển số], bé [tên trẻ em] học ở đó."
    )


def test_a_number_masked_in_one_place_is_masked_in_all():
    words = Words("a", "Mã 123456789", "Số CCCD 123456789, xem lại mã x123456789 ở trên.")

    shown = public_copy(words, suggested(words))

    assert "123456789" not in shown.title + shown.content


def test_what_people_call_themselves_is_no_childs_name():
    assert suggested(Words("Bé Na", "Hỏi", "Khi nào mở cửa?")) == ()


def test_the_screening_has_its_say():
    kept = '[["insult_suspect","hint",[["content",0,7]],{}],["phone","mask",[["title",3,5]],{}]]'

    found = suggested(Words("A", "abcdefgh", "lũ ngu kia, làm lại đi"), kept)

    assert found == (
        Mask("title", 3, 5, MaskKind.PHONE),
        Mask("content", 0, 7, MaskKind.RUDE),
    )


def test_a_finding_that_only_hints_masks_nothing():
    kept = '[["unverified_claim","hold",[["content",0,7]],{}],["author_record","hint",[],{"a":1}]]'

    assert suggested(Words("A", "B", "nghe nói là"), kept) == ()


def test_nothing_chosen_is_not_the_same_as_none():
    words = Words("A", "B", "Gọi 0912345678")

    assert chosen_or_suggested(words, "[]", "") == ()
    assert len(chosen_or_suggested(words, "", "")) == 1


def test_typed_words_are_masked_wherever_they_stand_whole():
    words = Words("Lan", "lan can gãy", "Chị Lan ở Lan Anh, lang thang")

    found = [*occurrences("lan", words, whole_words=True)]

    places = [getattr(words, mask.field)[mask.start : mask.end] for mask in found]
    assert places == ["Lan", "lan", "Lan", "Lan"]


@pytest.mark.parametrize(("start", "end"), [(1, 7), (0, 10), (4, 7)])
def test_a_mask_never_cuts_a_word_in_two(start, end):
    mask = Mask("content", start, end, MaskKind.OTHER)

    assert over_whole_words(mask, "không phải thế") == Mask("content", 0, 10, MaskKind.OTHER)


@pytest.mark.parametrize(
    ("name", "public"),
    [("Trần Văn Lâm", "Trần Văn L."), ("lâm", "L."), ("Trần Văn L.", None), ("", None)],
)
def test_a_name_can_be_shortened(name, public):
    mask = shortened_name(name)

    shown = public_copy(Words(name, "", ""), [mask]).full_name if mask else None
    assert shown == public
