"""A small scene counted by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from models import Appeal
from moderation.domain.appeals import AppealState
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.jobs import readings as job
from moderation.jobs.readings import Sampling
from moderation.queries import figures, reversals
from moderation.queries.figures import By, Figures, Scope
from moderation.services import comments, readings, undoing
from moderation.services.readings import Choice
from tests import factories

DAY = datetime(2026, 11, 10, 17, tzinfo=UTC)  # midnight of the 11th in Hanoi
HOUR = timedelta(hours=1)
TWO_DAYS = Scope(periods=(DAY, DAY + 24 * HOUR, DAY + 48 * HOUR))


@pytest.fixture
def second(session):
    return factories.person(session, name="Quang Huy")


@pytest.fixture
def scene(session, article, moderator, second):
    """On the first day Minh Thu decides four in two clock hours, on the second Quang Huy one; one
    waits. Waiting: 1, 2, 3 and 4 hours, and 10.
    """
    at, made = DAY + 2 * HOUR, []
    rejected = {"reason_code": "off_topic"}
    for hours, action, more in (
        (1, CommentAction.APPROVE, {}),
        (2, CommentAction.REJECT, rejected),
        (3, CommentAction.REJECT, {"reason_text": "Lời riêng."}),
        (4, CommentAction.MARK_SPAM, {}),
    ):
        comment = factories.comment(session, article, at=at)
        decided_at = at + hours * HOUR
        if hours % 2:
            decided_at += timedelta(minutes=1)  # 1:01 and 3:01
        factories.decided(session, comment, action, moderator, at=decided_at, **more)
        made.append(comment)
    other = factories.article(session, "Bài khác")
    late = factories.comment(session, other, at=DAY + 20 * HOUR)
    factories.decided(session, late, CommentAction.APPROVE, second, at=DAY + 30 * HOUR)
    factories.comment(session, other, at=DAY + 25 * HOUR)
    return [*made, late]


def test_the_whole_is_counted_once(session, scene):
    whole = figures.total(session, TWO_DAYS)

    assert whole.received == 6
    assert whole.states == {
        CommentState.PUBLISHED: 2,
        CommentState.REJECTED: 2,
        CommentState.SPAM: 1,
    }
    assert whole.reasons == {"off_topic": 1, "": 1}
    assert whole.median == 3 * HOUR + timedelta(minutes=1)
    assert whole.late == 10 * HOUR
    assert whole.hours == 5
    assert whole.decided_per_hour == 1


def test_periods_are_told_apart(session, scene):
    found = figures.by(session, TWO_DAYS, By.PERIOD)

    assert {day: (row.received, row.decided) for day, row in found.items()} == {
        0: (5, 4),
        1: (1, 1),
    }
    assert (found[0].median, found[0].late) == (2 * HOUR, 4 * HOUR)


def test_people_and_articles_are_told_apart(session, scene, moderator, second, article):
    people = figures.by(session, TWO_DAYS, By.PERSON)
    articles = figures.by(session, TWO_DAYS, By.ARTICLE)

    assert {who: (row.received, row.decided, row.hours) for who, row in people.items()} == {
        moderator.id: (None, 4, 4),
        second.id: (None, 1, 1),
    }
    assert articles[article.id].received == 4
    assert sum(row.decided for row in articles.values()) == 5


def test_two_decisions_in_a_clock_hour_are_one_hour_of_work(session, article, moderator):
    for minutes in (5, 10, 55, 65):
        comment = factories.comment(session, article, at=DAY)
        at = DAY + timedelta(minutes=minutes)
        factories.decided(session, comment, CommentAction.APPROVE, moderator, at=at)

    found = figures.total(session, TWO_DAYS)

    assert (found.hours, found.decided_per_hour) == (2, 2.0)


def test_one_person_and_one_article_can_be_asked_for(session, scene, second, article):
    of_second = Scope(periods=TWO_DAYS.periods, staff_id=second.id)
    of_article = Scope(periods=TWO_DAYS.periods, article_id=article.id)

    assert figures.total(session, of_second).decided == 1
    assert figures.total(session, of_second).received is None
    assert figures.total(session, of_article).decided == 4


def test_what_was_undone_or_lies_outside_does_not_count(session, article, moderator):
    comment = factories.comment(session, article, at=DAY)
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=DAY + HOUR)
    undoing.undo(session, comment, seen_version=comment.version, actor=moderator, now=DAY + HOUR)
    outside = factories.comment(session, article, at=DAY - HOUR)
    factories.decided(session, outside, CommentAction.APPROVE, moderator, at=DAY + 48 * HOUR)

    assert figures.total(session, TWO_DAYS) == Figures(received=1)


def test_a_restored_comment_waited_until_it_was_first_published(session, article, moderator):
    comment = factories.comment(session, article, at=DAY)
    for hours, action in ((1, "approve"), (5, "take_down"), (9, "restore")):
        factories.decided(
            session,
            comment,
            CommentAction(action),
            moderator,
            at=DAY + hours * HOUR,
            reason_code="unlawful",
        )

    assert figures.total(session, TWO_DAYS).median == HOUR + comments.SETTLING
    assert reversals.by_reason(session, TWO_DAYS) == {("take_down", "unlawful"): 1}


def test_reversals_are_told_by_the_reason_that_did_not_last(session, scene, moderator, second):
    for comment in scene[1:4]:
        factories.decided(session, comment, CommentAction.REQUEUE, second, at=DAY + 20 * HOUR)
    undoing.undo(
        session, scene[2], seen_version=scene[2].version, actor=second, now=DAY + 20 * HOUR
    )

    everybody = reversals.by_reason(session, TWO_DAYS)
    of_second = Scope(periods=TWO_DAYS.periods, staff_id=second.id)

    assert everybody == {("reject", "off_topic"): 1, ("mark_spam", ""): 1}
    assert reversals.by_reason(session, of_second) == {}


def test_appeals_count_when_made_and_when_decided(session, scene, moderator, second):
    for comment, state in ((scene[1], AppealState.UPHELD), (scene[2], AppealState.DISMISSED)):
        session.add(
            Appeal(
                comment_id=comment.id,
                state=state,
                against=CommentState.REJECTED,
                decided_first_by_id=moderator.id,
                text="Xin xem lại.",
                submitted_at=DAY + 20 * HOUR,
                decided_by_id=second.id,
                decided_at=DAY + 26 * HOUR,
            )
        )
    session.flush()

    found = figures.by(session, TWO_DAYS, By.PERIOD)
    mine = figures.by(session, TWO_DAYS, By.PERSON)[moderator.id]

    counts = [
        (row.appeals_made, row.appeals_upheld, row.appeals_dismissed) for row in found.values()
    ]
    assert sorted(counts) == [(0, 1, 1), (2, 0, 0)]
    assert (mine.appeals_made, mine.appeals_upheld, mine.appeals_dismissed) == (2, 1, 1)


def test_agreement_is_of_the_readings_of_the_period(session, scene, second, moderator):
    job.sample(session, Sampling(100, "key"), now=DAY + 30 * HOUR)
    for comment, state in zip(
        scene[:4], ("published", "published", "rejected", "spam"), strict=True
    ):
        choice = Choice(state=CommentState(state), reason_code="off_topic")
        readings.read_again(session, comment.id, choice, actor=second, now=DAY + 31 * HOUR)

    found = figures.agreement(session, TWO_DAYS)

    assert (found.n, found.observed) == (4, 0.75)
    assert found.kappa == pytest.approx((0.75 - 5 / 16) / (1 - 5 / 16))
    assert figures.agreement(session, Scope(periods=TWO_DAYS.periods, staff_id=second.id)).n == 0
