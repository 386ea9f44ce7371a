"""Taking a decision back before it takes effect."""

from datetime import timedelta

import pytest

from models import OutboxMessage
from moderation.domain.comment_states import UNDOABLE, CommentAction, CommentState
from moderation.domain.errors import IllegalTransition, NotAllowed, StaleVersion
from moderation.domain.permissions import Role
from moderation.services import comments, counters, decisions, undoing
from tests import factories
from tests.conftest import NOW, rows

SOON = NOW + timedelta(seconds=59)
LATER = NOW + timedelta(seconds=60)
#: How a comment comes to the state that each action starts from.
FIRST = {
    CommentAction.RELEASE: (CommentAction.HOLD,),
    CommentAction.REQUEUE: (CommentAction.REJECT,),
    CommentAction.TAKE_DOWN: (CommentAction.APPROVE,),
    CommentAction.RESTORE: (CommentAction.APPROVE, CommentAction.TAKE_DOWN),
}


def undo(session, comment, actor, at=SOON):
    return undoing.undo(session, comment, seen_version=comment.version, actor=actor, now=at)


def standing(comment):
    """All that a decision writes over."""
    return (
        comment.state, comment.decided_at, comment.decided_by_id, comment.endorsed_by_id,
        comment.published_at, comment.visible_from, comment.reason_code, comment.reason_text,
    )  # fmt: skip


@pytest.mark.parametrize("action", sorted(UNDOABLE))
def test_undoing_puts_back_all_that_the_decision_replaced(session, article, moderator, action):
    comment = factories.comment(session, article)
    for earlier in FIRST.get(action, ()):
        factories.decided(session, comment, earlier, moderator, reason_code="unlawful")
    before = standing(comment)
    factories.decided(session, comment, action, moderator, at=NOW, reason_code="duplicate")

    undone = undo(session, comment, moderator)

    assert undone is action
    assert standing(comment) == before
    assert counters.wrong_counters(session) == []
    last = rows(session, "SELECT action, old_state, new_state FROM event ORDER BY id DESC LIMIT 1")
    assert last[0][0] == "undo"
    assert last[0][2] == comment.state


def test_a_decision_that_has_taken_effect_stays(session, article, moderator):
    comment = factories.comment(session, article)
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=NOW)

    with pytest.raises(IllegalTransition):
        undo(session, comment, moderator, at=LATER)
    assert not undoing.can_undo(comment, actor=moderator, now=LATER)


def test_only_whoever_decided_takes_it_back(session, article, moderator):
    other = factories.person(session, Role.MODERATOR, "Hồng Hạnh")
    comment = factories.comment(session, article)
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=NOW)

    assert undoing.can_undo(comment, actor=moderator, now=SOON)
    assert not undoing.can_undo(comment, actor=other, now=SOON)
    with pytest.raises(NotAllowed):
        undo(session, comment, other)


def test_nothing_is_undone_twice(session, article, moderator):
    comment = factories.comment(session, article)
    factories.decided(session, comment, CommentAction.MARK_SPAM, moderator, at=NOW)
    undo(session, comment, moderator)

    with pytest.raises(IllegalTransition):
        undo(session, comment, moderator)


def test_undoing_an_older_version_is_refused(session, article, moderator):
    comment = factories.comment(session, article)
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=NOW)

    with pytest.raises(StaleVersion):
        undoing.undo(session, comment, seen_version=1, actor=moderator, now=SOON)


def test_what_was_withdrawn_cannot_be_undone_by_the_desk(session, article, moderator):
    comment = factories.comment(session, article)
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=NOW)
    withdrawn = comments.Decision(action=CommentAction.WITHDRAW, seen_version=comment.version)
    comments.change(session, comment, withdrawn, actor=None, now=NOW, values={})

    with pytest.raises(IllegalTransition):
        undo(session, comment, moderator)
    assert comment.state is CommentState.WITHDRAWN


def test_the_mail_waits_for_the_decision_and_goes_with_it(session, article, moderator):
    comment = factories.comment(session, article, email="hoa@mail.example")
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=NOW)
    message = session.query(OutboxMessage).one()
    waits = (message.due_at, message.finished_at)

    undo(session, comment, moderator)

    session.refresh(message)
    assert waits == (LATER, None)
    assert message.finished_at == SOON


def test_undoing_a_second_decision_lets_the_mail_about_the_first_go(session, article, moderator):
    comment = factories.comment(session, article, email="hoa@mail.example")
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=NOW)
    message = session.query(OutboxMessage).one()
    factories.decided(
        session, comment, CommentAction.TAKE_DOWN, moderator, at=SOON, reason_code="off_topic"
    )
    session.refresh(message)
    stopped = message.finished_at

    decisions.undo(session, comment, seen_version=comment.version, actor=moderator, now=SOON)

    waiting = session.query(OutboxMessage).filter_by(finished_at=None).one()
    assert stopped == SOON
    assert (waiting.subject_id, waiting.due_at) == (comment.id, LATER)


@pytest.mark.parametrize("action", [CommentAction.HOLD, CommentAction.ESCALATE])
def test_what_the_house_does_among_itself_is_mailed_to_nobody(session, article, moderator, action):
    comment = factories.comment(session, article, email="hoa@mail.example")
    decision = comments.Decision(action=action, seen_version=comment.version)

    comments.decide(session, comment, decision, actor=moderator, now=NOW)

    assert session.query(OutboxMessage).count() == 0
