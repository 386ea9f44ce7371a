from datetime import timedelta

import pytest

from moderation.domain.article_states import ArticleAction
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark
from moderation.queries import articles as queries
from moderation.services import articles
from tests import factories
from tests.conftest import NOW
from tests.factories import EARLIER


@pytest.fixture(autouse=True)
def noise(session):
    factories.article(session, "Bản nháp", published=False)
    gone = factories.article(session, "Đã ngừng", at=EARLIER + timedelta(days=1))
    articles.set_state(
        session, gone, ArticleAction.UNPUBLISH, seen_version=gone.version, actor=None, now=NOW
    )
    articles.add_views(session, {gone.id: 10**6})


@pytest.fixture
def nine(session):
    return [
        factories.article(session, f"Bài {number}", at=EARLIER + timedelta(hours=number))
        for number in range(9)
    ]


def test_pages_hold_every_published_article_once_newest_first(session, nine):
    first = queries.listing(session, limit=5)
    second = queries.listing(session, after=first.next, limit=5)

    titles = [article.title for article in (*first.rows, *second.rows)]
    assert titles == [f"Bài {number}" for number in reversed(range(9))]
    assert second.next is None


def test_newer_and_older_are_the_nearest_ones(session, nine):
    newer, older = queries.neighbours(session, nine[4], limit=2)

    assert [article.title for article in newer] == ["Bài 6", "Bài 5"]
    assert [article.title for article in older] == ["Bài 3", "Bài 2"]


def test_articles_of_one_moment_still_have_an_order(session):
    one, two = (factories.article(session, title, at=NOW) for title in ("Một", "Hai"))

    assert [article.id for article in queries.neighbours(session, one)[0]] == [two.id]
    assert queries.neighbours(session, two)[1][0].id == one.id


def test_the_most_read_are_published_ones(session, nine):
    articles.add_views(session, {nine[2].id: 9, nine[7].id: 4})

    assert [row.title for row in queries.most_read(session, limit=2)] == ["Bài 2", "Bài 7"]


@pytest.mark.parametrize("slug", ["ban-nhap", "da-ngung", "khong-co"])
def test_readers_find_published_articles_only(session, slug):
    with pytest.raises(NotFound):
        queries.public(session, slug, now=NOW)


def test_editors_see_every_state_the_last_touched_first(session, nine):
    page = queries.for_editors(session, limit=10)
    rest = queries.for_editors(session, after=page.next, limit=10)

    assert page.rows[0].title == "Đã ngừng"
    assert {"Bản nháp", "Bài 0"} <= {article.title for article in (*page.rows, *rest.rows)}
    assert len(page.rows) + len(rest.rows) == 11


def test_a_place_behind_the_last_article_is_an_empty_page(session, nine):
    assert queries.listing(session, after=Mark(EARLIER - timedelta(days=1), 0)).rows == []


def test_an_article_with_an_unknown_number_is_not_found(session):
    with pytest.raises(NotFound):
        queries.get(session, 10**9)
