import pytest

from models import Event
from moderation.domain.errors import IllegalTransition, NotFound
from moderation.queries.comments import official_replies
from moderation.services import replies, sealing
from tests import factories
from tests.conftest import NOW


def publish(session, comment, actor):
    return replies.publish(
        session, comment, "Lịch sẽ đăng.", signed_as="UBND phường", actor=actor, now=NOW
    )


def test_an_office_answers_under_a_published_comment(session, article, moderator):
    comment = factories.published(session, article, moderator)

    publish(session, comment, moderator)

    shown = official_replies(session, [comment.id])[comment.id]
    assert [(row.signed_as, row.content) for row in shown] == [("UBND phường", "Lịch sẽ đăng.")]
    assert session.query(Event).order_by(Event.id.desc()).first().action == "reply_officially"


def test_a_comment_nobody_sees_is_not_answered_in_public(session, article, moderator):
    with pytest.raises(IllegalTransition):
        publish(session, factories.comment(session, article), moderator)


def test_a_withdrawn_reply_is_off_the_page_once(session, article, moderator):
    comment = factories.published(session, article, moderator)
    reply = publish(session, comment, moderator)

    replies.withdraw(session, comment, reply.id, actor=moderator, now=NOW)

    assert official_replies(session, [comment.id]) == {}
    with pytest.raises(NotFound):
        replies.withdraw(session, comment, reply.id, actor=moderator, now=NOW)


def test_a_reply_is_withdrawn_from_its_own_comment_only(session, article, moderator):
    comment = factories.published(session, article, moderator)
    other = factories.published(session, article, moderator)
    reply = publish(session, comment, moderator)

    with pytest.raises(NotFound):
        replies.withdraw(session, other, reply.id, actor=moderator, now=NOW)


def test_nothing_is_withdrawn_under_a_sealed_comment(session, article, moderator, tools):
    comment = factories.published(session, article, moderator)
    reply = publish(session, comment, moderator)
    sealing.cover(
        session, comment, seen_version=comment.version, seal=tools.seal, actor=moderator, now=NOW
    )

    with pytest.raises(NotFound):
        replies.withdraw(session, comment, reply.id, actor=moderator, now=NOW)


def test_no_comments_have_no_replies(session):
    assert official_replies(session, []) == {}
