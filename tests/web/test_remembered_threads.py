"""A page that was rendered before follows every change of what readers see."""

import pytest

from moderation.domain.comment_states import CommentAction
from moderation.services import articles, replies, sealing
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def words(visitor, article):
    """What the article's page says now; it was rendered, and so remembered, before each change."""

    def read() -> str:
        return visitor.open(f"/bai-viet/{article.slug}").words

    read()
    return read


def test_approving_taking_down_and_restoring_show_at_once(session, article, moderator, words):
    comment = factories.comment(session, article, content="Cống ngõ 6 lại đầy.")
    seen = []
    for action in (CommentAction.APPROVE, CommentAction.TAKE_DOWN, CommentAction.RESTORE):
        seen.append("Cống ngõ 6" in words())
        factories.decided(session, comment, action, moderator, reason_code="unlawful")
        session.commit()
    seen.append("Cống ngõ 6" in words())

    assert seen == [False, True, False, True]


def test_covering_shows_at_once(session, article, moderator, tools, words):
    comment = factories.published(session, article, moderator, content="Cống ngõ 6 lại đầy.")
    before = words()
    sealing.cover(
        session, comment, seen_version=comment.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()

    assert ("Cống ngõ 6" in before, "Cống ngõ 6" in words()) == (True, False)


def test_a_reply_and_its_withdrawal_show_at_once(session, article, moderator, words):
    comment = factories.published(session, article, moderator)
    words()
    reply = replies.publish(
        session, comment, "Đã nạo vét.", signed_as="UBND phường", actor=moderator, now=NOW
    )
    session.commit()
    answered = words()
    replies.withdraw(session, comment, reply.id, actor=moderator, now=NOW)
    session.commit()

    assert ("Đã nạo vét." in answered, "Đã nạo vét." in words()) == (True, False)


def test_closing_comments_takes_the_answer_links_away(session, article, moderator, visitor):
    comment = factories.published(session, article, moderator)
    link = f"?tra-loi={comment.id}#viet-binh-luan"
    before = link in visitor.open(f"/bai-viet/{article.slug}").response.text
    articles.open_comments(
        session, article, False, seen_version=article.version, actor=moderator, now=NOW
    )
    session.commit()

    after = link in visitor.open(f"/bai-viet/{article.slug}").response.text
    assert (before, after) == (True, False)


def test_only_the_first_page_is_remembered(app, visitor, article):
    """Anybody can invent places in the list; they must not push out what people read."""
    visitor.open(f"/bai-viet/{article.slug}")
    for place in range(1, 9):
        assert visitor.open(f"/bai-viet/{article.slug}?truoc={place}-1").status == 200

    assert len(app.extensions["memories"]["threads"]._kept) == 1
