from datetime import date

import pytest

from models import Article, Comment, Opinion, StandardText
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.permissions import Role
from tests import factories


@pytest.fixture
def waiting(session, article):
    return factories.comment(
        session, article, title="Xả rác", content="Số nhà 12 phố Huế, gọi 0900 000 301."
    )


@pytest.fixture
def other(session):
    return factories.person(session, Role.MODERATOR, "Quang Huy")


def fresh(session, comment) -> Comment:
    return session.get(Comment, comment.id, populate_existing=True)


def ask(browser, comment, **typed):
    asked = {"asked_of": "propaganda_officer", "question": "Có đúng quy định không?"} | typed
    address = f"/staff/comments/{comment.id}"
    return browser.open(address).send(f"{address}/escalate", **asked)


def decide(browser, comment, action, **typed):
    address = f"/staff/comments/{comment.id}"
    return browser.open(address).send(f"{address}/decide", action=action, **typed)


def test_an_opinion_is_asked_for_given_and_comes_back(
    desk, moderator, propaganda_officer, waiting, session
):
    asker, officer = desk(moderator), desk(propaganda_officer)

    asked = ask(asker, waiting)
    listed = officer.open("/staff/opinions")
    page = officer.open(f"/staff/comments/{waiting.id}")
    given = page.send(f"/staff/comments/{waiting.id}/opinion", opinion="Được đăng.")
    work = asker.open("/staff/")

    assert (asked.status, given.status) == (303, 303)
    assert "Có đúng quy định không?" in listed.words
    assert "0900 000 301" not in listed.text + page.text
    assert "Ý kiến đã về" in work.words
    assert "Được đăng." in work.words
    assert fresh(session, waiting).state is CommentState.ESCALATED
    assert decide(asker, waiting, "approve").status == 303
    assert fresh(session, waiting).state is CommentState.PUBLISHED
    assert "Ý kiến đã về" not in asker.open("/staff/").words


def test_a_question_without_words_is_asked_for(desk, moderator, waiting, session):
    answer = ask(desk(moderator), waiting, question=" ", asked_of="chief_editor")

    assert answer.status == 422
    assert "Ghi điều cần hỏi." in answer.soup.select_one("#question-error").text
    assert answer.filled(f"/staff/comments/{waiting.id}/escalate")["asked_of"] == "chief_editor"
    assert fresh(session, waiting).state is CommentState.PENDING


def test_an_opinion_without_words_is_asked_for(desk, moderator, propaganda_officer, waiting):
    ask(desk(moderator), waiting)
    page = desk(propaganda_officer).open(f"/staff/comments/{waiting.id}")

    answer = page.send(f"/staff/comments/{waiting.id}/opinion", opinion="")

    assert answer.status == 422
    assert answer.soup.select_one("#opinion-error")


def test_others_read_why_they_may_not_decide(desk, moderator, other, waiting, session):
    browser = desk(other)
    before = browser.open(f"/staff/comments/{waiting.id}")
    ask(desk(moderator), waiting)

    page = browser.open(f"/staff/comments/{waiting.id}")
    answer = before.send(
        f"/staff/comments/{waiting.id}/decide",
        action="approve",
        version=str(fresh(session, waiting).version),
        note="ghi chú của tôi",
    )

    assert "chỉ người đã xin ý kiến" in page.words
    assert not page.soup.find("button", {"value": "approve"})
    assert answer.status == 403
    assert "chỉ người đã xin ý kiến" in answer.words
    assert "ghi chú của tôi" in answer.words


def test_a_question_is_taken_back(desk, moderator, waiting, session):
    browser = desk(moderator)
    ask(browser, waiting)

    page = browser.open(f"/staff/comments/{waiting.id}")
    page.send(f"/staff/comments/{waiting.id}/recall")

    assert fresh(session, waiting).state is CommentState.PENDING
    assert session.query(Opinion).one().closed_at is not None


def test_a_sensitive_article_is_ticked_and_needs_two(
    desk, moderator, other, article, waiting, session
):
    first, second = desk(moderator), desk(other)
    editor = first.open(f"/staff/articles/{article.id}")
    editor.send(f"/staff/articles/{article.id}", is_sensitive="y")

    card = first.open("/staff/comments").soup.select_one(f"#c{waiting.id}").get_text()
    said = decide(first, waiting, "approve").follow().words
    page = first.open(f"/staff/comments/{waiting.id}")
    again = page.send(f"/staff/comments/{waiting.id}/decide", action="approve")
    seen = second.open(f"/staff/comments/{waiting.id}").words
    decide(second, waiting, "approve")

    assert session.get(Article, article.id, populate_existing=True).is_sensitive
    assert "Cần hai người duyệt" in card
    assert "Cần một người khác duyệt lần hai" in said
    assert not page.soup.find("button", {"value": "approve"})
    assert again.status == 403
    assert "lần hai do người khác duyệt" in again.words
    assert "Minh Thu đã duyệt lần một" in seen
    assert fresh(session, waiting).state is CommentState.PUBLISHED


