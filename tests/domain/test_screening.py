import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.adapters.reference import word_lists
from moderation.domain.findings import HOLD_ORDER
from moderation.domain.personal_data import find, mask
from moderation.domain.screening import (
    PHASES,
    AuthorRecord,
    Finding,
    FindingCode,
    Place,
    RecentText,
    ScreeningContext,
    Severity,
    from_json,
    screen,
    sketch,
    to_json,
)
from moderation.domain.word_lists import WordLists
from tests.domain.invented_comments import CLEAN, HOSTILE, PROBLEMS

WORDS = WordLists.compile(word_lists())
LONG = "Tôi đi qua đoạn đường này mỗi ngày, thấy các anh công nhân làm việc rất vất vả dưới nắng."
HOSTILE_LINES = [
    (code, line) for code, lines in HOSTILE.items() for line in lines.strip().splitlines()
]
PIECES = [
    *("Địt mẹ", "đ.m", "ł0n", "0912 345 678", "ngu như bò", "http://a.example", "👍", "\u200b"),
    *("CCCD 001099000112", "ông Tám nhận hối lộ", "nghe nói", "cháu Nguyễn Văn An", "e\u0301"),
    *("rác", "chưa ai dọn", "bán đất nền", ".", "\n", "c*c", "V.C.L", "İ"),
]
messy = st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join) | st.text(max_size=80)


def context(content="Rất hay", **more):
    return ScreeningContext(
        **{"full_name": "An", "title": "Góp ý", "words": WORDS} | more, content=content
    )


def codes(content, severity=None, **more):
    return {
        finding.code.value
        for finding in screen(context(content, **more)).findings
        if severity is None or finding.severity is severity
    }


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_comment_waits_like_any_other(text):
    assert screen(context(text, title="")).hold is None


@pytest.mark.parametrize(
    "word",
    [
        *("lon", "cac", "buoi", "deo", "dit", "du", "di", "diem", "dai", "cut", "vai", "me", "ma"),
        *("cho", "thang", "con", "chet", "may", "tao", "lu", "bon", "mat", "day", "oc", "dau"),
        *("dam", "ngu", "xao", "lo", "nung", "phang", "kac", "sua"),
    ],
)
def test_no_single_word_without_marks_holds(word):
    for text in (word, f"{word} bia", f"cac {word} nay", word.upper()):
        assert screen(context(text)).hold is None


@pytest.mark.parametrize(("code", "text"), HOSTILE_LINES)
def test_a_hostile_comment_is_held_for_what_it_is(code, text):
    assert code in codes(text, Severity.HOLD, title="")


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_problem_is_a_hint_and_holds_nothing(text):
    screening = screen(context(text))

    assert FindingCode.PROBLEM in {finding.code for finding in screening.findings}
    assert not screening.is_held


def test_enough_is_invented():
    assert len(CLEAN) >= 150
    assert len(HOSTILE_LINES) >= 150


@given(messy, messy)
def test_findings_point_inside_the_text_they_name(title, content):
    made = context(content, title=title)
    texts = {text.field: text.original for text in made.texts}

    for finding in screen(made).findings:
        for place in finding.places:
            assert 0 <= place.start < place.end <= len(texts[place.field])


@given(messy)
def test_what_is_found_can_be_kept_and_read_again(content):
    findings = screen(context(content)).findings

    assert from_json(to_json(findings)) == findings


@given(messy)
def test_every_sentence_is_whole_in_both_languages(content):
    for finding in screen(context(content, same_text=9, from_phone=9)).findings:
        for language in ("vi", "en"):
            sentence = finding.sentence(language)
            assert sentence[0].isupper() or sentence[0].isdigit()
            assert sentence.endswith(".")
            assert "{" not in sentence


