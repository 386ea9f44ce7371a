"""One decision about many comments."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from models import Event, OutboxMessage
from moderation.domain.bulk import Omission, Pick
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.errors import Invalid
from moderation.domain.permissions import Role
from moderation.services import bulk, counters, opinions
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def picks(comments):
    return [Pick(comment.id, comment.version) for comment in comments]


def decide(session, chosen, action, actor, **more):
    decision = Decision(action=action, seen_version=0, **more)
    return bulk.decide(session, chosen, decision, actor=actor, now=NOW, settling=MINUTE)


def test_all_that_were_chosen_are_decided_with_their_events_and_counters(
    session, article, moderator
):
    made = [factories.comment(session, article, email="a@mail.example") for _ in range(5)]

    outcome = decide(
        session, picks(made), CommentAction.REJECT, moderator, reason_code="duplicate", note="x"
    )

    assert outcome.omitted == []
    assert {comment.state for comment in outcome.done} == {CommentState.REJECTED}
    assert {comment.reason_code for comment in made} == {"duplicate"}
    assert session.query(Event).filter_by(action="reject", note="x").count() == 5
    assert session.query(OutboxMessage).filter_by(finished_at=None).count() == 5
    assert counters.wrong_counters(session) == []


def test_a_thread_approved_together_is_counted_once(session, article, moderator):
    """The answer counts with its thread, the thread with its answer: each only once."""
    first = factories.published(session, article, moderator)
    answer = factories.comment(session, article, parent_id=first.id)
    factories.decided(session, first, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful")
    first.state = CommentState.PENDING
    session.commit()
    counters.recount(session)

    decide(session, picks([answer, first]), CommentAction.APPROVE, moderator)

    assert counters.wrong_counters(session) == []
    outcome = bulk.undo(session, picks([answer, first]), actor=moderator, now=NOW)
    assert len(outcome.done) == 2
    assert counters.wrong_counters(session) == []


def test_what_cannot_have_it_is_left_out_and_the_rest_is_done(session, article, moderator, tools):
    good, stale, spam = (factories.comment(session, article) for _ in range(3))
    factories.decided(session, spam, CommentAction.MARK_SPAM, moderator)
    seen = picks([good, stale, spam])
    factories.decided(session, stale, CommentAction.HOLD, moderator)

    outcome = decide(session, [*seen, Pick(10**9, 1)], CommentAction.APPROVE, moderator)

    assert [comment.id for comment in outcome.done] == [good.id]
    assert {pick.comment_id: why for pick, _, why in outcome.omitted} == {
        stale.id: Omission.STALE,
        spam.id: Omission.ILLEGAL,
        10**9: Omission.GONE,
    }


def test_under_a_sensitive_article_many_are_not_published_at_once(session, article, moderator):
    fresh, endorsed = (factories.comment(session, article) for _ in range(2))
    article.is_sensitive = True
    endorsed.endorsed_by_id = factories.person(session, name="Quang Huy").id
    session.commit()

    outcome = decide(session, picks([fresh, endorsed]), CommentAction.APPROVE, moderator)

    assert [comment.id for comment in outcome.done] == [endorsed.id]
    assert outcome.omitted[0][2] is Omission.NEEDS_SECOND


def test_without_a_reason_nothing_is_refused_to_anybody(session, article, moderator):
    made = [factories.comment(session, article) for _ in range(2)]

    with pytest.raises(Invalid):
        decide(session, picks(made), CommentAction.REJECT, moderator)

    assert {comment.state for comment in made} == {CommentState.PENDING}


def test_a_batch_is_undone_as_far_as_it_can_be(session, article, moderator):
    mine, changed, theirs = (factories.comment(session, article) for _ in range(3))
    other = factories.person(session, name="Quang Huy")
    decide(session, picks([mine, changed]), CommentAction.APPROVE, moderator)
    decide(session, picks([theirs]), CommentAction.APPROVE, other)
    seen = picks([mine, changed, theirs])
    factories.decided(
        session, changed, CommentAction.TAKE_DOWN, moderator, at=NOW, reason_code="unlawful"
    )

    outcome = bulk.undo(session, seen, actor=moderator, now=NOW + MINUTE / 2)
    late = bulk.undo(session, picks([theirs]), actor=other, now=NOW + MINUTE)

    assert [comment.id for comment in outcome.done] == [mine.id]
    assert mine.state is CommentState.PENDING
    assert [why for *_, why in outcome.omitted] == [Omission.STALE, Omission.NOT_YOURS]
    assert [why for *_, why in late.omitted] == [Omission.TOO_LATE]
    assert counters.wrong_counters(session) == []


def test_more_comments_cost_no_more_statements(session, article, moderator):
    """The UPDATEs, which compare the versions, go together; so do events, counters and mails."""

    def statements(number):
        chosen = picks([factories.comment(session, article) for _ in range(number)])
        session.expunge_all()
        seen = []
        connection = session.get_bind()
        event.listen(connection, "before_cursor_execute", lambda *_: seen.append(1))
        decide(session, chosen, CommentAction.APPROVE, moderator)
        return len(seen)

    few, many = statements(2), statements(12)

    assert many == few


def test_what_waits_for_an_opinion_is_left_to_who_asked(session, article, moderator):
    asked = factories.comment(session, article)
    other = factories.person(session, name="Quang Huy")
    opinions.escalate(
        session, asked, "Nên đăng không?", asked_of=Role.CHIEF_EDITOR, seen_version=1, actor=other,
        now=NOW,
    )  # fmt: skip

    theirs = decide(session, picks([asked]), CommentAction.APPROVE, moderator)
    own = decide(session, picks([asked]), CommentAction.APPROVE, other)

    assert [why for *_, why in theirs.omitted] == [Omission.ASKED_BY_ANOTHER]
    assert own.done == [asked]


def test_what_is_to_be_masked_is_masked_in_many_too(session, article, moderator):
    made = [factories.comment(session, article, content="Gọi 0912 345 678.") for _ in range(2)]

    decide(session, picks(made), CommentAction.APPROVE, moderator)

    assert {comment.public_content for comment in made} == {"Gọi [số điện thoại]."}


def test_opinions_asked_for_many_cost_no_statement_each(session, article, moderator):
    def statements(number):
        made = [factories.comment(session, article) for _ in range(number)]
        for comment in made:
            opinions.escalate(
                session, comment, "Nên đăng không?", asked_of=Role.CHIEF_EDITOR, seen_version=1,
                actor=moderator, now=NOW,
            )  # fmt: skip
        chosen = picks(made)
        session.expunge_all()
        seen = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *_: seen.append(1))
        decide(session, chosen, CommentAction.APPROVE, moderator)
        return len(seen)

    few, many = statements(2), statements(12)

    assert many - few <= 10
