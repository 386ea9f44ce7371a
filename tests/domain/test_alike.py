"""How many of their words two texts share."""

from moderation.domain import alike


def like(one, other) -> float:
    return alike.likeness(alike.sketch(*one), alike.sketch(*other))


BROKEN = (
    "Nắp cống trước nhà trẻ vỡ",
    "Nắp cống ngay cổng nhà trẻ Hoa Mai vỡ đôi từ hôm qua, xe máy suýt sụp bánh.",
)


def test_the_same_matter_in_other_words_is_alike():
    other = ("Vỡ nắp cống", "Sáng đưa con tới nhà trẻ Hoa Mai thấy nắp cống vỡ toác, xin che lại.")

    assert like(BROKEN, other) >= alike.LEAST


def test_another_matter_is_not():
    other = ("Rác chất đống", "Điểm tập kết rác đầu ngõ bốn ngày nay không ai thu gom, ruồi nhặng.")

    assert like(BROKEN, other) < alike.LEAST / 2


def test_marks_and_case_do_not_matter():
    bare = ("nap cong truoc nha tre vo", "NAP CONG NGAY CONG NHA TRE HOA MAI VO DOI TU HOM QUA")

    assert like(BROKEN, bare) > 0.8


def test_too_few_words_are_like_nothing():
    assert alike.sketch("Cho hỏi", "Alo") == b""
    assert alike.likeness(b"", alike.sketch(*BROKEN)) == 0.0


def test_a_sketch_has_one_size_and_no_words():
    made = alike.sketch(*BROKEN)

    assert len(made) == 256
    assert len(alike.sketch("", "trâu bò lợn gà vịt ngan ngỗng dê " * 900)) == 256
