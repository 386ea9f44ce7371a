"""Readers' reports, the register of requests, closing by date."""

from datetime import timedelta

import pytest

from models import Article, Comment, ReaderReport, Takedown
from moderation.domain.comment_states import CommentState
from moderation.services import articles
from tests import factories
from tests.conftest import FIXED_ANSWER, NOW
from tests.visitor import Visitor


@pytest.fixture
def shown(session, article, moderator):
    return factories.published(session, article, moderator, content="Cống ngõ 6 lại đầy.")


def report_page(visitor, article, comment):
    return visitor.open(f"/bai-viet/{article.slug}/bao-cao/{comment.id}")


def test_every_published_comment_can_be_reported_and_the_desk_reads_why(
    app, visitor, session, article, moderator, shown, desk
):
    answer = factories.published(session, article, moderator, parent_id=shown.id)
    links = [
        visitor.open(f"/bai-viet/{article.slug}").soup.find(
            "a", href=f"/bai-viet/{article.slug}/bao-cao/{each.id}"
        )
        for each in (shown, answer)
    ]
    sent = report_page(visitor, article, shown).send(
        "/bai-viet/", reason="insulting", report="Dòng hai."
    )
    again = report_page(visitor, article, shown).send("/bai-viet/", reason="unlawful")
    other = Visitor(app, address="127.0.0.7")
    report_page(other, article, shown).send("/bai-viet/", reason="other", report="Sai người.")

    assert all(links)
    assert "Ban biên tập sẽ đọc lại" in sent.follow().words
    assert again.status == 303
    reports = session.query(ReaderReport).all()
    assert [each.reason_code for each in reports] == ["insulting", "other"]
    assert not [each for each in reports if "127.0.0" in each.address_key]
    page = desk(moderator).open(f"/staff/comments/{shown.id}")
    assert "2 báo cáo của bạn đọc" in page.words
    assert "Dòng hai." in page.words
    kept = page.send(f"/staff/comments/{shown.id}/keep").follow()
    assert "báo cáo của bạn đọc" not in kept.words


def test_a_report_without_a_reason_is_asked_for_and_keeps_its_words(visitor, article, shown):
    page = report_page(visitor, article, shown)

    none = page.send("/bai-viet/", report="Lời của tôi.")
    bare = page.send("/bai-viet/", reason="other")
    foreign = page.send("/bai-viet/", reason="duplicate")

    assert (none.status, bare.status, foreign.status) == (422, 422, 422)
    assert none.filled("/bai-viet/")["report"] == "Lời của tôi."


def test_only_what_stands_on_the_page_is_reported(visitor, session, article, shown):
    waits = factories.comment(session, article)
    elsewhere = factories.article(session, "Bài khác")

    assert report_page(visitor, article, waits).status == 404
    assert report_page(visitor, elsewhere, shown).status == 404


def test_reports_from_one_address_are_limited(app, session, article, moderator):
    reader = Visitor(app, address="127.0.0.8")
    many = [factories.published(session, article, moderator) for _ in range(21)]

    sent = [
        report_page(reader, article, each).send("/bai-viet/", reason="insulting").status
        for each in many
    ]

    assert sent == [303] * 20 + [429]


def enter(browser, comment, /, **typed):
    page = browser.open(f"/staff/takedowns/new?comment={comment.id}")
    words = {
        "requester": "Công an phường",
        "legal_basis": "Điều 5",
        "received_at": "2026-11-23T08:30",
    }
    return page.send("/staff/takedowns/new", **{**words, **typed})


def test_a_request_is_entered_carried_out_and_restored(
    desk, moderator, session, shown, article, visitor
):
    browser = desk(moderator)
    entered = enter(browser, shown, is_urgent="y")
    row = session.query(Takedown).one()
    page = entered.follow()
    unexplained = page.send(f"/staff/takedowns/{row.id}/done")
    done = page.send(f"/staff/takedowns/{row.id}/done", reason_code="unlawful")
    hidden = "Cống ngõ 6" in visitor.open(f"/bai-viet/{article.slug}").words
    restored = done.follow().send(f"/staff/comments/{shown.id}/decide", action="restore")

    assert row.due_at - row.received_at == timedelta(hours=6)
    assert (unexplained.status, done.status, hidden, restored.status) == (422, 303, False, 303)
    assert "Cống ngõ 6" in visitor.open(f"/bai-viet/{article.slug}").words
    register = browser.open("/staff/takedowns").words
    assert "Công an phường" in register
    assert "đã gỡ" in register


