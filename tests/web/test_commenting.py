from datetime import timedelta
from urllib.parse import urlparse

import pytest

from models import Captcha, Comment, Submission
from moderation.domain.article_states import ArticleAction
from moderation.domain.captcha_answers import answer_for
from moderation.domain.comment_states import CommentAction
from moderation.services import articles, sealing
from tests import factories
from tests.conftest import FIXED_ANSWER, NOW, rows
from tests.visitor import Visitor

TYPED = {
    "full_name": "Lê Thị Hòa",
    "phone": "0900 000 301",
    "title": "Góp ý phương án 2",
    "content": "Cần hố thu ở cuối ngõ.\r\n\r\nChỗ trũng nhất.",
    "captcha_answer": FIXED_ANSWER,
}


@pytest.fixture
def page(visitor, article):
    return visitor.open(f"/bai-viet/{article.slug}")


def send(page, **typed):
    return page.send("/bai-viet/", **{**TYPED, **typed})


def kept(session) -> list[Comment]:
    return session.query(Comment).order_by(Comment.id).all()


def problems(page) -> dict[str, str]:
    return {
        field["for"]: field.find_parent(class_="has-error")
        .select_one(".ln-error")
        .get_text(" ", strip=True)
        for field in page.soup.select(".has-error label")
    }


def test_the_form_carries_the_portals_own_labels(page):
    labels = [
        label.get_text(" ", strip=True) for label in page.form("/bai-viet/").find_all("label")
    ]

    assert labels[:5] == [
        "Họ tên (*)",
        "Số điện thoại (không bắt buộc, không công khai)",
        "Tiêu đề (*)",
        "Nội dung (*)",
        "E-mail (không bắt buộc, không công khai)",
    ]
    assert "Mã xác nhận (*)" in labels
    assert "Lấy lại mã bảo mật" in page.words


def test_the_field_names_are_the_contract(page):
    names = {control["name"] for control in page.form("/bai-viet/").find_all(["input", "textarea"])}

    assert names == {
        "full_name",
        "phone",
        "email",
        "title",
        "content",
        "consent_contact",
        "captcha_answer",
        "captcha_id",
        "submission_id",
        "csrf_token",
        "parent_id",
    }


def test_consent_is_never_ticked_beforehand(page):
    assert not page.soup.find("input", {"name": "consent_contact"}).has_attr("checked")


def test_a_comment_gets_a_receipt_a_place_and_what_happens_next(page, session):
    receipt = send(page).follow()

    comment = kept(session)[0]
    assert comment.receipt in receipt.words
    assert "đứng đầu hàng chờ" in receipt.words
    assert "trong 8 giờ làm việc" in receipt.words
    assert (comment.full_name, comment.phone, comment.title) == (
        "Lê Thị Hòa",
        "+84900000301",
        "Góp ý phương án 2",
    )
    assert comment.content == "Cần hố thu ở cuối ngõ.\n\nChỗ trũng nhất."


def test_a_waiting_comment_is_not_on_the_page(page, visitor, article):
    send(page)

    assert "Cần hố thu" not in visitor.open(f"/bai-viet/{article.slug}").words


def test_the_same_form_sent_again_gets_the_same_receipt(page, session):
    answers = [send(page) for _ in range(3)]

    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert len(kept(session)) == 1


def test_an_edited_form_after_its_receipt_is_shown_and_sent_as_new(page, session):
    first = send(page)

    edited = send(page, content="Thêm một ý khác.")

    assert edited.status == 409
    assert urlparse(first.location).path.rpartition("/")[2] in edited.words
    assert "Thêm một ý khác." in edited.text
    assert send(edited, content="Thêm một ý khác.").status == 303
    assert [comment.content for comment in kept(session)][1] == "Thêm một ý khác."


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("full_name", " ", "họ tên"),
        ("title", "", "tiêu đề ngắn"),
        ("content", "\n \n", "còn trống"),
        ("phone", "12ab", "0912 345 678"),
        ("email", "hoa@", "ten@example.com"),
        ("email", "hòa@example.com", "ten@example.com"),
        ("title", "x" * 201, "Dài 201 ký tự, nhiều nhất là 200"),
        ("content", "x" * 5003, "Xin bớt 3 ký tự"),
    ],
)
def test_bad_input_is_explained_beside_the_field_and_nothing_is_lost(
    page, session, field, value, says
):
    answer = send(page, **{field: value})

    again = answer.filled("/bai-viet/")
    assert answer.status == 422
    assert says in problems(answer)[field]
    assert answer.soup.select_one(f'.ln-error-summary a[href="#{field}"]')
    assert all(
        again[name] == TYPED[name].replace("\r\n", "\n")
        for name in ("full_name", "title", "content")
        if name != field
    )
    assert kept(session) == []


