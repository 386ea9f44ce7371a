from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import Article, Event
from moderation.domain.article_states import ArticleAction, ArticleState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.services import articles
from moderation.services.articles import ArticleText
from tests import factories
from tests.conftest import NOW

TEXT = ArticleText(title="Sửa vòi nước", lead="Dẫn.", byline="Quang Huy", body="Một **đoạn**.")


def create(session, text=TEXT, actor=None):
    return articles.create(session, text, actor=actor, now=NOW)


def publish(session, article, **more):
    return articles.set_state(
        session,
        article,
        ArticleAction.PUBLISH,
        seen_version=article.version,
        actor=None,
        now=NOW,
        **more,
    )


def test_a_new_article_is_a_draft_with_its_body_rendered(session, moderator):
    article = create(session, actor=moderator)

    assert (article.slug, article.state) == ("sua-voi-nuoc", ArticleState.DRAFT)
    assert article.body_html == "<p>Một <strong>đoạn</strong>.</p>\n"
    assert (
        session.query(Event).filter_by(subject="article", actor_id=moderator.id).one().action
        == "create"
    )


def test_two_articles_of_one_title_have_two_addresses(session):
    assert [create(session).slug for _ in range(3)] == [
        "sua-voi-nuoc",
        "sua-voi-nuoc-2",
        "sua-voi-nuoc-3",
    ]


def test_an_address_taken_in_the_same_moment_leads_to_the_next(session, monkeypatch):
    """Another process commits it between the look-up and the insert."""
    factories.article(session, "Sửa vòi nước")
    look_up, offered = articles._free_slug, iter(["sua-voi-nuoc"])
    monkeypatch.setattr(articles, "_free_slug", lambda *asked: next(offered, "") or look_up(*asked))

    assert factories.article(session, "Sửa vòi nước").slug == "sua-voi-nuoc-2"


def test_an_address_that_is_a_beginning_of_another_is_still_free(session):
    create(session, ArticleText(title="Sửa vòi nước ở vườn hoa", lead="", byline="", body="x"))

    assert create(session).slug == "sua-voi-nuoc"


def test_a_title_of_signs_only_still_gets_an_address(session):
    assert (
        create(session, ArticleText(title="???", lead="", byline="", body="x")).slug == "bai-viet"
    )


def test_publishing_sets_the_date_once(session):
    article = publish(session, create(session))
    articles.set_state(
        session, article, ArticleAction.UNPUBLISH, seen_version=article.version, actor=None, now=NOW
    )

    articles.set_state(
        session,
        article,
        ArticleAction.PUBLISH,
        seen_version=article.version,
        actor=None,
        now=NOW + timedelta(days=1),
    )

    assert article.published_at == NOW


def test_publishing_what_is_published_is_refused(session):
    article = publish(session, create(session))

    with pytest.raises(IllegalTransition):
        publish(session, article)


def test_editing_keeps_the_address(session):
    article = create(session)

    articles.edit(
        session,
        article,
        ArticleText(title="Khác", lead="", byline="", body="b"),
        seen_version=article.version,
        actor=None,
        now=NOW,
    )

    assert (article.slug, article.title) == ("sua-voi-nuoc", "Khác")


@pytest.mark.parametrize("change", ["edit", "state", "comments"])
def test_a_change_on_an_old_version_is_refused(session, moderator, change):
    article = create(session)
    old = article.version - 1
    attempt = {
        "edit": lambda: articles.edit(
            session, article, TEXT, seen_version=old, actor=moderator, now=NOW
        ),
        "state": lambda: articles.set_state(
            session, article, ArticleAction.PUBLISH, seen_version=old, actor=moderator, now=NOW
        ),
        "comments": lambda: articles.open_comments(
            session, article, False, seen_version=old, actor=moderator, now=NOW
        ),
    }[change]

    with pytest.raises(StaleVersion):
        attempt()


def test_a_change_another_process_made_first_is_noticed(session, article):
    session.connection().exec_driver_sql(
        f"UPDATE article SET version = version + 1 WHERE id = {article.id}"
    )

    with pytest.raises(StaleVersion):
        articles.edit(session, article, TEXT, seen_version=article.version, actor=None, now=NOW)


def test_closing_comments_twice_is_one_event(session, article, moderator):
    for _ in range(2):
        articles.open_comments(
            session, article, False, seen_version=article.version, actor=moderator, now=NOW
        )

    assert session.query(Event).filter_by(action="close_comments").count() == 1


def test_views_are_added_without_a_new_version(session, article):
    version = article.version

    articles.add_views(session, {article.id: 3, 10**9: 1})

    kept = session.get(Article, article.id, populate_existing=True)
    assert (kept.views, kept.version) == (3, version)


def test_importing_twice_makes_one_article(session):
    outcomes = [articles.import_text(session, TEXT, published_at=NOW, now=NOW)[1] for _ in range(2)]

    assert outcomes == ["new", "unchanged"]
    assert session.query(Article).filter_by(title=TEXT.title).count() == 1


@pytest.mark.parametrize(
    ("change", "published_at", "says"),
    [
        ({}, NOW.replace(year=1), "before 1900"),
        ({}, datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), "before 1900"),
        ({}, NOW + timedelta(hours=25), "2026-11-24 is still to come"),
        ({"title": "x" * 301}, NOW, "title has 301 characters; 300 are the most"),
        ({"byline": "x" * 201}, NOW, "byline has 201"),
    ],
)
def test_an_import_that_no_editor_could_write_is_refused(session, change, published_at, says):
    with pytest.raises(Invalid, match=says):
        articles.import_text(session, replace(TEXT, **change), published_at=published_at, now=NOW)


def test_an_import_may_be_dated_tomorrow(session):
    tomorrow = NOW + timedelta(hours=23)

    article, _ = articles.import_text(session, TEXT, published_at=tomorrow, now=NOW)

    assert article.published_at == tomorrow


def test_importing_a_changed_file_changes_the_article(session):
    articles.import_text(session, TEXT, published_at=NOW, now=NOW)

    article, outcome = articles.import_text(
        session,
        ArticleText(title=TEXT.title, lead="", byline="", body="mới"),
        published_at=NOW,
        now=NOW,
    )

    assert (outcome, article.body_html) == ("changed", "<p>mới</p>\n")


def test_an_article_that_is_not_there_cannot_be_changed(session):
    with pytest.raises(NotFound):
        articles.load_for_change(session, 10**9)


def test_the_first_publication_of_an_import_is_the_originals(session):
    article, _ = articles.import_text(session, TEXT, published_at=factories.EARLIER, now=NOW)

    assert article.published_at == factories.EARLIER
