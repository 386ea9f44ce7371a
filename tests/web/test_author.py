"""What an author can do with the receipt: appeal, withdraw, send again; and the desk's answer."""

from datetime import timedelta

import pytest

from models import Appeal, Comment
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.services import decisions, sealing
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import FIXED_ANSWER, NOW


@pytest.fixture
def rejected(session, article, moderator):
    return factories.rejected(
        session, article, moderator, at=NOW - timedelta(days=1), full_name="Cô Tám",
        title="Điểm gửi tạm", content="Nên chuyển sang bãi trống.", phone="+84900000301",
        email="tam@mail.example",
    )  # fmt: skip


@pytest.fixture
def colleague(session):
    return factories.person(session, name="Ngọc Lan")


def at(visitor, comment, more=""):
    return visitor.open(f"/binh-luan/{comment.receipt}{more}")


def state_of(session, comment) -> CommentState:
    return session.get(Comment, comment.id, populate_existing=True).state


def offered(page) -> set[str]:
    """What the receipt leads to, by the last part of the address."""
    actions = [form["action"] for form in page.soup.main.find_all("form")]
    links = [link["href"] for link in page.soup.main.find_all("a", href=True)]
    ends = {address.rpartition("/")[2] for address in [*actions, *links]}
    return ends & {"xem-lai", "sua", "rut", "quy-tac"}


def test_a_receipt_offers_what_its_state_allows(
    visitor, session, article, rejected, moderator, tools
):
    waits = factories.comment(session, article)
    shown = factories.published(session, article, moderator)
    covered = factories.rejected(session, article, moderator)
    seen = covered.version
    sealing.cover(session, covered, seen_version=seen, seal=tools.seal, actor=moderator, now=NOW)
    session.commit()

    found = [offered(at(visitor, each)) for each in (rejected, waits, shown, covered)]

    assert found == [{"xem-lai", "sua", "quy-tac"}, {"rut"}, {"rut"}, set()]


def test_a_covered_comment_says_nothing_of_the_appeal_that_was_made(
    visitor, session, rejected, moderator, tools
):
    factories.appeal(session, rejected, "Xin xem lại giúp.")
    seen = rejected.version
    sealing.cover(session, rejected, seen_version=seen, seal=tools.seal, actor=moderator, now=NOW)
    session.commit()

    page = at(visitor, rejected)
    tried = [at(visitor, rejected, end).status for end in ("/sua", "/rut")]

    assert "xem lại" not in page.words.lower()
    assert tried == [303, 303]


def test_an_appeal_is_upheld_by_a_colleague_and_the_comment_stands_on_the_page(
    visitor, session, rejected, desk, moderator, colleague, article
):
    receipt = at(visitor, rejected)
    sent = receipt.send(
        receipt.form(f"{receipt.response.request.path}/xem")["action"], appeal="Không lạc đề."
    )
    assert "Một người khác với người quyết định lần đầu đang đọc" in sent.follow().words
    appeal = session.query(Appeal).one()
    queue = desk(moderator).open("/staff/appeals").words
    page = desk(colleague).open(f"/staff/appeals/{appeal.id}")

    answer = page.send("/staff/appeals/", outcome="uphold", answer="Ông nói đúng.")

    assert answer.status == 303
    assert "Anh/chị quyết định lần đầu" in queue
    assert "Nên chuyển sang bãi trống." in visitor.open(f"/bai-viet/{article.slug}").words
    told = at(visitor, rejected).words
    assert "được chấp nhận: bình luận được đăng" in told
    assert "Ông nói đúng." in told


def test_an_appeal_needs_words_and_comes_once(visitor, session, rejected):
    page = at(visitor, rejected)
    action = f"/binh-luan/{rejected.receipt}/xem-lai"

    empty = page.send(action, appeal="  ")
    long = page.send(action, appeal="x" * 2001)
    first, second = (page.send(action, appeal="Xin xem lại.") for _ in range(2))

    assert (empty.status, long.status) == (422, 422)
    assert "Dài 2001 ký tự" in long.words
    assert (first.status, second.status) == (303, 303)
    assert session.query(Appeal).count() == 1


def test_an_appeal_that_comes_too_late_keeps_the_words(visitor, session, article, moderator):
    old = factories.rejected(session, article, moderator, at=NOW - timedelta(days=30))
    fresh = factories.rejected(session, article, moderator, at=NOW - timedelta(days=1))
    token = at(visitor, fresh).filled(f"/binh-luan/{fresh.receipt}")["csrf_token"]
    typed = {"csrf_token": token, "appeal": "Lời của tôi."}

    answer = visitor.post(f"/binh-luan/{old.receipt}/xem-lai", typed)

    assert answer.status == 409
    assert "Lời của tôi." in answer.words


def test_whoever_decided_first_gets_a_page_that_says_so_and_keeps_the_answer(
    session, rejected, desk, moderator, colleague
):
    appeal = factories.appeal(session, rejected, at=NOW)
    typed = desk(colleague).open(f"/staff/appeals/{appeal.id}").filled("/staff/appeals/")
    own = desk(moderator)
    page = own.open(f"/staff/appeals/{appeal.id}")
    token = own.open("/account").filled("/account")["csrf_token"]

    answer = own.post(
        f"/staff/appeals/{appeal.id}/decide",
        {**typed, "csrf_token": token, "outcome": "uphold", "answer": "Đăng."},
    )

    assert "decide" not in [form["action"].rpartition("/")[2] for form in page.soup("form")]
    assert answer.status == 403
    assert "do một người khác trả lời" in answer.words
    assert "Đăng." in answer.words
    assert state_of(session, rejected) is CommentState.REJECTED