def test_an_oral_order_names_who_gave_it_and_falls_overdue_without_a_paper(
    desk, moderator, session, shown
):
    browser = desk(moderator)
    nameless = enter(browser, shown, is_oral="y")
    enter(
        browser, shown, is_oral="y", ordered_by="Ông Ba, phó phòng", received_at="18/11/2026 09:00"
    )
    row = session.query(Takedown).one()
    late = browser.open("/staff/takedowns")
    page = browser.open(f"/staff/takedowns/{row.id}")
    confirmed = page.send(f"/staff/takedowns/{row.id}/confirm", document_number="12/CV").follow()

    assert nameless.status == 422
    assert "Quá hạn" in late.words
    assert "quá hạn xác nhận" in late.words
    assert "chưa có văn bản" in page.words
    assert "12/CV" in confirmed.words
    assert "chưa có văn bản" not in confirmed.words


def test_taking_down_as_false_asks_for_the_source_beside_its_field(desk, moderator, session, shown):
    row = factories.takedown(session, shown, moderator)
    page = desk(moderator).open(f"/staff/takedowns/{row.id}")
    false = {"reason_code": "refuted", "reason_text": "Sai sự thật."}

    answer = page.send(f"/staff/takedowns/{row.id}/done", **false)

    assert answer.status == 422
    assert "Ghi nguồn chính thức" in answer.soup.select_one("#reason_text-error").text
    assert "Sai sự thật." in answer.text


def test_a_request_is_declined_with_a_why(desk, moderator, session, shown):
    browser = desk(moderator)
    page = enter(browser, shown).follow()
    row = session.query(Takedown).one()

    without = page.send(f"/staff/takedowns/{row.id}/decline")
    declined = page.send(f"/staff/takedowns/{row.id}/decline", because="Phê bình đúng mực.")
    stale = page.send(f"/staff/takedowns/{row.id}/done", reason_code="unlawful", reason_text="Gỡ.")

    assert (without.status, declined.status, stale.status) == (422, 303, 409)
    assert "Gỡ." in stale.words
    assert session.get(Comment, shown.id, populate_existing=True).state is CommentState.PUBLISHED


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"comment": "BL-7K3M-9Q2X-4TN7"}, "comment"),
        ({"comment": "999999999999999999999"}, "comment"),
        ({"received_at": "hôm qua"}, "received_at"),
        ({"received_at": "2026-11-24T08:30"}, "received_at"),
        ({"requester": ""}, "requester"),
    ],
)
def test_an_impossible_request_is_told_beside_its_field(desk, moderator, session, shown, typed, at):
    answer = enter(desk(moderator), shown, **typed)

    assert answer.status == 422
    assert answer.soup.find(id=f"{at}-error")
    assert session.query(Takedown).count() == 0


def test_a_request_sent_twice_is_one_and_a_link_names_the_comment(
    desk, moderator, session, shown, article
):
    browser = desk(moderator)
    page = browser.open("/staff/takedowns/new")
    words = {
        "comment": f"https://lang-nghe.example/bai-viet/{article.slug}#bl-{shown.id}",
        "requester": "Công an phường", "legal_basis": "Điều 5", "received_at": "2026-11-23T08:30",
    }  # fmt: skip

    sent = [page.send("/staff/takedowns/new", **words).status for _ in range(2)]

    assert sent == [303, 303]
    assert session.query(Takedown).one().comment_id == shown.id


def close_at(session, article, moderator, at):
    fresh = session.get(Article, article.id, populate_existing=True)
    articles.close_comments_from(session, fresh, at, actor=moderator, now=NOW)
    session.commit()


def test_comments_close_at_their_date_without_anybody_doing_anything(
    visitor, session, article, moderator, shown
):
    close_at(session, article, moderator, NOW + timedelta(minutes=1))
    before = visitor.open(f"/bai-viet/{article.slug}")
    close_at(session, article, moderator, NOW)

    sent = before.send(
        f"/bai-viet/{article.slug}", full_name="Ba", title="Muộn", content="Lời muộn.",
        captcha_answer=FIXED_ANSWER,
    )  # fmt: skip
    after = visitor.open(f"/bai-viet/{article.slug}")

    assert "Bài viết nhận bình luận đến" in before.words
    assert sent.status == 409
    assert "Lời muộn." in sent.words
    assert "đã đóng phần bình luận" in after.words
    assert f"?tra-loi={shown.id}" in before.text
    assert f"?tra-loi={shown.id}" not in after.text
    assert "Cống ngõ 6" in after.words


def test_an_editor_sets_the_date_and_opens_again_by_hand(desk, moderator, session, article):
    browser = desk(moderator)
    address = f"/staff/articles/{article.id}"
    wrong = browser.open(address).send(address, comments_close_at="tuần sau")
    browser.open(address).send(address, comments_close_at="2026-11-20T17:00")
    listed = browser.open("/staff/articles").words
    again = browser.open(address)
    reopened = again.send(f"{address}/open-comments").follow()

    assert wrong.status == 422
    assert wrong.filled(address)["comments_close_at"] == "tuần sau"
    assert "(đã đóng)" in listed
    assert again.filled(address)["comments_close_at"] == "2026-11-20T17:00"
    assert "đang mở" in reopened.words
    assert reopened.filled(address)["comments_close_at"] == ""