def test_an_article_stays_sensitive_when_it_is_saved_again(desk, moderator, article, session):
    browser = desk(moderator)
    address = f"/staff/articles/{article.id}"
    browser.open(address).send(address, is_sensitive="y")

    browser.open(address).send(address, title="Tên khác")
    kept = session.get(Article, article.id, populate_existing=True).is_sensitive
    browser.open(address).send(address, is_sensitive=None)

    assert kept
    assert not session.get(Article, article.id, populate_existing=True).is_sensitive


def test_a_claim_is_held_with_its_last_day_on_the_card(desk, moderator, waiting, session):
    factories.calendar(session)
    browser = desk(moderator)

    decide(browser, waiting, "hold", unverified="y", note="hỏi phường")

    card = browser.open("/staff/comments?queue=held").soup.select_one(f"#c{waiting.id}")
    assert "quyết định trong ngày 26/11/2026" in card.get_text()
    assert "hỏi phường" in browser.open(f"/staff/comments/{waiting.id}").words


def test_claims_held_too_long_come_first_and_are_not_held_again(
    desk, moderator, article, waiting, session
):
    browser = desk(moderator)
    late = factories.comment(session, article)
    for comment in (waiting, late):
        decide(browser, comment, "hold")
    fresh(session, late).decide_by = date(2026, 11, 20)
    session.commit()

    page = browser.open("/staff/comments?queue=held")
    decide(browser, late, "release")
    seen = browser.open(f"/staff/comments/{late.id}")
    answer = seen.send(f"/staff/comments/{late.id}/decide", action="hold")

    assert [card["id"] for card in page.soup.select(".ln-mod")] == [f"c{late.id}", f"c{waiting.id}"]
    assert "Quá hạn kiểm chứng từ 20/11/2026" in page.soup.select_one(".ln-due.is-late").text
    assert not seen.soup.find("button", {"value": "hold"})
    assert answer.status == 409
    assert "không giữ thêm được" in answer.words


def test_asking_for_an_opinion_does_not_stop_the_clock_of_a_claim(
    desk, moderator, article, waiting, session
):
    browser = desk(moderator)
    late = factories.comment(session, article)
    for comment in (waiting, late):
        decide(browser, comment, "hold")
        asked = browser.open(f"/staff/comments/{comment.id}")
        to = {"asked_of": "propaganda_officer", "question": "Có nguồn chưa?"}
        asked.send(f"/staff/comments/{comment.id}/escalate", **to)
    fresh(session, late).decide_by = date(2026, 11, 20)
    session.commit()

    page = browser.open("/staff/comments?queue=escalated")
    seen = browser.open(f"/staff/comments/{late.id}")

    assert [card["id"] for card in page.soup.select(".ln-mod")] == [f"c{late.id}", f"c{waiting.id}"]
    assert "Quá hạn kiểm chứng từ 20/11/2026" in page.words
    assert "Quá hạn kiểm chứng từ 20/11/2026" in seen.words


def test_what_is_called_false_needs_its_source(desk, moderator, waiting, session):
    browser = desk(moderator)
    false = {"reason_code": "refuted", "reason_text": "Sai sự thật."}

    refused = decide(browser, waiting, "reject", **false)
    false["reason_text"] = "Xem https://example.org/tin."
    taken = decide(browser, waiting, "reject", **false)

    assert refused.status == 422
    assert "nguồn chính thức" in refused.soup.select_one("#reason_text-error").text
    assert "Phê bình một cơ quan không bao giờ là lý do." in refused.words
    assert taken.status == 303


def test_authors_read_the_words_of_the_office(
    desk, administrator, moderator, waiting, session, visitor, article
):
    house = desk(administrator)
    own = {"text-off_topic-vi": "Xin gửi dưới bài khác, không phải “{article}”."}
    house.open("/staff/reasons").send("/staff/reasons", **own)

    page = desk(moderator).open(f"/staff/comments/{waiting.id}")
    factories.decided(session, waiting, CommentAction.REJECT, moderator, reason_code="off_topic")
    receipt = visitor.open(f"/binh-luan/{waiting.receipt}").words

    sentence = f"Xin gửi dưới bài khác, không phải “{article.title}”."
    assert sentence in page.soup.select_one("[data-reason=off_topic]").text
    assert sentence in receipt
    assert "Trùng lặp." in page.soup.select_one("[data-reason=duplicate]").text


def test_a_text_with_a_strange_placeholder_is_pointed_out(desk, administrator, session):
    page = desk(administrator).open("/staff/reasons")

    answer = page.send(
        "/staff/reasons", **{"text-off_topic-vi": "Chào {name}", "text-duplicate-vi": "Đã có."}
    )

    assert answer.status == 422
    assert "{article}" in answer.soup.select_one("#text-off_topic-vi-error").text
    assert answer.filled("/staff/reasons")["text-duplicate-vi"] == "Đã có."
    assert session.query(StandardText).count() == 0


def test_no_text_brings_the_shipped_words_back(desk, administrator, session):
    browser = desk(administrator)
    browser.open("/staff/reasons").send("/staff/reasons", **{"text-duplicate-vi": "Đã có."})

    browser.open("/staff/reasons").send("/staff/reasons", **{"text-duplicate-vi": ""})

    assert session.query(StandardText).count() == 0