def test_a_second_answer_is_409_and_an_empty_one_is_asked_for(session, rejected, desk, colleague):
    appeal = factories.appeal(session, rejected, at=NOW)
    page = desk(colleague).open(f"/staff/appeals/{appeal.id}")

    empty = page.send("/staff/appeals/", outcome="dismiss")
    first = page.send("/staff/appeals/", outcome="dismiss", answer="Bài nói về rác.")
    second = page.send("/staff/appeals/", outcome="uphold", answer="Thôi đăng.")

    assert (empty.status, first.status, second.status) == (422, 303, 409)
    assert "Thôi đăng." in second.words
    assert "Ngọc Lan giữ quyết định sau khi xem lại" in second.words


def test_withdrawing_is_asked_once_and_done_at_once(visitor, session, article, moderator):
    shown = factories.published(session, article, moderator, content="Cống ngõ 6 lại đầy.")
    visitor.open(f"/bai-viet/{article.slug}")

    answer = at(visitor, shown, "/rut").send(f"/binh-luan/{shown.receipt}/rut")

    assert "Ông/bà đã rút bình luận này" in answer.follow().words
    assert state_of(session, shown) is CommentState.WITHDRAWN
    assert "Cống ngõ 6" not in visitor.open(f"/bai-viet/{article.slug}").words
    assert visitor.open(f"/binh-luan/{shown.receipt}/rut").status == 303


def test_what_was_decided_meanwhile_is_not_withdrawn(visitor, session, article, moderator):
    waits = factories.comment(session, article)
    page = at(visitor, waits, "/rut")
    factories.decided(session, waits, "mark_spam", moderator)

    answer = page.send(f"/binh-luan/{waits.receipt}/rut")

    assert answer.status == 409
    assert "nên chưa rút được" in answer.words


def test_a_comment_is_edited_and_sent_again_as_a_new_one(
    visitor, session, rejected, article, desk, moderator
):
    form = at(visitor, rejected, "/sua")
    filled = form.filled(f"/bai-viet/{article.slug}")

    sent = form.send(
        f"/bai-viet/{article.slug}", content="Nên chuyển sang bãi sau chợ.",
        captcha_answer=FIXED_ANSWER,
    )  # fmt: skip

    made = session.query(Comment).order_by(Comment.id.desc()).first()
    assert (filled["title"], filled["full_name"]) == ("Điểm gửi tạm", "Cô Tám")
    assert (filled["phone"], filled["email"]) == ("", "")
    assert sent.location == f"/binh-luan/{made.receipt}"
    assert made.resubmits_id == rejected.id
    old = at(visitor, rejected)
    assert made.receipt in old.words
    assert "sua" not in offered(old)
    card = desk(moderator).open("/staff/comments").soup.select_one(f"#c{made.id}").text
    assert "Người viết sửa và gửi lại." in card
    assert "Không đăng, Không liên quan bài viết" in card


def test_an_error_while_sending_again_loses_neither_words_nor_the_link(
    visitor, session, rejected, article
):
    form = at(visitor, rejected, "/sua")
    action = f"/bai-viet/{article.slug}"

    wrong = form.send(action, content="Bản sửa.", captcha_answer="99999")
    sent = wrong.send(action, captcha_answer=FIXED_ANSWER)

    assert (wrong.status, sent.status) == (422, 303)
    made = session.query(Comment).order_by(Comment.id.desc()).first()
    assert (made.content, made.resubmits_id) == ("Bản sửa.", rejected.id)


@pytest.mark.parametrize("named", ["BL-7K3M-9Q2X-4TN7", "xyz", None])
def test_an_earlier_comment_that_is_none_is_no_obstacle(
    visitor, session, article, moderator, named
):
    shown = factories.published(session, article, moderator)
    page = visitor.open(f"/bai-viet/{article.slug}")

    sent = page.send(
        f"/bai-viet/{article.slug}", full_name="Ba", title="Mới", content="Mới.",
        captcha_answer=FIXED_ANSWER, resubmits=named or shown.receipt,
    )  # fmt: skip

    assert sent.status == 303
    made = session.query(Comment).order_by(Comment.id.desc()).first()
    assert (made.title, made.resubmits_id) == ("Mới", None)


def test_whose_appeal_lapsed_may_ask_again_when_it_is_refused_again(
    visitor, session, rejected, moderator
):
    factories.appeal(session, rejected, "Tôi không lạc đề.")
    pages = []
    for action, reason in ((CommentAction.REQUEUE, None), (CommentAction.REJECT, "off_topic")):
        decision = Decision(action=action, seen_version=rejected.version, reason_code=reason)
        decisions.decide(session, rejected, decision, actor=moderator, now=NOW - timedelta(hours=3))
        session.commit()
        pages.append(at(visitor, rejected))

    pages[1].send(f"/binh-luan/{rejected.receipt}/xem-lai", appeal="Xin đọc kỹ.")

    assert "xét lại theo cách khác" in pages[0].words
    assert "Xin đọc kỹ." in at(visitor, rejected).words
