from datetime import timedelta

import pytest

from models import SecondReading
from moderation.domain.comment_states import CommentAction, CommentState, Tally
from moderation.domain.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from moderation.domain.permissions import Role
from moderation.jobs import readings as job
from moderation.jobs.readings import Sampling
from moderation.queries import comments as comment_queries
from moderation.queries import readings as reading_queries
from moderation.services import counters, readings, sealing
from moderation.services.readings import Choice
from tests import factories
from tests.conftest import NOW

ALL = Sampling(100, "key")
PUBLISH = Choice(state=CommentState.PUBLISHED)


@pytest.fixture
def second(session):
    return factories.person(session, name="Quang Huy")


@pytest.fixture
def sampled(session, article, moderator):
    """A comment not published for being off topic, in the sample."""
    comment = factories.comment(session, article, at=NOW - timedelta(hours=5))
    factories.decided(session, comment, CommentAction.REJECT, moderator, reason_code="off_topic")
    job.sample(session, ALL, now=NOW)
    session.commit()
    return comment


def waiting(session):
    return comment_queries.counts(session)[Tally.READINGS]


def test_settled_decisions_are_drawn_once_and_the_others_left(session, article, moderator):
    made = [factories.comment(session, article, at=NOW - timedelta(hours=5)) for _ in range(6)]
    for comment, action in zip(made, ["approve", "reject", "mark_spam", "hold"], strict=False):
        factories.decided(
            session, comment, CommentAction(action), moderator, reason_code="duplicate"
        )
    factories.decided(session, made[5], CommentAction.APPROVE, moderator, at=NOW)

    drawn = [job.sample(session, ALL, now=NOW) for _ in range(2)]

    found = session.query(SecondReading).order_by(SecondReading.comment_id).all()
    assert drawn == [3, 0]
    assert [(row.comment_id, row.first_state) for row in found] == [
        (made[0].id, "published"),
        (made[1].id, "rejected"),
        (made[2].id, "spam"),
    ]
    assert (found[1].first_reason, found[1].first_by_id) == ("duplicate", moderator.id)
    assert waiting(session) == 3
    assert counters.wrong_counters(session) == []


def test_old_decisions_and_a_share_of_none_are_not_drawn(session, article, moderator):
    factories.published(session, article, moderator, at=NOW - timedelta(days=9))
    factories.published(session, article, moderator, at=NOW - timedelta(hours=9))

    assert job.sample(session, Sampling(0, "key"), now=NOW) == 0
    assert job.sample(session, ALL, now=NOW) == 1


def test_the_sample_is_the_same_for_whoever_draws_it(session, article, moderator):
    for _ in range(40):
        factories.published(session, article, moderator, at=NOW - timedelta(hours=9))

    drawn = job.sample(session, Sampling(50, "key"), now=NOW)
    again = job.sample(session, Sampling(50, "key"), now=NOW + timedelta(hours=1))

    assert 5 < drawn < 35
    assert again == 0


def test_a_second_reading_is_kept_and_changes_nothing_else(session, sampled, second):
    before = (sampled.state, sampled.version)

    kept = readings.read_again(session, sampled.id, PUBLISH, actor=second, now=NOW)

    session.refresh(sampled)
    assert (kept.second_state, kept.second_reason, kept.read_by_id) == (
        "published",
        None,
        second.id,
    )
    assert (sampled.state, sampled.version) == before
    assert waiting(session) == 0
    assert comment_queries.history(session, sampled.id)[-1].action == "read_again"


def test_whoever_decided_does_not_read_again(session, sampled, moderator):
    with pytest.raises(NotAllowed):
        readings.read_again(session, sampled.id, PUBLISH, actor=moderator, now=NOW)
    assert reading_queries.next_for(session, moderator.id) is None


def test_one_reading_is_enough(session, sampled, second):
    readings.read_again(session, sampled.id, PUBLISH, actor=second, now=NOW)
    third = factories.person(session, Role.CHIEF_EDITOR)

    with pytest.raises(IllegalTransition):
        readings.read_again(session, sampled.id, PUBLISH, actor=third, now=NOW)


@pytest.mark.parametrize("state", [CommentState.REJECTED, CommentState.HELD])
def test_a_choice_needs_to_be_one_and_to_have_its_reason(session, sampled, second, state):
    with pytest.raises(Invalid):
        readings.read_again(session, sampled.id, Choice(state=state), actor=second, now=NOW)


def test_a_covered_comment_leaves_the_sample_with_what_was_read(
    session, sampled, second, tools, article, moderator
):
    readings.read_again(session, sampled.id, PUBLISH, actor=second, now=NOW)
    other = factories.published(session, article, moderator, at=NOW - timedelta(hours=3))
    job.sample(session, ALL, now=NOW)

    for comment in (sampled, other):
        session.refresh(comment)
        sealing.cover(
            session, comment, seen_version=comment.version, seal=tools.seal, actor=second, now=NOW
        )

    assert session.query(SecondReading).count() == 0
    assert counters.wrong_counters(session) == []
    with pytest.raises(NotFound):
        readings.read_again(session, other.id, PUBLISH, actor=second, now=NOW)


def test_the_job_drops_what_its_author_withdrew(session, article, moderator, second):
    comment = factories.published(session, article, moderator, at=NOW - timedelta(hours=3))
    job.sample(session, ALL, now=NOW)
    from moderation.services import comments
    from moderation.services.comments import Decision

    comments.change(
        session, comment, Decision(action=CommentAction.WITHDRAW, seen_version=comment.version),
        actor=None, now=NOW, values={},
    )  # fmt: skip
    hidden = reading_queries.next_for(session, second.id)
    job.sample(session, ALL, now=NOW)

    assert hidden is None
    assert session.query(SecondReading).count() == 0
    assert waiting(session) == 0
