from datetime import timedelta

import pytest

from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.desk_queues import Queue
from moderation.queries import claims as claim_queries
from moderation.queries import comment_queues as queues
from moderation.queries import comments as comment_queries
from moderation.services import claims, counters
from tests import factories
from tests.conftest import NOW
from tests.factories import EARLIER

LEASE = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def noise(session, moderator):
    """Comments of other states that no queue may mix in."""
    other = factories.article(session, "Bài của người khác")
    factories.published(session, other, moderator, title="nhiễu")
    spam = factories.comment(session, other, title="nhiễu")
    factories.decided(session, spam, CommentAction.MARK_SPAM, moderator)


def walk(session, queue, *, limit=4, **more):
    """Ids of every row of a queue, page by page, and how many pages there were."""
    found, after, pages = [], None, 0
    while True:
        page = queues.page(session, queue, now=NOW, after=after, limit=limit, **more)
        found += [row.id for row in page.rows]
        pages += 1
        if page.next is None:
            return found, pages
        after = page.next


@pytest.mark.parametrize("equal_dates", [True, False])
def test_pages_of_the_queue_hold_every_comment_once_oldest_first(session, article, equal_dates):
    step = timedelta(0 if equal_dates else 60)
    made = [
        factories.comment(session, article, at=EARLIER + number * step).id for number in range(25)
    ]

    assert walk(session, Queue.PENDING) == (made, 7)


@pytest.mark.parametrize("equal_dates", [True, False])
def test_everything_undecided_is_one_list_oldest_first(session, article, moderator, equal_dates):
    step = timedelta(0 if equal_dates else 60)
    made = [factories.comment(session, article, at=EARLIER + n * step) for n in range(12)]
    for comment in made[::3]:
        factories.decided(session, comment, CommentAction.HOLD, moderator)
    for comment in made[1::4]:
        comment.state = CommentState.ESCALATED
    session.commit()

    assert walk(session, Queue.UNDECIDED) == ([comment.id for comment in made], 3)


def test_decided_queues_show_the_latest_first(session, article, moderator):
    made = [
        factories.decided(
            session,
            factories.comment(session, article),
            CommentAction.REJECT,
            moderator,
            at=EARLIER + timedelta(hours=hour),
            reason_code="duplicate",
        ).id
        for hour in (5, 9, 7)
    ]

    assert walk(session, Queue.REJECTED, limit=2) == ([made[1], made[2], made[0]], 2)


def test_reported_comments_come_by_their_oldest_report(session, article, moderator):
    made = [factories.published(session, article, moderator) for _ in range(3)]
    for comment, hours in zip(made, (2, 1, 3), strict=True):
        comment.reported_at = NOW - timedelta(hours=hours)
    session.commit()

    assert walk(session, Queue.REPORTED, limit=2) == ([made[2].id, made[0].id, made[1].id], 2)


def test_a_queued_answer_names_what_it_answers(session, article, moderator):
    first = factories.published(session, article, moderator, full_name="Cô Tám")
    factories.comment(session, article, parent_id=first.id)

    row = queues.page(session, Queue.PENDING, now=NOW).rows[0]

    assert (row.parent_id, row.parent_name) == (first.id, "Cô Tám")
    assert row.article_title == article.title


def test_a_card_says_who_has_it_while_the_lease_lasts(session, article, moderator):
    held, lapsed = (factories.comment(session, article) for _ in range(2))
    claims.claim(session, [held.id], actor=moderator, now=NOW, lease=LEASE)
    claims.claim(session, [lapsed.id], actor=moderator, now=NOW - LEASE, lease=LEASE)
    session.commit()

    rows = {row.id: row for row in queues.page(session, Queue.PENDING, now=NOW).rows}

    assert (rows[held.id].held_by, rows[held.id].held_until) == ("Minh Thu", NOW + LEASE)
    assert rows[lapsed.id].held_by is None
    assert walk(session, Queue.MINE, staff_id=moderator.id) == ([held.id], 1)
    assert claim_queries.count_of(session, moderator.id, now=NOW) == 1


def test_the_oldest_waiting_is_found_in_each_queue(session, article, moderator):
    assert queues.oldest(session, Queue.UNDECIDED) is None
    factories.comment(session, article, at=NOW)
    held = factories.comment(session, article, at=EARLIER)
    factories.decided(session, held, CommentAction.HOLD, moderator)

    assert queues.oldest(session, Queue.PENDING) == NOW
    assert queues.oldest(session, Queue.UNDECIDED) == EARLIER


def test_lengths_are_the_kept_counters_added_up(session, article, moderator):
    for _ in range(3):
        factories.comment(session, article)
    held = factories.comment(session, article)
    factories.decided(session, held, CommentAction.HOLD, moderator)
    counts = comment_queries.counts(session)

    lengths = {queue: queues.length(counts, queue) for queue in Queue}

    assert (lengths[Queue.PENDING], lengths[Queue.UNDECIDED], lengths[Queue.SPAM]) == (3, 4, 1)
    assert counters.wrong_counters(session) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("ngo 12", 1), ("NGÕ 12", 1), ("lê thị hòa", 1), ("le thi", 1), ("ngõ 13", 0), ("nhiễu", 0)],
)
def test_a_search_finds_titles_and_names_whatever_their_marks(session, article, words, found):
    factories.comment(session, article, title="Ngõ 12 ngập", full_name="Lê Thị Hòa")
    factories.comment(session, article, title="Việc khác")

    assert len(queues.search(session, Queue.PENDING, words, now=NOW)) == found


def test_arrivals_are_those_that_came_after_the_page_was_made(session, article, moderator):
    factories.comment(session, article)
    newest = queues.newest_id(session)
    later = [factories.comment(session, article) for _ in range(2)]
    factories.decided(session, later[0], CommentAction.MARK_SPAM, moderator)

    assert queues.arrivals(session, Queue.PENDING, newest) == 1
    assert queues.arrivals(session, Queue.PENDING, queues.newest_id(session)) == 0
