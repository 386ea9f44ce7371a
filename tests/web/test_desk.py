import pytest

from models import Comment, Event, OfficialReply
from moderation.adapters.database import for_writing
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.extensions import db
from moderation.services import sealing
from tests import factories
from tests.conftest import NOW, close, make_app, settings_for
from tests.visitor import Visitor


@pytest.fixture
def waiting(session, article):
    return factories.comment(
        session,
        article,
        full_name="Cô Tám",
        title="Điểm gửi tạm",
        content="Nên chuyển sang bãi trống.",
        phone="+84900000301",
        email="tam@mail.example",
    )


def fresh(session, comment) -> Comment:
    return session.get(Comment, comment.id, populate_existing=True)


def decide(browser, comment, action, **typed):
    page = browser.open("/staff/comments")
    return page.send(f"/staff/comments/{comment.id}/decide", action=action, **typed)


def test_the_desk_is_behind_the_login(visitor, waiting):
    answer = visitor.open("/staff/comments?queue=spam")

    assert (answer.status, answer.location) == (303, "/login?next=/staff/comments?queue%3Dspam")


def test_every_role_has_a_start_page(
    desk, moderator, propaganda_officer, confidential_officer, administrator, waiting
):
    words = {
        person.role.value: desk(person).open("/staff/").words
        for person in (moderator, propaganda_officer, confidential_officer, administrator)
    }

    assert "Cần duyệt tiếp" in words["moderator"]
    assert "Đang chờ duyệt" in words["propaganda_officer"]
    assert "Điểm gửi tạm" not in words["confidential_officer"]
    assert "Cán bộ và vai trò" in words["administrator"]


def test_the_queue_shows_what_waits_with_its_age_and_article(desk, moderator, waiting, article):
    page = desk(moderator).open("/staff/comments")

    card = page.soup.select_one(f"#c{waiting.id}")
    assert "Nên chuyển sang bãi trống." in card.get_text()
    assert "3 ngày 1 giờ" in card.get_text()
    assert article.title in card.get_text()
    assert page.soup.select_one(".ln-qnav [aria-current] .ln-count").text == "1"


def test_approving_from_the_queue_publishes_and_comes_back(
    desk, moderator, waiting, session, visitor, article
):
    browser = desk(moderator)

    answer = decide(browser, waiting, "approve")

    assert answer.location.startswith("/staff/comments?queue=pending")
    assert "Đã đăng “Điểm gửi tạm”." in answer.follow().words
    assert fresh(session, waiting).state is CommentState.PUBLISHED
    assert "Nên chuyển sang bãi trống." in visitor.open(f"/bai-viet/{article.slug}").words


def test_not_publishing_with_a_reason_from_the_list_or_own_words(
    desk, moderator, waiting, session, visitor
):
    answer = decide(
        desk(moderator),
        waiting,
        "reject",
        reason_code="duplicate",
        reason_text="Đã có bình luận giống vậy.",
    )

    assert answer.status == 303
    page = visitor.open(f"/binh-luan/{waiting.receipt}")
    assert "Trùng lặp" in page.words
    assert "Đã có bình luận giống vậy." in page.words


def test_not_publishing_without_a_reason_is_asked_for_and_keeps_the_note(
    desk, moderator, waiting, session
):
    answer = decide(desk(moderator), waiting, "reject", note="hỏi lại trưởng ban")

    assert answer.status == 422
    assert "Chọn một lý do" in answer.words
    assert answer.filled(f"/staff/comments/{waiting.id}/decide")["note"] == "hỏi lại trưởng ban"
    assert fresh(session, waiting).state is CommentState.PENDING


@pytest.mark.parametrize("typed", [{"reason_code": "no such reason"}, {"reason_text": "x" * 2001}])
def test_an_impossible_reason_is_refused(desk, moderator, waiting, typed):
    assert decide(desk(moderator), waiting, "reject", **typed).status == 422


def test_a_reason_chosen_before_publishing_is_forgotten(desk, moderator, waiting, session):
    answer = decide(desk(moderator), waiting, "approve", reason_code="x" * 500)

    assert answer.status == 303
    assert fresh(session, waiting).state is CommentState.PUBLISHED


def test_own_words_stay_in_the_history_after_a_second_look(desk, moderator, waiting, session):
    browser = desk(moderator)
    decide(browser, waiting, "reject", reason_text="Xin bỏ tên người khác.")
    rejected = browser.open("/staff/comments?queue=rejected")
    rejected.send(f"/staff/comments/{waiting.id}/decide", action="requeue")

    page = browser.open(f"/staff/comments/{waiting.id}")

    assert "Xin bỏ tên người khác." in page.soup.select_one(".ln-timeline").text


