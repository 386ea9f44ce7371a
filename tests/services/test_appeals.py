from datetime import timedelta

import pytest

from models import Comment
from moderation.domain.appeals import AppealState
from moderation.domain.comment_states import CommentAction, CommentState, Tally
from moderation.domain.errors import (
    IllegalTransition,
    Invalid,
    OwnDecision,
    Refused,
    StaleVersion,
)
from moderation.queries import comments as comment_queries
from moderation.services import appeals, comments, counters, decisions, sealing, withdrawals
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import NOW, rows


@pytest.fixture
def rejected(session, article, moderator):
    return factories.rejected(session, article, moderator, email="lam@mail.example", at=NOW)


@pytest.fixture
def colleague(session):
    return factories.person(session, name="Ngọc Lan")


@pytest.fixture
def appeal(session, rejected):
    return factories.appeal(session, rejected, "Tôi không lạc đề.")


def waiting(session) -> int:
    assert counters.wrong_counters(session) == []
    return comment_queries.counts(session)[Tally.APPEALS]


def decide(session, comment, action, actor, *, now, settling=timedelta(0), **more):
    decision = Decision(action=action, seen_version=comment.version, **more)
    return decisions.decide(session, comment, decision, actor=actor, now=now, settling=settling)


def uphold(session, appeal, comment, actor, **more):
    seen = (appeal.version, comment.version)
    given = {"seen_versions": seen, "answer": "", "actor": actor, "now": NOW + timedelta(days=1)}
    return appeals.uphold(session, appeal, comment, **{**given, **more})


def test_an_appeal_sent_twice_is_one(session, rejected, appeal):
    again = appeals.submit(session, rejected, "Lần nữa.", days=15, now=NOW + timedelta(days=2))

    assert (again.id, again.text) == (appeal.id, "Tôi không lạc đề.")
    assert waiting(session) == 1


@pytest.mark.parametrize(
    ("later", "may"), [(timedelta(days=15), True), (timedelta(days=16), False)]
)
def test_an_appeal_is_taken_for_some_days(session, rejected, later, may):
    assert appeals.can_submit(rejected, days=15, now=rejected.decided_at + later) is may


def test_nothing_is_appealed_against_before_the_decision_has_taken_effect(
    session, article, moderator
):
    comment = factories.comment(session, article, at=NOW)
    minute = timedelta(minutes=1)
    decide(
        session, comment, CommentAction.REJECT, moderator, now=NOW, settling=minute,
        reason_code="off_topic",
    )  # fmt: skip

    with pytest.raises(IllegalTransition):
        appeals.submit(session, comment, "Sao vậy?", days=15, now=NOW)
    assert appeals.submit(session, comment, "Sao vậy?", days=15, now=NOW + minute)


def test_whoever_decided_first_does_not_answer(session, rejected, appeal, moderator):
    with pytest.raises(OwnDecision):
        uphold(session, appeal, rejected, moderator)
    with pytest.raises(OwnDecision):
        appeals.dismiss(
            session, appeal, rejected, seen_version=1, answer="Không.", actor=moderator, now=NOW
        )


def test_an_appeal_that_is_right_publishes_with_masks_and_is_mailed_once(
    session, rejected, appeal, colleague
):
    uphold(
        session, appeal, rejected, colleague, answer="Đúng là không lạc đề.",
        values={"public_content": "Nội dung ███."},
    )  # fmt: skip
    session.commit()

    assert (appeal.state, rejected.state) == (AppealState.UPHELD, CommentState.PUBLISHED)
    assert (rejected.reason_code, rejected.public_content) == (None, "Nội dung ███.")
    due = "SELECT kind FROM outbox_message WHERE finished_at IS NULL"
    assert rows(session, due) == [("appeal_decided",)]
    assert waiting(session) == 0


def test_under_a_sensitive_article_two_people_uphold(
    session, article, rejected, appeal, moderator, colleague
):
    article.is_sensitive = True
    session.commit()
    third = factories.person(session, name="Hồng Hạnh")

    with pytest.raises(OwnDecision):
        uphold(session, appeal, rejected, moderator)
    uphold(session, appeal, rejected, colleague)
    after_one = (appeal.state, rejected.state, waiting(session))
    with pytest.raises(Refused):
        uphold(session, appeal, rejected, colleague)
    uphold(session, appeal, rejected, third)

    assert after_one == (AppealState.OPEN, CommentState.REJECTED, 1)
    assert (appeal.state, rejected.state) == (AppealState.UPHELD, CommentState.PUBLISHED)
    assert waiting(session) == 0


