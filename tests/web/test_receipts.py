from dataclasses import replace

import pytest

from moderation.domain.comment_states import CommentAction
from moderation.services import sealing
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def comment(session, article):
    return factories.comment(
        session, article, title="Góp ý của tôi", content="Nội dung của tôi.", phone="+84900000301"
    )


def receipt(visitor, comment):
    return visitor.open(f"/binh-luan/{comment.receipt}")


def test_the_place_in_line_is_told(visitor, session, article, comment):
    factories.comment(session, article, at=comment.submitted_at.replace(year=2025))

    assert "còn 1 bình luận khác" in receipt(visitor, comment).words


def test_a_long_line_is_told_as_more_than(visitor, session, comment, monkeypatch):
    from moderation.queries import comments

    monkeypatch.setattr(comments, "LONGEST_LINE", 0)

    assert (
        "còn hơn 0 bình luận khác" in receipt(visitor, comment).words
        or "đứng đầu" in receipt(visitor, comment).words
    )


def test_a_published_comment_leads_to_its_place(visitor, session, article, comment, moderator):
    factories.decided(session, comment, CommentAction.APPROVE, moderator)

    page = receipt(visitor, comment)

    assert page.soup.find("a", href=f"/bai-viet/{article.slug}#bl-{comment.id}")


@pytest.mark.parametrize("hidden", ["thread", "article"])
def test_a_published_comment_that_nobody_can_see_is_not_told_as_shown(
    visitor, session, article, moderator, hidden
):
    first = factories.published(session, article, moderator)
    answer = factories.published(session, article, moderator, parent_id=first.id)
    if hidden == "thread":
        factories.decided(
            session, first, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful"
        )
    else:
        factories.unpublished(session, article)

    page = receipt(visitor, answer)

    assert "hiện không có trên trang" in page.words
    assert "đã được đăng" not in page.words
    assert not page.soup.find("a", href=f"/bai-viet/{article.slug}#bl-{answer.id}")


@pytest.mark.parametrize("action", [CommentAction.REJECT, CommentAction.MARK_SPAM])
def test_an_author_reads_why_it_is_not_published(visitor, session, comment, moderator, action):
    factories.decided(
        session,
        comment,
        action,
        moderator,
        reason_code="off_topic",
        reason_text="Xin gửi dưới bài khác.",
        note="chỉ trong cơ quan",
    )

    page = receipt(visitor, comment)

    if action is CommentAction.REJECT:
        assert "Lý do: Không liên quan bài viết." in page.words
        assert "Xin gửi dưới bài khác." in page.words
    else:
        assert "bình luận rác" in page.words
    assert "chỉ trong cơ quan" not in page.text
    assert "Góp ý của tôi" in page.words


def test_spam_without_a_reason_says_what_spam_is(visitor, comment, moderator, session):
    factories.decided(session, comment, CommentAction.MARK_SPAM, moderator)

    assert "Bình luận rác là quảng cáo" in receipt(visitor, comment).words


def test_an_author_reads_why_it_was_taken_down(visitor, session, comment, moderator):
    factories.decided(session, comment, CommentAction.APPROVE, moderator)
    factories.decided(
        session, comment, CommentAction.TAKE_DOWN, moderator, reason_text="Đăng nhầm."
    )

    assert "đã được gỡ" in receipt(visitor, comment).words
    assert "Đăng nhầm." in receipt(visitor, comment).words


def test_a_sealed_comment_tells_its_sender_one_sentence(
    visitor, session, comment, moderator, tools
):
    sealing.cover(
        session, comment, seen_version=comment.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()

    page = receipt(visitor, comment)

    assert (
        "Thông tin đã được chuyển bộ phận có thẩm quyền; đây chưa phải thông báo thụ lý"
        in page.words
    )
    assert "Nội dung của tôi." not in page.text
    assert page.soup.select_one(".ln-state").text.strip() == "Đã chuyển"
    assert "bảo mật" not in page.words


def test_a_receipt_is_kept_by_no_cache_and_no_search_engine(visitor, comment):
    headers = receipt(visitor, comment).response.headers

    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("spell", [str.lower, lambda code: code.replace("-", "")])
def test_a_receipt_written_otherwise_leads_to_its_address(visitor, comment, spell):
    answer = visitor.open(f"/binh-luan/{spell(comment.receipt)}")

    assert (answer.status, answer.location) == (301, f"/binh-luan/{comment.receipt}")


def test_looking_up_leads_to_the_receipt(visitor, comment):
    typed = comment.receipt.lower().replace("-", " ")

    answer = visitor.open(f"/tra-cuu?ma={typed}")

    assert (answer.status, answer.location) == (303, f"/binh-luan/{comment.receipt}")
    assert visitor.open(f"/tra-cuu/{comment.receipt}").location == f"/binh-luan/{comment.receipt}"


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        (lambda code: code[:-1] + ("0" if code[-1] != "0" else "2"), 422, "gõ nhầm"),
        (lambda code: code[:-1], 422, "đã nhập 11"),
        (lambda code: "XX" + code[2:], 422, "bắt đầu bằng PA, mã bình luận bằng BL"),
        (lambda code: code[:-1] + "U", 422, "không bao giờ có “U”"),
        (lambda _code: "BL-0000-0000-000" + "Z", 422, "gõ nhầm"),
    ],
)
def test_a_typing_slip_is_explained_and_stays_in_the_field(visitor, comment, change, status, says):
    typed = change(comment.receipt)

    page = visitor.open(f"/tra-cuu?ma={typed}")

    assert page.status == status
    assert says in page.words
    assert page.soup.find("input", {"name": "ma"})["value"] == typed


def test_a_code_of_nothing_is_unknown(visitor):
    from moderation.domain.tracking_codes import Prefix, make

    page = visitor.open(f"/tra-cuu/{make(Prefix.COMMENT)}")

    assert page.status == 404
    assert "Không có bình luận nào mang mã này" in page.words
    assert "gọi" not in page.soup.select_one(".ln-error").text


def test_an_unknown_code_names_the_telephone_where_there_is_one(app, visitor, monkeypatch):
    tools = app.extensions["toolbox"]
    reached = replace(tools, settings=replace(tools.settings, office_phone="024 1022"))
    monkeypatch.setitem(app.extensions, "toolbox", reached)

    assert "hoặc gọi 024 1022." in visitor.open("/tra-cuu?ma=BL-7K3M-9Q2X-4TN7").words


def test_a_look_up_without_a_code_says_what_to_enter(visitor):
    assert visitor.open("/tra-cuu").soup.select_one(".ln-error") is None

    page = visitor.open("/tra-cuu?ma=%20")

    assert page.status == 422
    assert "Xin nhập mã trên biên nhận." in page.soup.select_one(".ln-error").text


def test_guessing_codes_is_slowed(app, session):
    from moderation.domain.tracking_codes import Prefix, make
    from tests.visitor import Visitor

    visitor = Visitor(app, address="127.0.0.9")
    doors = ["/tra-cuu/%s", "/binh-luan/%s", "/tra-cuu?ma=%s"]

    answers = [visitor.open(doors[n % 3] % make(Prefix.COMMENT)).status for n in range(31)]

    assert answers == [404] * 30 + [429]


def test_neighbours_behind_one_address_may_all_read_their_receipts(app, session, comment):
    from tests.visitor import Visitor

    visitor = Visitor(app, address="127.0.0.10")

    assert {receipt(visitor, comment).status for _ in range(40)} == {200}