def test_an_officer_reads_the_reasons_given_before_a_comment_was_covered(
    desk, confidential_officer, moderator, waiting, session, tools
):
    why = {"reason_code": "off_topic", "reason_text": "Xin bỏ tên người khác."}
    factories.decided(session, waiting, CommentAction.REJECT, moderator, **why)
    sealing.cover(
        session, waiting, seen_version=waiting.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()

    page = desk(confidential_officer).open(f"/staff/sealed/{waiting.id}")

    assert "Xin bỏ tên người khác." in page.soup.select_one(".ln-timeline").text
    assert "Không liên quan bài viết" in page.soup.select_one(".ln-timeline").text


def test_own_words_are_a_reason_without_the_list(desk, moderator, waiting, session):
    answer = decide(
        desk(moderator), waiting, "reject", reason_code=None, reason_text="Xin bỏ tên người khác."
    )

    assert answer.status == 303
    assert fresh(session, waiting).reason_text == "Xin bỏ tên người khác."


@pytest.mark.parametrize("typed", [{}, {"reason_code": "nonsense"}, {"reason_text": "x" * 2001}])
def test_who_comes_second_hears_of_the_first_before_the_missing_reason(
    desk, moderator, waiting, typed
):
    browser = desk(moderator)
    seen = browser.open(f"/staff/comments/{waiting.id}")
    decide(browser, waiting, "approve")

    answer = seen.send(f"/staff/comments/{waiting.id}/decide", action="reject", **typed)

    assert answer.status == 409
    assert "Có người vừa quyết định trước" in answer.words


def test_spam_goes_to_spam_and_can_come_back(desk, moderator, waiting, session):
    browser = desk(moderator)
    decide(browser, waiting, "mark_spam")

    spam = browser.open("/staff/comments?queue=spam")
    spam.send(f"/staff/comments/{waiting.id}/decide", action="requeue")

    assert fresh(session, waiting).state is CommentState.PENDING


def test_the_second_moderator_learns_what_the_first_did_and_keeps_the_note(
    desk, session, moderator, waiting
):
    second = desk(factories.person(session, name="Quang Huy"))
    seen = second.open(f"/staff/comments/{waiting.id}")
    decide(desk(moderator), waiting, "approve")

    answer = seen.send(
        f"/staff/comments/{waiting.id}/decide",
        action="reject",
        reason_code="off_topic",
        note="ghi chú của tôi",
        reason_text="lời cho tác giả",
    )

    assert answer.status == 409
    assert "Minh Thu vừa xử lý bình luận “Điểm gửi tạm”." in answer.words
    assert "Minh Thu duyệt đăng" in answer.words
    assert "ghi chú của tôi" in answer.words
    assert "lời cho tác giả" in answer.words
    assert fresh(session, waiting).state is CommentState.PUBLISHED


def test_a_decision_without_a_version_is_a_conflict(desk, moderator, waiting):
    assert decide(desk(moderator), waiting, "approve", version=None).status == 409


def test_an_action_from_another_state_is_a_conflict(desk, moderator, waiting):
    answer = decide(desk(moderator), waiting, "restore")

    assert answer.status == 409


@pytest.mark.parametrize("action", ["cover", "submit", "explode", ""])
def test_an_action_that_is_none_is_refused(desk, moderator, waiting, action):
    assert decide(desk(moderator), waiting, action).status == 422


def test_a_comment_page_shows_history_and_hides_contacts(desk, moderator, waiting):
    page = desk(moderator).open(f"/staff/comments/{waiting.id}")

    assert "••• ••• 301" in page.words
    assert "t•••@mail.example" in page.words
    assert "900000301" not in page.text
    assert "Bạn đọc gửi bình luận" in page.words


def test_a_propaganda_officer_reads_and_decides_nothing(
    desk, propaganda_officer, moderator, waiting, session
):
    browser = desk(propaganda_officer)
    page = browser.open(f"/staff/comments/{waiting.id}")
    form = desk(moderator).open("/staff/comments").filled(f"/staff/comments/{waiting.id}/decide")
    token = page.filled(f"/staff/comments/{waiting.id}/cover")["csrf_token"]

    answer = browser.post(
        f"/staff/comments/{waiting.id}/decide", {**form, "action": "approve", "csrf_token": token}
    )

    assert "301" not in page.words
    assert not page.soup.find("button", {"value": "approve"})
    assert "Quyết định" not in page.words
    assert answer.status == 403
    assert fresh(session, waiting).state is CommentState.PENDING


def test_covering_takes_a_comment_out_of_sight(desk, moderator, administrator, waiting, session):
    browser = desk(moderator)

    answer = browser.open(f"/staff/comments/{waiting.id}").send(
        f"/staff/comments/{waiting.id}/cover"
    )

    assert answer.status == 303
    assert fresh(session, waiting).state is CommentState.SEALED
    for person in (browser, desk(administrator)):
        assert person.open(f"/staff/comments/{waiting.id}").status == 404
        assert person.open("/staff/sealed").status == 403
    assert "Điểm gửi tạm" not in browser.open("/staff/").text


def test_a_covered_word_is_in_no_file_of_the_database(tmp_path):
    """The log beside the database keeps old pages; nobody reads here, so it goes at once."""
    app = make_app(settings_for(tmp_path))
    with app.app_context(), for_writing(db.session.session_factory()) as session:
        person = factories.person(session)
        waiting = factories.comment(session, factories.article(session), content="Điều kín 7314")

    def found():
        files = tmp_path.glob("portal.db*")
        return [file.name for file in files if b"n 7314" in file.read_bytes()]

    before = found()
    browser = Visitor(app)
    browser.open("/login").send("/login", email=person.email, password=factories.PASSWORD)

    answer = browser.open(f"/staff/comments/{waiting.id}").send(
        f"/staff/comments/{waiting.id}/cover"
    )
    after = found()
    close(app)

    assert (answer.status, bool(before), after) == (303, True, [])


def test_a_moderator_late_on_a_covered_comment_sees_no_word_of_it(
    desk, session, moderator, waiting
):
    second = desk(factories.person(session, name="Quang Huy"))
    seen = second.open(f"/staff/comments/{waiting.id}")
    decide_page = desk(moderator).open(f"/staff/comments/{waiting.id}")
    decide_page.send(f"/staff/comments/{waiting.id}/cover")

    answer = seen.send(f"/staff/comments/{waiting.id}/decide", action="approve", note="của tôi")

    assert answer.status == 409
    assert "luồng bảo mật" in answer.words
    assert "của tôi" in answer.words
    assert "Điểm gửi tạm" not in answer.text


def test_the_confidential_officer_reads_and_gives_back(
    desk, confidential_officer, moderator, waiting, session, tools
):
    sealing.cover(
        session, waiting, seen_version=waiting.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()
    browser = desk(confidential_officer)

    listed = browser.open("/staff/sealed")
    opened = browser.open(f"/staff/sealed/{waiting.id}")
    answer = opened.send(f"/staff/sealed/{waiting.id}/uncover")

    assert waiting.receipt in listed.words
    assert "Điểm gửi tạm" not in listed.text
    assert "Nên chuyển sang bãi trống." in opened.words
    assert "0900 000 301" in opened.words
    assert (
        session.query(Event)
        .filter_by(action="read_sealed", actor_id=confidential_officer.id)
        .count()
        == 1
    )
    assert answer.status == 303
    assert fresh(session, waiting).state is CommentState.PENDING


def test_what_is_not_sealed_is_not_at_the_sealed_desk(desk, confidential_officer, waiting):
    assert desk(confidential_officer).open(f"/staff/sealed/{waiting.id}").status == 404


def test_an_official_reply_stands_under_the_comment_until_withdrawn(
    desk, moderator, waiting, session, visitor, article
):
    factories.decided(session, waiting, CommentAction.APPROVE, moderator)
    browser = desk(moderator)

    browser.open(f"/staff/comments/{waiting.id}").send(
        f"/staff/comments/{waiting.id}/reply",
        signed_as="UBND phường",
        content="Đã chuyển điểm gửi tạm.",
    )
    shown = visitor.open(f"/bai-viet/{article.slug}").words
    browser.open(f"/staff/comments/{waiting.id}").send(f"/staff/comments/{waiting.id}/replies/")

    assert "UBND phường trả lời" in shown
    assert "Đã chuyển điểm gửi tạm." in shown
    assert "Đã chuyển điểm gửi tạm." not in visitor.open(f"/bai-viet/{article.slug}").words


@pytest.fixture
def answering(desk, moderator, waiting, session):
    """The page on which an office answers; `send(page)` sends its form."""
    factories.decided(session, waiting, CommentAction.APPROVE, moderator)
    return desk(moderator).open(f"/staff/comments/{waiting.id}")


def answer_with(page, waiting, content="Đã chuyển điểm gửi tạm."):
    typed = {"signed_as": "UBND phường", "content": content}
    return page.send(f"/staff/comments/{waiting.id}/reply", **typed)


def test_a_reply_sent_twice_is_published_once(answering, waiting, session):
    answers = [answer_with(answering, waiting) for _ in range(2)]

    assert [answer.location for answer in answers] == [f"/staff/comments/{waiting.id}"] * 2
    assert session.query(OfficialReply).count() == 1
    assert "không có gì được thêm lần nữa" in answers[1].follow().words


def test_a_reply_edited_after_it_was_sent_is_another_when_sent_again(answering, waiting, session):
    answer_with(answering, waiting)

    edited = answer_with(answering, waiting, "Nói thêm.")
    kept = session.query(OfficialReply).count()
    again = answer_with(edited, waiting, "Nói thêm.")

    assert (edited.status, kept, again.status) == (422, 1, 303)
    assert "Nội dung này khác" in edited.words
    assert edited.filled(f"/staff/comments/{waiting.id}/reply")["content"] == "Nói thêm."
    assert session.query(OfficialReply).count() == 2


def test_an_empty_reply_is_explained(desk, moderator, waiting, session):
    factories.decided(session, waiting, CommentAction.APPROVE, moderator)

    answer = (
        desk(moderator)
        .open(f"/staff/comments/{waiting.id}")
        .send(f"/staff/comments/{waiting.id}/reply", signed_as="UBND phường")
    )

    assert answer.status == 422
    assert "còn trống" in answer.words
    assert answer.filled(f"/staff/comments/{waiting.id}/reply")["signed_as"] == "UBND phường"


def test_the_queue_has_pages_and_a_decision_returns_to_its_page(desk, moderator, session, article):
    made = [factories.comment(session, article) for _ in range(51)]
    browser = desk(moderator)

    first = browser.open("/staff/comments")
    second = browser.open(
        first.soup.find("a", string=lambda text: text and "Xem tiếp" in text)["href"]
        if first.soup.find("a", string=lambda text: text and "Xem tiếp" in text)
        else first.soup.select_one(".ln-col > p a")["href"]
    )
    answer = second.send(f"/staff/comments/{made[50].id}/decide", action="approve")

    assert len(first.soup.select(".ln-mod")) == 50
    assert [card["id"] for card in second.soup.select(".ln-mod")] == [f"c{made[50].id}"]
    assert "after=" in answer.location


@pytest.mark.parametrize("wanted", ["sealed", "nonsense"])
def test_a_queue_that_is_none_is_not_found(desk, moderator, wanted):
    assert desk(moderator).open(f"/staff/comments?queue={wanted}").status == 404


@pytest.mark.parametrize(
    "back", ["//evil.example/staff/comments?", "/staff/comments?\r\nX: 1", "/staff/comments?\\"]
)
def test_going_back_leads_to_our_queues_only(desk, moderator, waiting, back):
    answer = decide(desk(moderator), waiting, "approve", back=back)

    assert answer.location == f"/staff/comments/{waiting.id}"


def test_nothing_of_the_desk_is_cached(desk, moderator):
    assert desk(moderator).open("/staff/comments").response.headers["Cache-Control"] == "no-store"


def test_an_answers_parent_is_shown_and_a_sealed_parent_is_not(
    desk, moderator, session, article, tools
):
    first = factories.published(
        session, article, moderator, full_name="Người Một", title="Điều riêng"
    )
    answer = factories.comment(session, article, parent_id=first.id)
    browser = desk(moderator)
    before = browser.open(f"/staff/comments/{answer.id}").words
    sealing.cover(
        session, first, seen_version=first.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()

    after = browser.open(f"/staff/comments/{answer.id}").words

    assert "Người Một: Điều riêng" in before
    assert "nay ở luồng bảo mật" in after
    assert browser.open("/staff/comments").status == 200


def test_what_is_told_next_stays_short(desk, session, article, moderator):
    """Decisions in many tabs, none of them looked at: the cookie must not outgrow the browser."""
    tab = desk(moderator)
    found = [factories.comment(session, article, title=f"Bình luận {n}") for n in range(5)]
    page = tab.open("/staff/comments")
    for comment in found:
        page.send(f"/staff/comments/{comment.id}/decide", action="approve")
    told = tab.open("/staff/comments").words

    assert "Đã đăng “Bình luận 4”" in told
    assert "Đã đăng “Bình luận 1”" not in told


def test_what_was_published_says_when_and_leads_on(desk, moderator, propaganda_officer, waiting):
    browser = desk(moderator)
    decide(browser, waiting, "approve")

    card = browser.open("/staff/comments?queue=published").soup.select_one(".ln-mod")
    read = desk(propaganda_officer).open("/staff/comments?queue=published").words

    assert card.select_one(".ln-clock").text.strip() == "đăng vừa xong"
    assert card.find("a", class_="btn")["href"] == f"/staff/comments/{waiting.id}"
    assert "Gỡ hoặc trả lời" not in read
