from datetime import timedelta

import pytest

from models import Article, Comment, CommentCounter, Event, OutboxMessage
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.tracking_codes import parse
from moderation.services import comments, counters
from moderation.services.comments import SETTLING, Decision, NewComment
from tests import factories
from tests.conftest import NOW

WORDS = NewComment(full_name="Trần Văn L.", title="Góp ý", content="Nên làm cống trước.")


def counted(session) -> dict[str, int]:
    return {row.state.value: row.comments for row in session.query(CommentCounter)}


def events(session, comment) -> list[tuple]:
    found = (
        session.query(Event).filter_by(subject="comment", subject_id=comment.id).order_by(Event.id)
    )
    return [(event.action, event.old_state, event.new_state, event.actor_id) for event in found]


def decide(session, comment, action, actor, **more):
    decision = Decision(action=action, seen_version=more.pop("seen", comment.version), **more)
    return comments.decide(session, comment, decision, actor=actor, now=NOW)


def test_a_submitted_comment_waits_with_a_receipt_and_an_event(session, article):
    comment = comments.submit(session, article.id, WORDS, now=NOW)

    assert comment.state is CommentState.PENDING
    assert str(parse(comment.receipt)) == comment.receipt
    assert events(session, comment) == [("submit", None, "pending", None)]
    assert counted(session)["pending"] == 1


def test_approving_publishes_and_tells_who_did_it(session, article, moderator):
    comment = factories.comment(session, article)

    decide(session, comment, CommentAction.APPROVE, moderator)

    session.refresh(article)
    assert comment.state is CommentState.PUBLISHED
    assert comment.decided_at == NOW
    assert comment.published_at == comment.visible_from == NOW + SETTLING
    assert events(session, comment)[-1] == ("approve", "pending", "published", moderator.id)
    assert counted(session) | {"pending": 0, "published": 1} == counted(session)
    assert article.published_comments == 1


def test_a_reason_is_kept_for_the_author(session, article, moderator):
    comment = factories.comment(session, article)

    decide(
        session,
        comment,
        CommentAction.REJECT,
        moderator,
        reason_code="off_topic",
        reason_text="Xin gửi dưới bài khác.",
        note="lần thứ hai",
    )

    assert (comment.reason_code, comment.reason_text) == ("off_topic", "Xin gửi dưới bài khác.")
    assert session.query(Event).order_by(Event.id.desc()).first().note == "lần thứ hai"


def test_a_reason_left_in_the_form_is_no_reason_of_an_approval(session, article, moderator):
    comment = factories.comment(session, article)

    left = {"reason_code": "x" * 500, "reason_text": "còn trong ô"}
    decide(session, comment, CommentAction.APPROVE, moderator, **left)

    last = session.query(Event).order_by(Event.id.desc()).first()
    assert (comment.reason_code, last.reason_code, last.reason_text) == (None, None, "")


def test_the_reason_in_own_words_stays_in_the_history(session, article, moderator):
    comment = factories.comment(session, article)
    decide(session, comment, CommentAction.REJECT, moderator, reason_text="Lạc đề.")

    decide(session, comment, CommentAction.REQUEUE, moderator)

    told = [(event.action, event.reason_text) for event in session.query(Event).order_by(Event.id)]
    assert told[-2:] == [("reject", "Lạc đề."), ("requeue", "")]


@pytest.mark.parametrize("action", [CommentAction.REJECT, CommentAction.TAKE_DOWN])
def test_not_publishing_without_a_reason_is_refused(session, article, moderator, action):
    comment = factories.comment(session, article)

    with pytest.raises(Invalid) as caught:
        decide(session, comment, action, moderator)

    assert caught.value.field == "reason_code"


def test_a_reason_disappears_when_the_comment_goes_back_to_the_queue(session, article, moderator):
    comment = factories.decided(
        session,
        factories.comment(session, article),
        CommentAction.REJECT,
        moderator,
        reason_text="Lạc đề.",
    )

    decide(session, comment, CommentAction.REQUEUE, moderator)

    assert (comment.state, comment.reason_text, comment.decided_at) == (
        CommentState.PENDING,
        "",
        None,
    )


def test_the_second_decision_on_one_version_is_refused(session, article, moderator):
    comment = factories.comment(session, article)
    seen = comment.version
    decide(session, comment, CommentAction.APPROVE, moderator)

    with pytest.raises(StaleVersion) as caught:
        decide(session, comment, CommentAction.MARK_SPAM, moderator, seen=seen)

    assert (caught.value.seen, caught.value.current) == (seen, comment.version)
    assert comment.state is CommentState.PUBLISHED


def test_an_action_the_table_lacks_is_refused_and_leaves_no_event(session, article, moderator):
    comment = factories.published(session, article, moderator)
    before = events(session, comment)

    with pytest.raises(IllegalTransition):
        decide(session, comment, CommentAction.APPROVE, moderator)

    assert events(session, comment) == before


