from datetime import date, timedelta

import pytest

from models import Comment
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.screening import FindingCode, from_json
from moderation.queries import comments as comment_queries
from moderation.services import comments, screening, sealing
from moderation.services.comments import NewComment
from tests import factories
from tests.conftest import NOW

WORDS = NewComment(
    full_name="Trần Văn Lâm",
    title="Đoạn đường trước chợ",
    content="Mong thành phố mở rộng vỉa hè trước chợ để người già đi bộ cho an toàn.",
    phone="+84900000111",
    address_key="a" * 64,
)


@pytest.fixture
def send(session, article, tools):
    """Screen and submit a comment like the public form does."""

    def submit(at=NOW, scorer=tools.scorer, **words):
        from dataclasses import replace

        new = replace(WORDS, **words)
        found = screening.screen(session, new, settings=tools.settings, now=at, scorer=scorer)
        return comments.submit(session, article.id, new, now=at, screened=found)

    return submit


def codes(comment: Comment) -> set[FindingCode]:
    return {finding.code for finding in from_json(comment.findings)}


def test_a_plain_comment_waits_with_what_repeats_are_told_by(send):
    comment = send()

    assert (comment.state, comment.hold_code, comment.findings) == ("pending", None, "")
    assert len(comment.text_key) == 64
    assert comment.sketch


def test_a_banned_word_hides_no_phone_number(send):
    comment = send(content="Đồ lồn, gọi 0912 345 678 mà hỏi.")

    assert (comment.state, comment.hold_code) == ("held", "insult_sure")
    assert {FindingCode.INSULT_SURE, FindingCode.PHONE} <= codes(comment)


def test_the_same_text_again_and_again_is_held(send):
    made = [
        send(NOW + timedelta(hours=hour), phone=None, address_key=str(hour) * 64)
        for hour in range(5)
    ]

    assert [comment.state for comment in made] == ["pending"] * 3 + ["held"] * 2
    assert made[3].hold_code == "repeat"


def test_the_same_text_after_a_day_is_no_repeat(send):
    send(NOW - timedelta(hours=25))

    assert FindingCode.REPEAT not in codes(send())


def test_nearly_the_same_text_is_found(send):
    first = send(phone=None, address_key="b" * 64)

    again = send(content=WORDS.content.replace("người già", "người lớn tuổi"))

    near = [each for each in from_json(again.findings) if each.code is FindingCode.NEAR_REPEAT]
    assert near
    assert near[0].numbers["comment_id"] == first.id


def test_a_comment_sent_again_is_not_compared_with_itself(send):
    first = send()

    again = send(content=WORDS.content + " Xin cảm ơn.", resubmits_id=first.id)

    assert FindingCode.NEAR_REPEAT not in codes(again)


@pytest.mark.parametrize(
    ("same", "other", "limit", "code"),
    [("phone", {"address_key": None}, 5, "flood_phone"),
     ("address_key", {"phone": None}, 20, "flood_address")],
)  # fmt: skip
def test_a_flood_is_held_from_its_limit_on(send, same, other, limit, code):
    made = [
        send(
            NOW + timedelta(seconds=number),
            title=f"Chuyện {number}",
            content="Ý " * number,
            **other,
        )
        for number in range(1, limit + 1)
    ]

    found = [each.code for each in from_json(made[-1].findings)]
    assert code not in [each.code for each in from_json(made[-2].findings)]
    assert code in found
    assert made[-1].state is CommentState.HELD


def test_a_flood_ends_with_its_window(send):
    for number in range(5):
        send(NOW, title=f"Chuyện {number}", content=f"Câu {number}")

    later = send(NOW + timedelta(minutes=11), title="Chuyện khác", content="Câu khác hẳn.")

    assert FindingCode.FLOOD_PHONE not in codes(later)