@pytest.mark.parametrize("field", ["full_name", "title", "content"])
def test_what_nobody_can_see_is_missing(page, session, field):
    answer = send(page, **{field: "\u200b\u3164 \u2060\u00ad"})

    assert (answer.status, list(problems(answer))) == (422, [field])
    assert kept(session) == []


def test_an_address_needs_consent_and_is_kept_with_it(page, session):
    refused = send(page, email="hoa@mail.example")
    accepted = send(refused, email="hoa@mail.example", consent_contact="y")

    assert "đồng ý" in problems(refused)["consent_contact"]
    assert accepted.status == 303
    assert kept(session)[0].email == "hoa@mail.example"


def test_an_address_is_kept_as_mail_servers_read_it(page, session):
    send(page, email="Hoa@MÜLLER.example", consent_contact="y")

    assert kept(session)[0].email == "Hoa@xn--mller-kva.example"


@pytest.mark.parametrize("yes", ["y", "yes", "True", "on", "1"])
def test_a_plain_yes_is_consent(page, session, yes):
    assert send(page, email="hoa@mail.example", consent_contact=yes).status == 303


@pytest.mark.parametrize("no", ["0", "no", "off", "n", "False", "", "maybe"])
def test_anything_but_a_plain_yes_is_no_consent(page, session, no):
    answer = send(page, email="hoa@mail.example", consent_contact=no)

    assert list(problems(answer)) == ["consent_contact"]
    assert kept(session) == []


def test_a_wrong_code_keeps_every_word_and_brings_another(page, session):
    answer = send(page, captcha_answer="99999")

    before, after = page.filled("/bai-viet/"), answer.filled("/bai-viet/")
    assert answer.status == 422
    assert "vẫn còn nguyên" in problems(answer)["captcha_answer"]
    assert before["captcha_id"] != after["captcha_id"]
    assert before["submission_id"] == after["submission_id"]
    assert after["content"] == TYPED["content"].replace("\r\n", "\n")
    assert kept(session) == []


def test_no_code_at_all_is_asked_for(page):
    assert "chữ số trong hình" in problems(send(page, captcha_answer=""))["captcha_answer"]


def test_a_right_code_with_bad_fields_is_not_asked_again(page, session):
    answer = send(page, title="")

    assert "captcha_answer" not in answer.filled("/bai-viet/")
    assert "không phải nhập lại" in answer.words
    assert send(answer, captcha_answer=None).status == 303
    assert len(kept(session)) == 1


def test_a_pass_belongs_to_its_submission(page, session, visitor, article):
    passed = send(page, title="").filled("/bai-viet/")
    other = visitor.open(f"/bai-viet/{article.slug}")

    answer = send(other, captcha_answer=None, captcha_id=passed["captcha_id"])

    assert answer.status == 422
    assert kept(session) == []


def test_another_code_is_given_without_javascript_and_nothing_is_lost(page, session):
    answer = send(page, refresh_captcha="1", captcha_answer="12", consent_contact="y")

    before, after = page.filled("/bai-viet/"), answer.filled("/bai-viet/")
    assert answer.status == 200
    assert before["captcha_id"] != after["captcha_id"]
    assert {name: after[name] for name in ("full_name", "phone", "title", "consent_contact")} == {
        "full_name": TYPED["full_name"],
        "phone": TYPED["phone"],
        "title": TYPED["title"],
        "consent_contact": "y",
    }
    assert not answer.soup.select(".has-error")
    assert rows(session, "SELECT count(*) FROM submission") == [(0,)]


