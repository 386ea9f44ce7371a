"""Answers of agencies: when they say nothing, what proves them, who approves, what is filled in."""

import pytest

from moderation.domain.approval_chains import Hand, Stand, Step, hands, next_step
from moderation.domain.case_states import Outcome
from moderation.domain.errors import Invalid
from moderation.domain.generic_replies import Sign, signs
from moderation.domain.proofs import Proof, missing
from moderation.domain.reply_texts import check, fill
from moderation.domain.sketches import sketch

EMPTY = "Cơ quan chúng tôi đã tiếp nhận phản ánh của ông bà và sẽ xem xét theo quy định."


@pytest.mark.parametrize(
    "text",
    [
        EMPTY,
        "Cảm ơn ông bà đã quan tâm. Chúng tôi ghi nhận ý kiến và sẽ kiểm tra.",
        "Chúng tôi đã tiếp nhận và sẽ xem xét, đã thấy vấn đề trong hệ thống.",
        "Phương án đang được nghiên cứu, hồ sơ đầy đủ, xã hội quan tâm.",
    ],
)
def test_an_answer_that_fits_every_complaint_is_generic(text):
    assert signs(text, "", []) == [Sign.NOTHING_NAMED]


@pytest.mark.parametrize(
    "text",
    [
        "Việc này xong trước ngày 30/11.",
        "Tổ công tác có mặt lúc 8 giờ tại hiện trường.",
        "Chỗ ấy ở ngõ 12, do khu quản lý lo.",
        "Đoạn qua phường Định Công thuộc khu bảo trì.",
        "Đã nạo vét toàn bộ hố ga.",
        "Đã yêu cầu nhà thầu hoàn trả.",
        "Theo văn bản 123/SXD-HT thì được phép.",
    ],
)
def test_an_answer_with_a_day_a_place_an_action_or_a_document_is_not(text):
    assert signs(text, "", []) == []


def test_a_document_number_of_its_own_field_counts():
    assert signs(EMPTY, "12/SXD", []) == []


def test_nearly_the_words_of_a_recent_answer_are_told():
    before = "Đội thoát nước số 3 đã nạo vét cống trước số nhà 12 ngõ 50 hôm nay, nước đã rút hết."

    assert signs(before.replace("hết", "cạn"), "", [sketch("", before)]) == [Sign.REPEATED]
    assert signs("Đã thay bóng đèn ở ngõ 7 hôm qua.", "", [sketch("", before), b""]) == []


@pytest.mark.parametrize(
    ("asked", "outcome", "photo", "document", "lack"),
    [
        (Proof.PHOTO, Outcome.FIXED, False, True, Proof.PHOTO),
        (Proof.PHOTO, Outcome.FIXED, True, False, Proof.NONE),
        (Proof.PHOTO, Outcome.NOT_FIXED, False, False, Proof.NONE),
        (Proof.DOCUMENT, Outcome.NOT_FIXED, True, False, Proof.DOCUMENT),
        (Proof.DOCUMENT, Outcome.FIXED, False, True, Proof.NONE),
        (Proof.EITHER, Outcome.FIXED, False, False, Proof.EITHER),
        (Proof.EITHER, Outcome.FIXED, True, False, Proof.NONE),
        (Proof.EITHER, Outcome.FIXED, False, True, Proof.NONE),
        (Proof.NONE, Outcome.FIXED, False, False, Proof.NONE),
    ],
)
def test_proof_is_asked_for_by_issue_and_outcome(asked, outcome, photo, document, lack):
    assert missing(asked, outcome, has_photo=photo, has_document=document) is lack


def test_steps_come_in_order_whatever_happened_to_the_chain():
    steps = [Step(1, 10), Step(2, 20)]

    assert next_step(steps, []) == steps[0]
    assert next_step(steps, [1]) == steps[1]
    assert next_step(steps, [1, 2]) is None
    assert next_step(steps[:1], [1]) is None
    assert next_step([], []) is None


def test_a_stand_in_signs_in_the_place_of_who_is_away():
    step, stands = Step(1, 10, "TL."), [Stand(10, 30, "KT."), Stand(20, 40, "KT.")]

    assert hands(step, stands, None) == {10: Hand(None, "TL."), 30: Hand(10, "KT.")}


def test_nobody_approves_their_own_draft_if_somebody_else_can():
    step, stands = Step(1, 10), [Stand(10, 30, "KT.")]

    assert set(hands(step, stands, 10)) == {30}
    assert set(hands(step, stands, 30)) == {10}
    assert set(hands(step, [], 10)) == {10}


def test_placeholders_are_known_and_filled():
    text = "Phản ánh {code} ở {ward}: {agency} làm xong trước {due}."
    check(text)

    told = fill(text, {"code": "PA-1", "ward": "phường X", "agency": "Sở", "due": "30/11/2026"})

    assert told == "Phản ánh PA-1 ở phường X: Sở làm xong trước 30/11/2026."


@pytest.mark.parametrize(
    ("text", "fault"), [("Chào {name}", "{name}"), ("Chào {", "{"), ("x } y", "}"), ("{}", "{}")]
)
def test_a_placeholder_nobody_knows_is_named(text, fault):
    with pytest.raises(Invalid) as wrong:
        check(text)

    assert (str(wrong.value), wrong.value.field) == (fault, "text")