def test_an_authors_record_is_shown_and_never_holds(send, session, moderator):
    for number in range(3):
        earlier = send(NOW - timedelta(days=9 + number), title=f"Chuyện {number}")
        factories.decided(
            session, earlier, CommentAction.REJECT, moderator, reason_code="off_topic"
        )

    same_phone = send(title="Lần nữa", content="Cho tôi hỏi thêm một điều.")
    only_name = send(
        title="Người khác", content="Trùng tên mà thôi.", phone=None, address_key="c" * 64
    )

    assert FindingCode.AUTHOR_RECORD in codes(same_phone)
    assert same_phone.state is CommentState.PENDING
    assert FindingCode.AUTHOR_RECORD not in codes(only_name)


def test_a_claim_nobody_verified_is_held_two_working_days_at_most(send):
    """NOW is a Monday."""
    comment = send(content="Nghe nói ngày mai cúp nước toàn thành phố, mọi người tích trữ nước đi.")

    assert (comment.state, comment.hold_code) == ("held", "unverified_claim")
    assert comment.decide_by == date(2026, 11, 25)


def test_what_is_held_stands_in_line_as_if_it_were_pending(send, session):
    send()
    held = send(content="Đồ lồn.")

    assert comment_queries.place_in_line(session, held) == 1


class Scorer:
    """Rates every text the same, or fails."""

    def __init__(self, answer):
        self.answer = answer

    def score(self, title, content):
        assert (title, content) == (WORDS.title, WORDS.content)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_no_scorer_ships(tools):
    assert tools.scorer.score(WORDS.title, WORDS.content) is None


@pytest.mark.parametrize(("answer", "state"), [(0.95, "held"), (0.6, "pending"), (None, "pending")])
def test_a_scorer_holds_when_it_is_sure_and_is_silent_else(send, answer, state):
    comment = send(scorer=Scorer(answer))

    assert comment.state == state
    assert (FindingCode.SCORE in codes(comment)) == (state == "held")


@pytest.mark.parametrize("answer", [RuntimeError("Đoạn đường"), "rất xấu"])
def test_a_scorer_that_fails_costs_no_other_finding(send, caplog, answer):
    comment = send(phone=None, full_name="An 0912345678", scorer=Scorer(answer))

    assert comment.state == "pending"
    assert codes(comment) == {FindingCode.PHONE}
    assert "Đoạn đường" not in caplog.text


@pytest.mark.parametrize("broken", ["around", "recent", "record"])
def test_a_mistake_of_ours_loses_nobodys_comment(send, monkeypatch, caplog, broken):
    def fail(*_args, **_more):
        raise ZeroDivisionError("Đoạn đường")

    monkeypatch.setattr(screening.screening_queries, broken, fail)

    comment = send()

    assert (comment.state, comment.findings) == ("pending", "")
    assert "ZeroDivisionError" in caplog.text
    assert "Đoạn đường" not in caplog.text


def test_a_statement_that_fails_leaves_the_transaction_whole(send, monkeypatch, session):
    from sqlalchemy import text

    monkeypatch.setattr(
        screening.screening_queries,
        "recent",
        lambda session, **_more: session.execute(text("SELECT * FROM no_such_table")),
    )

    assert session.get(Comment, send().id).state is CommentState.PENDING


def test_an_uncovered_comment_keeps_what_was_found(send, session, tools, moderator):
    comment = send(content="Đồ lồn, gọi 0912 345 678 mà hỏi.")
    kept = (comment.findings, comment.hold_code, comment.text_key, comment.sketch)
    sealing.cover(
        session, comment, seen_version=comment.version, seal=tools.seal, actor=moderator, now=NOW
    )
    emptied = (comment.findings, comment.text_key, comment.sketch)

    sealing.uncover(
        session, comment, seen_version=comment.version, seal=tools.seal, actor=moderator, now=NOW
    )

    assert emptied == ("", None, None)
    assert (comment.findings, comment.hold_code, comment.text_key, comment.sketch) == kept
