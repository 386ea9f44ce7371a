import pytest

from models import Article
from moderation.domain.article_states import ArticleState
from moderation.services import articles
from moderation.services.articles import ArticleText
from tests import factories
from tests.conftest import NOW

TYPED = {
    "title": "Sửa vòi nước",
    "lead": "Vòi đóng bốn ngày.",
    "byline": "Quang Huy",
    "body": "Đường ống **bị rò**.",
}


@pytest.fixture
def editor(desk, moderator):
    return desk(moderator)


def test_an_article_is_written_previewed_saved_and_published(editor, visitor, session):
    page = editor.open("/staff/articles/new")

    preview = page.send("/staff/articles/new", **TYPED, preview="1")
    saved = preview.send("/staff/articles/new", **TYPED)
    draft = saved.follow()
    hidden = visitor.open("/bai-viet/sua-voi-nuoc").status
    article_id = session.query(Article).one().id
    draft.send(f"/staff/articles/{article_id}/publish")

    assert preview.soup.select_one(".ln-prose strong").text == "bị rò"
    assert "Bản nháp" in draft.words
    assert hidden == 404
    assert "bị rò" in visitor.open("/bai-viet/sua-voi-nuoc").words


def test_a_previewed_article_is_not_saved(editor, session):
    editor.open("/staff/articles/new").send("/staff/articles/new", **TYPED, preview="1")

    assert session.query(Article).count() == 0


def test_save_and_publish_is_one_step(editor, visitor):
    editor.open("/staff/articles/new").send("/staff/articles/new", **TYPED, publish="1")

    assert visitor.open("/bai-viet/sua-voi-nuoc").status == 200


@pytest.mark.parametrize("button", [{}, {"publish": "1"}])
def test_a_new_article_sent_twice_is_one(editor, session, button):
    page = editor.open("/staff/articles/new")

    answers = [page.send("/staff/articles/new", **TYPED, **button) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert session.query(Article).count() == 1


def test_an_article_edited_after_it_was_sent_is_not_lost(editor, session):
    page = editor.open("/staff/articles/new")
    page.send("/staff/articles/new", **TYPED)

    edited = page.send("/staff/articles/new", **{**TYPED, "body": "Khác."})
    again = edited.send("/staff/articles/new")

    assert (edited.status, again.status) == (422, 303)
    assert session.query(Article).count() == 2


def test_the_by_line_is_the_editors_own_name_at_first(editor, moderator):
    assert (
        editor.open("/staff/articles/new").filled("/staff/articles/new")["byline"] == moderator.name
    )


def test_missing_parts_are_explained_and_nothing_is_lost(editor, session):
    answer = editor.open("/staff/articles/new").send(
        "/staff/articles/new", **{**TYPED, "title": ""}
    )

    assert answer.status == 422
    assert answer.filled("/staff/articles/new")["body"] == TYPED["body"]


def test_editing_a_published_article_changes_the_page(editor, visitor, article):
    editor.open(f"/staff/articles/{article.id}").send(f"/staff/articles/{article.id}", **TYPED)

    assert "bị rò" in visitor.open(f"/bai-viet/{article.slug}").words


def test_indentation_in_markdown_survives(editor, session, article):
    editor.open(f"/staff/articles/{article.id}").send(
        f"/staff/articles/{article.id}", **{**TYPED, "body": "- một\r\n  - hai"}
    )

    assert session.get(Article, article.id, populate_existing=True).body_html.count("<ul>") == 2


def test_two_editors_do_not_overwrite_each_other_unawares(editor, session, article):
    page = editor.open(f"/staff/articles/{article.id}")
    articles.edit(
        session,
        article,
        ArticleText(title="Của người khác", lead="", byline="", body="x"),
        seen_version=article.version,
        actor=None,
        now=NOW,
    )
    session.commit()

    answer = page.send(f"/staff/articles/{article.id}", **TYPED)
    again = answer.send(
        f"/staff/articles/{article.id}", **answer.filled(f"/staff/articles/{article.id}")
    )

    assert answer.status == 409
    assert "Có người vừa lưu bài này trước" in answer.words
    assert answer.filled(f"/staff/articles/{article.id}")["title"] == TYPED["title"]
    assert again.status == 303


def test_an_article_is_unpublished_and_published_again(editor, visitor, session, article):
    for verb, status in (("unpublish", 404), ("publish", 200)):
        editor.open(f"/staff/articles/{article.id}").send(f"/staff/articles/{article.id}/{verb}")
        assert visitor.open(f"/bai-viet/{article.slug}").status == status


def test_comments_are_closed_and_opened(editor, visitor, article):
    editor.open(f"/staff/articles/{article.id}").send(
        f"/staff/articles/{article.id}/close-comments"
    )
    assert "đã đóng phần bình luận" in visitor.open(f"/bai-viet/{article.slug}").words

    editor.open(f"/staff/articles/{article.id}").send(f"/staff/articles/{article.id}/open-comments")
    assert "Gửi bình luận" in visitor.open(f"/bai-viet/{article.slug}").words


def test_a_stale_button_does_nothing_and_says_so(editor, session, article):
    page = editor.open(f"/staff/articles/{article.id}")
    editor.open(f"/staff/articles/{article.id}").send(f"/staff/articles/{article.id}/unpublish")

    answer = page.send(f"/staff/articles/{article.id}/unpublish")

    assert "Có người vừa thay đổi bài này" in answer.follow().words
    assert (
        session.get(Article, article.id, populate_existing=True).state is ArticleState.UNPUBLISHED
    )


@pytest.mark.parametrize(("verb", "status"), [("edit", 303), ("create", 303), ("explode", 422)])
def test_a_verb_that_is_none_changes_nothing(editor, session, article, verb, status):
    page = editor.open(f"/staff/articles/{article.id}")
    form = page.filled(f"/staff/articles/{article.id}/unpublish")

    assert editor.post(f"/staff/articles/{article.id}/{verb}", form).status == status
    assert session.get(Article, article.id, populate_existing=True).state is ArticleState.PUBLISHED


def test_articles_are_listed_for_editors(editor, session, article):
    factories.article(session, "Còn nháp", published=False)

    page = editor.open("/staff/articles")

    assert "Còn nháp" in page.words
    assert "Đang đăng" in page.words


def test_saving_and_publishing_a_draft_says_that_it_is_published(editor, session):
    draft = factories.article(session, published=False)
    page = editor.open(f"/staff/articles/{draft.id}")

    told = page.send(f"/staff/articles/{draft.id}", publish="1").follow().soup
    saved = editor.open(f"/staff/articles/{draft.id}").send(f"/staff/articles/{draft.id}").follow()

    assert told.select_one(".ln-flash").text.strip() == "Đã đăng bài."
    assert saved.soup.select_one(".ln-flash").text.strip() == "Đã lưu bài."


def test_a_new_article_is_one_article_in_english_too(editor):
    editor.open("/?lang=en")

    assert editor.open("/staff/articles/new").soup.h1.text == "New article"
