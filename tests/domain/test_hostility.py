import pytest

from moderation.domain.hostility import hostile
from moderation.domain.signs import signs_of
from moderation.domain.spelling import normalise


def found(text):
    spelling = normalise(text)
    return [
        (each.code.value, [text[start:end] for start, end in each.places])
        for each in hostile(signs_of(spelling), spelling, text)
    ]


@pytest.mark.parametrize(
    ("text", "code", "pieces"),
    [
        ("Tao mà gặp là mày nhừ đòn", "threat", ["Tao", "nhừ đòn"]),
        ("Mai tao mang dao ra đấy", "threat", ["tao", "dao"]),
        ("Mày sống không quá Tết đâu", "threat", ["Mày", "sống không"]),
        ("mày nói nghe ngu thật", "insult_sure", ["mày", "ngu"]),
        ("con mụ bán vé ấy láo lếu", "insult_sure", ["con mụ", "láo lếu"]),
        ("Thằng câm điếc thì biết gì", "hate", ["câm điếc", "biết gì"]),
        ("dân tộc thiểu số toàn lười", "hate", ["dân tộc thiểu số", "lười"]),
        ("Đuổi cổ hết bọn nhập cư đi", "hate", ["Đuổi cổ", "nhập cư"]),
        ("Anh em hẹn nhau 7h chặn cứng cầu", "incitement", ["chặn cứng", "cầu"]),
        ("Phải đốt cái trạm ấy thì họ mới tỉnh", "incitement", ["đốt", "trạm"]),
    ],
)
def test_a_hostile_sentence_is_known_by_how_it_is_built(text, code, pieces):
    assert (code, pieces) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bố tao ngày xưa cũng đào con kênh này",
        "Cau mày nhìn con chó ngu ngơ",
        "Thằng bé bị điên do di chứng sốt",
        "Bọn trẻ con khuyết tật rất ngoan",
        "Đừng gọi họ là lũ vô học",
        "Mày đi trước. Chó nhà tôi dữ",
        "Nó dọa tao sẽ đánh, tôi đã báo công an",
        "Anh em chặn xe rác vì mùi quá hôi, đề nghị xử lý",
        "Thợ phải đập cổng cũ thì mới xây được",
    ],
)
def test_what_only_holds_the_same_words_is_let_through(text):
    assert found(text) == []


def test_of_signs_that_begin_together_the_longest_counts():
    signs = signs_of(normalise("dân tộc thiểu số, thằng bé"))

    assert [(sign.first, sign.last) for sign in signs["group"]] == [(0, 4)]
    assert "head" not in signs
