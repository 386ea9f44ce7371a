"""Choosing a language or a theme, and telling a screen reader which words are in which."""

import pytest

from tests import factories
from tests.visitor import Visitor


def choices(page) -> set[str]:
    """The addresses of the links that choose a language or a theme."""
    links = [link["href"] for link in page.soup.find_all("a", href=True)]
    return {link for link in links if "lang=" in link or "theme=" in link}


@pytest.fixture
def english(visitor) -> Visitor:
    visitor.open("/?lang=en")
    return visitor


def test_a_choice_keeps_the_rest_of_the_address(desk, moderator, visitor, article):
    queue = desk(moderator).open("/staff/comments?queue=spam&after=")
    answering = visitor.open(f"/bai-viet/{article.slug}?tra-loi=7")

    assert "?queue=spam&after=&lang=en" in choices(queue)
    assert {"?tra-loi=7&lang=en", "?tra-loi=7&theme=dark"} <= choices(answering)


def test_the_answer_to_a_form_has_no_link_that_would_lose_what_was_typed(
    desk, moderator, visitor, article
):
    comment = visitor.open(f"/bai-viet/{article.slug}").send("/bai-viet/", content="Một đoạn dài.")
    draft = desk(moderator).open("/staff/articles/new").send("/staff/articles/new", title="Một")

    assert (comment.status, draft.status) == (422, 422)
    assert choices(comment) | choices(draft) == set()
    assert "để phần đang viết không mất" in comment.words


def test_on_an_english_page_an_article_says_that_it_is_vietnamese(english, article):
    page = english.open(f"/bai-viet/{article.slug}")
    listed = english.open("/bai-viet")

    assert page.soup.h1["lang"] == "vi"
    assert page.soup.select_one(".ln-prose > div")["lang"] == "vi"
    assert listed.soup.select_one(".ln-item-t")["lang"] == "vi"


def test_a_comment_is_in_the_language_of_its_form(english, app, session, article, moderator):
    for language in ("vi", "en"):
        factories.published(session, article, moderator, language=language, title=language)

    told = {
        page.soup.html["lang"]: {
            h3.text: h3.get("lang") for h3 in page.soup.select(".ln-comment h3")
        }
        for page in (reader.open(f"/bai-viet/{article.slug}") for reader in (english, Visitor(app)))
    }

    assert told == {"en": {"vi": "vi", "en": None}, "vi": {"vi": None, "en": "en"}}


def test_the_desk_says_it_too(desk, moderator, session, article):
    waiting = factories.comment(session, article)
    browser = desk(moderator)
    browser.open("/?lang=en")

    card = browser.open("/staff/comments").soup.select_one(".ln-mod")
    page = browser.open(f"/staff/comments/{waiting.id}").soup

    assert {card.select_one(".ln-mod-text")["lang"], page.h1["lang"]} == {"vi"}