def test_every_code_has_a_sentence_and_a_place_in_the_order_of_reasons():
    assert all(Finding(code, Severity.HINT).sentence("vi") for code in FindingCode)
    never = {code.value for code in FindingCode} - {code.value for code in HOLD_ORDER}
    assert never == {
        *("phone", "identity_number", "email", "bank_account", "vehicle_plate", "house_address"),
        *("child_name", "problem", "author_record"),
    }


def test_words_of_a_finding_are_the_words_of_the_text():
    text = "tắc cả ngày, Đ.Mmm chán, nhìn như ł0n"
    (finding,) = (each for each in screen(context(text)).findings if each.code == "insult_sure")

    assert [text[place.start : place.end] for place in finding.places] == ["Đ.Mmm", "ł0n"]
    assert {place.field for place in finding.places} == {"content"}
    assert finding.sentence("vi") == "Có từ ngữ xúc phạm."


def test_a_banned_word_hides_no_phone_number():
    assert {"insult_sure", "phone"} <= codes("đm gọi 0912 345 678")


@pytest.mark.parametrize(
    ("text", "code", "piece"),
    [
        ("gọi 0912.345.678 nhé", "phone", "0912.345.678"),
        ("CCCD 001099000112", "identity_number", "001099000112"),
        ("gửi hoa@mail.example", "email", "hoa@mail.example"),
        ("STK 19990000000138", "bank_account", "19990000000138"),
        ("Xe 29A-123.45 đỗ", "vehicle_plate", "29A-123.45"),
        ("nhà số 5 ngõ 9", "house_address", "số 5"),
        ("cháu Nguyễn Văn An bị ngã", "child_name", "Nguyễn Văn An"),
        ("cháu Nguye\u0302\u0303n Văn An bị ngã", "child_name", "Nguye\u0302\u0303n Văn An"),
    ],
)
def test_personal_data_is_marked_and_holds_nothing(text, code, piece):
    screening = screen(context(text))
    (finding,) = (each for each in screening.findings if each.severity is Severity.MASK)

    assert finding.code == code
    assert [text[place.start : place.end] for place in finding.places] == [piece]
    assert not screening.is_held


def test_a_phone_number_in_the_name_is_marked_there():
    (finding,) = screen(context(full_name="An 0912345678")).findings

    assert finding.places == (Place("full_name", 3, 13),)


@given(messy)
def test_masking_what_was_marked_leaves_nothing_to_mark(content):
    masked = mask(content, find(content))

    assert mask(masked) == masked
    assert not {"phone", "identity_number", "bank_account"} & codes(masked, Severity.MASK)


@pytest.mark.parametrize("count", [1, 2])
def test_the_same_text_once_or_twice_is_a_hint(count):
    assert codes(LONG, Severity.HINT, same_text=count) == {"repeat"}


def test_the_same_text_often_is_held_and_short_ones_may_be_alike():
    assert screen(context(LONG, same_text=3)).hold == "repeat"
    assert codes("Hay", title="Ok", same_text=4) == set()


def test_near_copies_are_counted_and_many_hold():
    recent = [RecentText(number, sketch("Góp ý", LONG + " Xin cảm ơn")) for number in (7, 8, 9)]
    (finding,) = screen(context(LONG, recent=recent[:1])).findings

    assert (finding.code, finding.severity) == ("near_repeat", Severity.HINT)
    assert finding.numbers == {"count": 1, "comment_id": 7}
    assert "số 7" in finding.sentence("vi")
    assert screen(context(LONG, recent=recent)).hold == "near_repeat"


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"from_address": 20}, "flood_address"),
        ({"from_phone": 6}, "flood_phone"),
        ({"same_text": 5}, "flood_text"),
    ],
)
def test_a_flood_is_held(numbers, code):
    assert screen(context("Hay", title="Ok", **numbers)).hold == code


def test_the_record_of_an_author_is_shown_and_holds_nothing():
    screening = screen(context(author=AuthorRecord(published=4, rejected=2, spam=1)))

    assert [finding.sentence("vi") for finding in screening.findings] == [
        "Người gửi: 4 đã đăng, 2 không đăng, 1 rác, 0 bị gỡ."
    ]
    assert not screening.is_held
    assert codes("Hay", author=AuthorRecord(rejected=2)) == set()