def test_a_restored_comment_keeps_its_first_date(session, article, moderator):
    comment = factories.published(session, article, moderator)
    first = comment.published_at
    decide(session, comment, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful")

    decide(session, comment, CommentAction.RESTORE, moderator)

    assert comment.published_at == first


def test_an_answer_joins_the_thread_of_what_it_answers(session, article, moderator):
    first = factories.published(session, article, moderator)
    answer = factories.published(session, article, moderator, parent_id=first.id)

    second = comments.submit(
        session,
        article.id,
        NewComment(full_name="a", title="b", content="c", parent_id=answer.id),
        now=NOW,
    )

    assert second.parent_id == first.id


@pytest.mark.parametrize("case", ["pending", "elsewhere", "nowhere"])
def test_only_a_published_comment_of_this_article_can_be_answered(
    session, article, moderator, case
):
    other = factories.article(session, "Bài khác")
    parent = {
        "pending": lambda: factories.comment(session, article).id,
        "elsewhere": lambda: factories.published(session, other, moderator).id,
        "nowhere": lambda: 10**9,
    }[case]()

    with pytest.raises(Invalid, match="not there any more"):
        comments.submit(
            session,
            article.id,
            NewComment(full_name="a", title="b", content="c", parent_id=parent),
            now=NOW,
        )


def test_an_answer_in_a_hidden_thread_cannot_be_answered(session, article, moderator):
    first = factories.published(session, article, moderator)
    answer = factories.published(session, article, moderator, parent_id=first.id)
    decide(session, first, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful")

    with pytest.raises(Invalid):
        comments.submit(
            session,
            article.id,
            NewComment(full_name="a", title="b", content="c", parent_id=answer.id),
            now=NOW,
        )


def test_a_thread_taken_down_takes_its_answers_out_of_the_count(session, article, moderator):
    first = factories.published(session, article, moderator)
    factories.published(session, article, moderator, parent_id=first.id)
    waiting = factories.comment(session, article, parent_id=first.id)

    decide(session, first, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful")
    decide(session, waiting, CommentAction.APPROVE, moderator)

    assert session.get(Article, article.id, populate_existing=True).published_comments == 0
    assert counters.wrong_counters(session) == []


def test_counters_agree_with_the_rows_after_a_day_of_decisions(session, article, moderator):
    made = [factories.comment(session, article) for _ in range(6)]
    for comment, action in zip(
        made, ["approve", "reject", "mark_spam", "approve", "reject"], strict=False
    ):
        decide(session, comment, CommentAction(action), moderator, reason_code="duplicate")
    decide(session, made[0], CommentAction.TAKE_DOWN, moderator, reason_code="unlawful")
    decide(session, made[1], CommentAction.REQUEUE, moderator)

    assert counters.wrong_counters(session) == []


def test_wrong_counters_are_named_and_mended(session, article, moderator):
    factories.published(session, article, moderator)
    counters.shift(session, {CommentState.SPAM: 3})
    article.published_comments = 7
    session.flush()

    named = counters.wrong_counters(session)
    counters.recount(session)

    assert named == ["spam", f"article {article.id}"]
    assert counters.wrong_counters(session) == []


def test_an_author_who_left_an_address_is_told_after_a_minute(session, article, moderator):
    comment = factories.comment(session, article, email="hoa@mail.example")

    decide(session, comment, CommentAction.APPROVE, moderator)

    message = session.query(OutboxMessage).one()
    assert (message.subject_id, message.due_at) == (comment.id, NOW + SETTLING)


def test_an_author_without_an_address_is_told_by_the_receipt_only(session, article, moderator):
    factories.published(session, article, moderator)

    assert session.query(OutboxMessage).count() == 0


def test_a_decision_taken_back_tells_nobody(session, article, moderator):
    comment = factories.comment(session, article, email="hoa@mail.example")
    decide(session, comment, CommentAction.MARK_SPAM, moderator)

    decide(session, comment, CommentAction.REQUEUE, moderator)

    assert session.query(OutboxMessage).filter_by(finished_at=None).count() == 0


def test_a_comment_that_is_not_there_cannot_be_changed(session):
    with pytest.raises(NotFound):
        comments.load_for_change(session, 10**9)


def test_a_change_another_process_made_first_is_noticed(session, article, moderator):
    comment = factories.comment(session, article)
    session.connection().exec_driver_sql(
        f"UPDATE comment SET version = version + 1 WHERE id = {comment.id}"
    )

    with pytest.raises(StaleVersion):
        decide(session, comment, CommentAction.APPROVE, moderator)


def test_the_first_in_line_has_nobody_before(session, article):
    from moderation.queries.comments import place_in_line

    first = factories.comment(session, article)
    second = factories.comment(session, article, at=first.submitted_at + timedelta(seconds=1))
    third = factories.comment(session, article, at=second.submitted_at)

    assert [place_in_line(session, comment) for comment in (first, second, third)] == [0, 1, 2]


def test_words_are_stored_as_given(session, article):
    comment = comments.submit(session, article.id, WORDS, now=NOW)

    kept = session.get(Comment, comment.id, populate_existing=True)
    assert (kept.full_name, kept.title, kept.content) == (
        WORDS.full_name,
        WORDS.title,
        WORDS.content,
    )