def test_a_real_picture_is_solved_once(visitor, article, session, tools):
    page = visitor.open(f"/bai-viet/{article.slug}")
    captcha_id = page.filled("/bai-viet/")["captcha_id"]
    assert session.query(Captcha).count() == 0

    picture = visitor.open(f"/ma-xac-nhan/{captcha_id}.png")

    row = session.get(Captcha, captcha_id)
    answer = answer_for(tools.settings.secret_key, captcha_id, row.nonce, 5)
    assert picture.response.mimetype == "image/png"
    assert picture.response.headers["Cache-Control"] == "no-store"
    assert send(page, captcha_answer=answer).status == 303
    assert session.query(Captcha).count() == 0


def test_a_wrong_answer_counts_even_when_the_rest_fails(visitor, article, session):
    page = visitor.open(f"/bai-viet/{article.slug}")
    captcha_id = page.filled("/bai-viet/")["captcha_id"]
    visitor.open(f"/ma-xac-nhan/{captcha_id}.png")

    send(page, captcha_answer="99999", title="")

    assert session.get(Captcha, captcha_id, populate_existing=True).attempts == 1


def test_the_code_can_be_heard(visitor, article, page):
    source = page.soup.audio["src"]

    sound = visitor.open(source)

    assert sound.response.mimetype == "audio/wav"
    assert sound.response.get_data()[:4] == b"RIFF"


def test_a_phone_that_fetches_the_sound_in_parts_gets_parts_of_one_sound(visitor, page):
    """Safari asks for two bytes first, and plays nothing unless it gets just them."""
    source = page.soup.audio["src"]
    whole = visitor.open(source).response

    parts = [
        visitor.client.get(source, headers={"Range": asked}) for asked in ("bytes=0-1", "bytes=2-")
    ]

    assert whole.headers["Accept-Ranges"] == "bytes"
    assert [part.status_code for part in parts] == [206, 206]
    assert parts[0].headers["Content-Range"] == f"bytes 0-1/{len(whole.get_data())}"
    assert b"".join(part.get_data() for part in parts) == whole.get_data()


def test_a_fresh_id_for_scripts_writes_nothing(visitor, session):
    answer = visitor.open("/ma-xac-nhan/moi")

    assert len(answer.response.get_json()["id"]) == 22
    assert session.query(Captcha).count() == 0


@pytest.mark.parametrize("broken", [{"csrf_token": None}, {"csrf_token": "sai"}])
def test_a_form_without_its_token_is_refused_with_every_word(page, session, broken):
    answer = send(page, **broken)

    assert answer.status == 400
    assert "chặn cookie" in answer.words
    assert TYPED["title"] in answer.text
    assert kept(session) == []


def test_a_browser_that_drops_cookies_keeps_its_words(app, session, article):
    first = Visitor(app).open(f"/bai-viet/{article.slug}")
    stranger = Visitor(app)

    answer = stranger.post(f"/bai-viet/{article.slug}", {**first.filled("/bai-viet/"), **TYPED})

    assert answer.status == 400
    assert TYPED["title"] in answer.text


def test_ids_that_are_not_ours_are_replaced(page, session):
    assert send(page, submission_id="x", captcha_id="../../x", parent_id="1; DROP").status == 303
    assert len(kept(session)) == 1


def test_too_many_from_one_address_wait_and_lose_nothing(app, session, article, monkeypatch):
    from dataclasses import replace

    tools = app.extensions["toolbox"]
    monkeypatch.setitem(
        app.extensions,
        "toolbox",
        replace(tools, settings=replace(tools.settings, comment_rate="1 per minute")),
    )
    visitor = Visitor(app)
    send(visitor.open(f"/bai-viet/{article.slug}"))

    answer = send(visitor.open(f"/bai-viet/{article.slug}"))

    assert answer.status == 429
    assert TYPED["title"] in answer.text
    assert "sau 1 phút" in answer.words