def test_a_sure_scorer_holds_and_an_absent_one_says_nothing():
    assert screen(context(score=0.95)).hold == "score"
    assert codes("Hay", score=0.5) == codes("Hay", score=None) == set()


def test_a_closed_article_holds():
    assert screen(context(article_open=False)).hold == "article_closed"


@pytest.mark.parametrize("text", ["👍👍👍", ":)", "hay", "1", "❤️"])
def test_a_smile_is_an_opinion(text):
    assert screen(context(text)).hold is None


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("Nghe nói sắp cắt nước 10 ngày, tích trữ ngay", True),
        ("Nghe nói sắp cắt nước 10 ngày, có đúng không ạ", False),
        ("Nghe nói sắp mở tuyến xe buýt mới", False),
        ("Share rộng rãi giúp", False),
        ("Tin hot, nguồn nội bộ đây", True),
    ],
)
def test_a_rumour_needs_an_alarm_and_a_question_spreads_none(text, is_held):
    assert (screen(context(text)).hold == "unverified_claim") == is_held


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("Thanh lý bàn ghế giá rẻ, gọi 0900001777", True),
        ("Thanh lý bàn ghế cũ của trường, hay đấy", False),
        ("Việc nhẹ lương cao nào cho tôi với", False),
        ("Tờ rơi vay tiền nhanh, zalo 0900001777 dán đầy cột điện, đề nghị xử lý", False),
    ],
)
def test_an_offer_needs_a_way_to_answer_it(text, is_held):
    assert (screen(context(text)).hold == "advertising") == is_held


def test_violence_needs_a_call():
    assert screen(context("Tối nay bà con mình lên đập phá chốt")).hold == "incitement"
    assert screen(context("Thợ đập phá tường cũ gây bụi")).hold is None


def test_nothing_is_held_unless_the_title_says_something():
    assert screen(context("...", title="-")).hold == "empty"
    assert screen(context("...", title="Đồng ý")).hold is None


def test_many_links_are_counted():
    links = " ".join(f"https://hanoi.gov.vn/{number}" for number in range(3))
    (finding,) = screen(context(links)).findings

    assert (finding.code, finding.numbers) == ("many_links", {"count": 3})


def test_an_accusation_without_a_person_is_a_hint():
    text = "Cán bộ ở đây vòi tiền dân, đề nghị chấn chỉnh"

    assert "denunciation" in codes(text, Severity.HINT)
    assert screen(context(text)).hold is None


def test_an_accusation_comes_before_an_insult():
    assert screen(context("đm ông Nguyễn Văn Thử nhận hối lộ")).hold == "denunciation"


def test_a_phase_that_fails_is_a_finding_and_loses_no_other():
    def broken(_context):
        raise RuntimeError("0912345678")

    screening = screen(context("đm"), [broken, *PHASES])

    assert screening.hold == "insult_sure"
    assert screening.findings[0] == Finding(
        FindingCode.INCOMPLETE, Severity.HOLD, numbers={"phase": 1}
    )
    assert screen(context(), [broken]).hold == "incomplete"


def test_codes_that_are_no_longer_known_are_left_out():
    assert from_json('[["of_old","hint",[],{}],["empty","hold",[],{}]]') == (
        Finding(FindingCode.EMPTY, Severity.HOLD),
    )
    assert from_json("") == ()


@pytest.mark.parametrize(
    "piece",
    ["đ.m ", "rác rác tắc ", "hãy ", "a.com ", "www.", "nghe nói ", "0912345678 ", "dit me "],
)
def test_a_hostile_text_is_screened_to_its_end(piece):
    assert len(to_json(screen(context((piece * 20000)[:20000])).findings)) < 60_000
