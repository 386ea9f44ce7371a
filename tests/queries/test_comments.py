from datetime import timedelta

import pytest

from moderation.domain.article_states import ArticleAction
from moderation.domain.comment_states import CommentAction, CommentState, Tally
from moderation.domain.errors import NotFound
from moderation.queries import comments as queries
from moderation.services import articles, sealing
from tests import factories
from tests.conftest import NOW
from tests.factories import EARLIER


@pytest.fixture(autouse=True)
def noise(session, moderator):
    """Rows of other articles and other states that no query may mix in."""
    other = factories.article(session, "Bài của người khác")
    factories.published(session, other, moderator, title="nhiễu")
    for action in (CommentAction.REJECT, CommentAction.MARK_SPAM):
        factories.decided(
            session,
            factories.comment(session, other, title="nhiễu"),
            action,
            moderator,
            reason_code="off_topic",
        )
    sealed = factories.comment(session, other, title="nhiễu")
    sealing.cover(session, sealed, seen_version=1, seal=_Plain(), actor=moderator, now=NOW)
    session.commit()


class _Plain:
    def close(self, row_id, words):
        return b"sealed"

    def open(self, row_id, ciphertext):
        return {}


def walk(read, key):
    """Every row of a paged query, page by page, and how many pages there were."""
    found, after, pages = [], None, 0
    while True:
        page = read(after)
        found += [key(row) for row in page.rows]
        pages += 1
        if page.next is None:
            return found, pages
        after = page.next


def test_threads_are_newest_first_their_answers_oldest_first(session, article, moderator):
    old = factories.published(session, article, moderator, at=EARLIER)
    new = factories.published(session, article, moderator, at=EARLIER + timedelta(hours=2))
    answers = [
        factories.published(
            session, article, moderator, parent_id=old.id, at=EARLIER + timedelta(hours=hour)
        ).id
        for hour in (3, 4)
    ]
    factories.comment(session, article, parent_id=old.id)

    page = queries.threads(session, article.id, now=NOW)

    assert [thread.first.id for thread in page.rows] == [new.id, old.id]
    assert [row.id for row in page.rows[1].answers] == answers


def test_pages_of_threads_hold_every_thread_once(session, article, moderator):
    made = [factories.published(session, article, moderator).id for _ in range(7)]

    found, pages = walk(
        lambda after: queries.threads(session, article.id, now=NOW, after=after, limit=3),
        lambda thread: thread.first.id,
    )

    assert (sorted(found), len(set(found)), pages) == (made, 7, 3)


def test_an_article_without_comments_has_no_threads(session, article):
    assert queries.threads(session, article.id, now=NOW).rows == []


def test_lately_said_is_only_what_readers_can_see(session, article, moderator):
    shown = factories.published(session, article, moderator, at=EARLIER + timedelta(hours=9))
    hidden_thread = factories.published(session, article, moderator)
    factories.published(
        session, article, moderator, parent_id=hidden_thread.id, title="trong chuỗi đã gỡ"
    )
    factories.decided(
        session, hidden_thread, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful"
    )
    gone = factories.article(session, "Bài ngừng đăng")
    factories.published(session, gone, moderator, title="dưới bài ngừng đăng")
    articles.set_state(
        session, gone, ArticleAction.UNPUBLISH, seen_version=gone.version, actor=moderator, now=NOW
    )

    titles = [row.title for row in queries.latest(session, now=NOW, limit=10)]

    assert titles[0] == shown.title
    assert not {"trong chuỗi đã gỡ", "dưới bài ngừng đăng"} & set(titles)


def test_a_long_line_is_counted_only_so_far(session, article, monkeypatch):
    monkeypatch.setattr(queries, "LONGEST_LINE", 3)
    made = [factories.comment(session, article) for _ in range(6)]

    assert [queries.place_in_line(session, comment) for comment in made] == [0, 1, 2, 3, 3, 3]


def test_counts_come_from_the_kept_counters(session, article):
    factories.comment(session, article)

    counts = queries.counts(session)

    assert (counts[CommentState.PENDING], counts[CommentState.SEALED]) == (1, 1)
    assert set(counts) == set(Tally)


@pytest.mark.parametrize(
    ("text", "found"), [("cống", 1), ("100%", 1), ("%", 1), ("_", 0), ("không có", 0)]
)
def test_counting_searches_the_words_as_written(session, article, text, found):
    factories.comment(session, article, content="Nên làm cống trước, 100% đồng ý.")

    assert queries.count_containing(session, text) == found


def test_a_receipt_leads_to_its_comment_in_every_state(session, article):
    comment = factories.comment(session, article)

    assert queries.by_receipt(session, comment.receipt)[0].id == comment.id
    with pytest.raises(NotFound):
        queries.by_receipt(session, "BL-0000-0000-0000")


def test_the_sealed_desk_lists_no_words(session, article):
    rows = queries.sealed(session).rows

    assert len(rows) == 1
    assert set(rows[0]._fields) == {"id", "version", "receipt", "submitted_at", "sealed_at"}


def test_pages_of_the_sealed_desk_hold_every_comment_once(session, article, moderator):
    for _ in range(4):
        comment = factories.comment(session, article)
        sealing.cover(session, comment, seen_version=1, seal=_Plain(), actor=moderator, now=NOW)

    found, pages = walk(
        lambda after: queries.sealed(session, after=after, limit=2), lambda row: row.id
    )

    assert (len(set(found)), len(found), pages) == (5, 5, 3)


def test_history_tells_who_did_what(session, article, moderator):
    comment = factories.published(session, article, moderator)

    history = [(row.action, row.actor_name) for row in queries.history(session, comment.id)]

    assert history == [("submit", None), ("approve", moderator.name)]


def test_a_comment_with_an_unknown_number_is_not_found(session):
    with pytest.raises(NotFound):
        queries.get(session, 10**9)