def test_an_answer_names_what_it_answers(visitor, session, article, moderator):
    first = factories.published(session, article, moderator, full_name="Cô Tám", title="Cảm ơn")

    page = visitor.open(f"/bai-viet/{article.slug}?tra-loi={first.id}")
    send(page)

    assert "Trả lời Cô Tám: Cảm ơn" in page.words
    assert kept(session)[-1].parent_id == first.id


@pytest.mark.parametrize("hides", ["take_down", "cover"])
def test_an_answer_in_a_hidden_thread_cannot_be_seen_by_answering_it(
    visitor, session, article, moderator, tools, hides
):
    first = factories.published(session, article, moderator)
    words = {"full_name": "Người Riêng", "title": "Điều riêng"}
    answer = factories.published(session, article, moderator, parent_id=first.id, **words)
    if hides == "cover":
        seen = {"seen_version": first.version, "seal": tools.seal}
        sealing.cover(session, first, **seen, actor=moderator, now=NOW)
        session.commit()
    else:
        factories.decided(
            session, first, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful"
        )

    page = visitor.open(f"/bai-viet/{article.slug}?tra-loi={answer.id}")

    assert page.filled("/bai-viet/")["parent_id"] == ""
    assert not [word for word in words.values() if word in page.text]


def test_a_comment_sent_again_after_the_comments_closed_gets_its_receipt_again(
    session, article, moderator, page
):
    first = send(page)
    articles.open_comments(
        session, article, False, seen_version=article.version, actor=moderator, now=NOW
    )
    session.commit()

    assert (send(page).status, send(page).location) == (303, first.location)


def test_a_comment_sent_again_after_the_article_went_gets_its_receipt_again(session, article, page):
    first = send(page)
    factories.unpublished(session, article)

    assert (send(page).status, send(page).location) == (303, first.location)


def test_answering_what_is_gone_sends_nothing_and_keeps_the_words(
    visitor, session, article, moderator
):
    first = factories.published(session, article, moderator)
    page = visitor.open(f"/bai-viet/{article.slug}?tra-loi={first.id}")
    factories.decided(session, first, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful")

    answer = send(page)

    assert answer.status == 409
    assert TYPED["title"] in answer.text
    assert send(answer, captcha_answer=None).status == 303
    assert kept(session)[-1].parent_id is None


@pytest.mark.parametrize("asked", ["x", "0", "999999999", "-1", "1" * 30])
def test_a_reply_to_nothing_is_a_plain_form(visitor, article, asked):
    page = visitor.open(f"/bai-viet/{article.slug}?tra-loi={asked}")

    assert page.status == 200
    assert page.filled("/bai-viet/")["parent_id"] == ""


def test_a_closed_article_takes_no_comments(visitor, session, article, moderator, page):
    articles.open_comments(
        session, article, False, seen_version=article.version, actor=moderator, now=NOW
    )
    session.commit()

    answer = send(page)

    assert answer.status == 409
    assert "Cần hố thu ở cuối ngõ." in answer.words
    assert "đã đóng phần bình luận" in visitor.open(f"/bai-viet/{article.slug}").words
    assert kept(session) == []


def test_an_article_taken_back_meanwhile_gives_the_words_back(session, article, page):
    articles.set_state(
        session, article, ArticleAction.UNPUBLISH, seen_version=article.version, actor=None, now=NOW
    )
    session.commit()

    answer = send(page)

    assert answer.status == 404
    assert "Cần hố thu ở cuối ngõ." in answer.words


def test_a_form_too_large_is_refused(page):
    answer = send(page, content="x" * (1024 * 1024 + 10))

    assert answer.status == 413
    assert "quá lớn" in answer.words


def test_old_submissions_do_not_pass_their_captcha_for_ever(page, session):
    answer = send(page, title="")
    session.query(Submission).update({"captcha_passed_at": NOW - timedelta(hours=1)})
    session.commit()

    assert "captcha_answer" in problems(send(answer, captcha_answer=None))
