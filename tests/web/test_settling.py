"""A decision takes effect a moment after it was made: nobody outside sees it before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moderation.domain.comment_states import CommentAction
from moderation.services import decisions, sealing, withdrawals
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def at(app):
    """Set the clock of the app: `at(seconds)` after NOW."""
    tools = app.extensions["toolbox"]

    def set_clock(seconds):
        moment = NOW + timedelta(seconds=seconds)
        app.extensions["toolbox"] = replace(tools, clock=lambda: moment)

    yield set_clock
    app.extensions["toolbox"] = tools


@pytest.fixture
def approved(session, article, moderator):
    comment = factories.comment(session, article, title="Cây bàng", content="Giữ lại cây bàng.")
    return factories.decided(session, comment, CommentAction.APPROVE, moderator, at=NOW)


def test_readers_see_an_approved_comment_when_it_can_no_longer_be_undone(
    visitor, article, approved, at
):
    address = f"/bai-viet/{article.slug}"
    at(0)
    early = visitor.open(address)
    early_home = visitor.open("/")
    at(60)
    settled = visitor.open(address)
    home = visitor.open("/")

    assert "Cây bàng" not in early.words + early_home.words
    assert "Bình luận (0)" in early.words
    assert "Cây bàng" in settled.words
    assert "Cây bàng" in home.words
    assert "Bình luận (1)" in settled.words


def test_what_is_remembered_of_an_article_ends_when_the_next_comment_shows(
    visitor, session, article, moderator, at
):
    first, second = (factories.comment(session, article, title=name) for name in ("Một", "Hai"))
    factories.decided(session, first, CommentAction.APPROVE, moderator, at=NOW)
    later = NOW + timedelta(seconds=30)
    factories.decided(session, second, CommentAction.APPROVE, moderator, at=later)
    seen = {}

    for seconds in (31, 60, 61, 89, 90):
        at(seconds)
        page = visitor.open(f"/bai-viet/{article.slug}")
        seen[seconds] = [heading.text for heading in page.soup.select(".ln-comment h3")]

    assert seen == {31: [], 60: ["Một"], 61: ["Một"], 89: ["Một"], 90: ["Hai", "Một"]}


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (CommentAction.APPROVE, "đã được đăng"),
        (CommentAction.REJECT, "không được đăng"),
        (CommentAction.MARK_SPAM, "bình luận rác"),
    ],
)
def test_the_receipt_tells_the_outcome_when_it_stands(
    visitor, session, article, moderator, at, action, told
):
    comment = factories.comment(session, article)
    factories.decided(session, comment, action, moderator, at=NOW, reason_code="off_topic")

    at(59)
    early = visitor.open(f"/binh-luan/{comment.receipt}")
    at(60)
    settled = visitor.open(f"/binh-luan/{comment.receipt}")

    assert "đang đứng đầu hàng chờ" in early.words
    assert told not in early.words
    assert told in settled.words


def test_a_comment_taken_down_is_gone_at_once(visitor, session, article, moderator, at):
    comment = factories.published(session, article, moderator, title="Cây bàng")
    factories.decided(
        session, comment, CommentAction.TAKE_DOWN, moderator, at=NOW, reason_code="unlawful"
    )
    at(0)

    page = visitor.open(f"/bai-viet/{article.slug}")

    assert "Cây bàng" not in page.words


@pytest.mark.parametrize("action", [CommentAction.HOLD, CommentAction.ESCALATE])
def test_an_author_does_not_learn_that_the_house_hesitates(
    visitor, session, article, moderator, action
):
    comment = factories.comment(session, article)
    factories.decided(session, comment, action, moderator)

    page = visitor.open(f"/binh-luan/{comment.receipt}")

    assert "Chờ duyệt" in page.words
    assert "Tạm giữ" not in page.words
    assert "Xin ý kiến" not in page.words


@pytest.mark.parametrize("other", ["undo", "withdraw", "cover"])
def test_a_change_beside_it_does_not_keep_an_approved_comment_from_showing(
    visitor, session, article, approved, moderator, app, at, other
):
    beside = factories.comment(session, article, title="Bên cạnh")
    factories.decided(session, beside, CommentAction.APPROVE, moderator, at=NOW)
    soon = NOW + timedelta(seconds=10)
    if other == "undo":
        decisions.undo(session, beside, seen_version=beside.version, actor=moderator, now=soon)
    elif other == "withdraw":
        withdrawals.withdraw(session, beside, now=soon)
    else:
        seal = app.extensions["toolbox"].seal
        sealing.cover(
            session, beside, seen_version=beside.version, seal=seal, actor=moderator, now=soon
        )
    session.commit()
    address = f"/bai-viet/{article.slug}"
    at(11)
    early = visitor.open(address)
    at(60)
    settled = visitor.open(address)

    assert "Cây bàng" not in early.words
    assert "Cây bàng" in settled.words
    assert "Bình luận (1)" in settled.words
