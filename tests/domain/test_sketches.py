import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.sketches import RecentText, near, similarity, sketch, text_key

LONG = (
    "Đoạn đường trước cổng chợ bị đào lên để lắp cống rồi bỏ đó mấy tháng nay, mưa xuống là lầy"
    " lội, nắng lên thì bụi mù, trẻ con đi học phải vòng ra tận ngõ bên cạnh"
)


@pytest.mark.parametrize(
    "content",
    ["RÁT HAY!!!", "rát   hay", "rat hay", "Rát, hay.", "r\u200bát hay", "ráttt hay", "Ｒát hay"],
)
def test_trivial_variations_have_one_key(content):
    assert text_key("Góp ý", content) == text_key("gop y", "rát hay")


def test_other_words_have_another_key():
    assert text_key("a", "rất hay") != text_key("a", "rất tệ")
    assert text_key("", "👍") != text_key("", "❤️")
    assert len(text_key("", "")) == 64


@given(st.text(max_size=50), st.text(max_size=200))
def test_a_sketch_is_short_and_like_itself(title, content):
    made = sketch(title, content)

    assert len(made) <= 128
    assert len(made) % 4 == 0
    assert similarity(made, made) == (1.0 if made else 0.0)
    assert len(text_key(title, content)) == 64


def test_a_near_copy_is_found_and_the_closest_comes_first():
    recent = [
        RecentText(
            1, sketch("", "Một bình luận khác hẳn, nói về xe buýt số 32 chạy chậm giờ tan tầm")
        ),
        RecentText(2, sketch("", LONG.replace("cổng chợ", "cổng trường") + " rất khổ")),
        RecentText(3, sketch("", LONG)),
        RecentText(4, b""),
    ]

    assert [number for number, _ in near(sketch("", LONG + "!"), recent, 0.6)] == [3, 2]


def test_short_texts_are_nobodys_copies():
    assert (
        near(sketch("", "rất hay cảm ơn"), [RecentText(1, sketch("", "rất hay cảm ơn"))], 0.5) == []
    )