def test_keeping_the_decision_needs_an_answer(session, rejected, appeal, colleague):
    given = {"seen_version": appeal.version, "actor": colleague, "now": NOW}
    with pytest.raises(Invalid):
        appeals.dismiss(session, appeal, rejected, answer="", **given)

    appeals.dismiss(session, appeal, rejected, answer="Bài nói về rác.", **given)

    assert (appeal.state, rejected.state) == (AppealState.DISMISSED, CommentState.REJECTED)
    assert waiting(session) == 0


def test_two_answers_do_not_both_count(session, rejected, appeal, colleague):
    seen = (appeal.version, rejected.version)
    uphold(session, appeal, rejected, colleague)

    with pytest.raises(StaleVersion):
        uphold(session, appeal, rejected, colleague, seen_versions=seen)


def test_an_appeal_lapses_when_the_comment_goes_back_to_the_queue_and_lives_again_with_undo(
    session, rejected, appeal, moderator
):
    later, minute = NOW + timedelta(days=1), timedelta(minutes=1)
    decide(session, rejected, CommentAction.REQUEUE, moderator, now=later, settling=minute)
    lapsed = appeals.of(session, rejected.id).state, waiting(session)

    decisions.undo(session, rejected, seen_version=rejected.version, actor=moderator, now=later)

    assert lapsed == (AppealState.LAPSED, 0)
    assert (appeals.of(session, rejected.id).state, waiting(session)) == (AppealState.OPEN, 1)


def test_an_appeal_that_lapsed_unanswered_can_be_made_anew(
    session, rejected, appeal, moderator, colleague
):
    day = timedelta(days=1)
    decide(session, rejected, CommentAction.REQUEUE, moderator, now=NOW + day)
    with pytest.raises(IllegalTransition):
        appeals.submit(session, rejected, "Vội.", days=15, now=NOW + day)
    decide(session, rejected, CommentAction.MARK_SPAM, colleague, now=NOW + 2 * day)

    again = appeals.submit(session, rejected, "Không phải rác.", days=15, now=NOW + 3 * day)

    assert (again.id, again.state, again.text) == (appeal.id, AppealState.OPEN, "Không phải rác.")
    assert (again.against, again.decided_first_by_id) == (CommentState.SPAM, colleague.id)
    assert (again.decided_by_id, waiting(session)) == (None, 1)


def test_covering_lapses_and_seals_the_appeal(session, rejected, appeal, moderator, tools):
    sealing.cover(
        session, rejected, seen_version=rejected.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()

    assert (appeal.state, appeal.text, waiting(session)) == (AppealState.LAPSED, "", 0)
    with pytest.raises(IllegalTransition):
        withdrawals.withdraw(session, rejected, now=NOW)


@pytest.mark.parametrize("published", [False, True])
def test_an_author_withdraws_at_once_and_a_second_time_changes_nothing(
    session, article, moderator, published
):
    comment = factories.comment(session, article, email="lam@mail.example", at=NOW)
    if published:
        decide(session, comment, CommentAction.APPROVE, moderator, now=NOW)
    before = article.thread_version
    withdrawals.withdraw(session, comment, now=NOW)
    session.commit()
    version = comment.version

    withdrawals.withdraw(session, session.get(Comment, comment.id), now=NOW)

    session.refresh(article)
    assert (comment.state, comment.version) == (CommentState.WITHDRAWN, version)
    assert (article.published_comments, article.thread_version > before) == (0, published)
    assert rows(session, "SELECT id FROM outbox_message WHERE finished_at IS NULL") == []
    assert counters.wrong_counters(session) == []


def test_nobody_is_mailed_before_a_decision(session, article, moderator):
    comment = factories.comment(session, article, email="lam@mail.example", at=NOW)
    for action in (CommentAction.HOLD, CommentAction.ESCALATE, CommentAction.ENDORSE):
        decide(session, comment, action, moderator, now=NOW)

    comments.expect_version(comment, 4)
    assert rows(session, "SELECT id FROM outbox_message WHERE finished_at IS NULL") == []


def test_one_mail_waits_for_the_undo_window_and_goes_with_the_undo(session, article, moderator):
    comment = factories.comment(session, article, email="lam@mail.example", at=NOW)
    minute = timedelta(minutes=1)
    decide(session, comment, CommentAction.APPROVE, moderator, now=NOW, settling=minute)
    due = "SELECT count(*) FROM outbox_message WHERE finished_at IS NULL"
    before = rows(session, due)

    decisions.undo(session, comment, seen_version=comment.version, actor=moderator, now=NOW)

    assert (before, rows(session, due)) == ([(1,)], [(0,)])
