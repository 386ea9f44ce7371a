"""Atom feeds: what the pages show, and nothing of what they do not."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from moderation.domain.comment_states import CommentAction
from tests import factories
from tests.conftest import NOW

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def shown(session, article, moderator):
    made = factories.published(
        session, article, moderator, title="Cống <ngõ> & 6", content="Gọi 0900000301.\n\nĐoạn hai.",
        phone="+84900000301", language="en",
    )  # fmt: skip
    made.public_content = "Gọi ██████.\n\nĐoạn \uffffhai."
    session.commit()
    return made


def entries(page):
    return ET.fromstring(page.text).findall(f"{ATOM}entry")


@pytest.mark.parametrize("of_article", [True, False])
def test_a_feed_holds_masked_published_and_settled_words(
    visitor, session, article, moderator, shown, of_article
):
    address = f"/bai-viet/{article.slug}/binh-luan.atom" if of_article else "/binh-luan.atom"
    factories.comment(session, article)
    still_undone = factories.comment(session, article)
    factories.decided(session, still_undone, CommentAction.APPROVE, moderator, at=NOW)

    page = visitor.open(address)

    [entry] = entries(page)
    content = entry.find(f"{ATOM}content")
    assert page.response.mimetype == "application/atom+xml"
    assert entry.find(f"{ATOM}title").text == "Cống <ngõ> & 6"
    assert content.text == "Gọi ██████.\n\nĐoạn hai."
    assert content.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/bai-viet/{article.slug}#bl-{shown.id}")
    assert "0900000301" not in page.text


@pytest.mark.parametrize("of_article", [True, False])
def test_a_feed_that_did_not_change_is_304_and_one_that_did_is_sent(
    visitor, session, article, moderator, shown, of_article
):
    address = f"/bai-viet/{article.slug}/binh-luan.atom" if of_article else "/binh-luan.atom"
    first = visitor.open(address)
    tag = first.response.headers["ETag"]
    same = visitor.open(address, **{"If-None-Match": f'W/{tag}, "x"'})
    compressed = visitor.open(address, **{"If-None-Match": tag[:-1] + ':gzip"'})
    factories.decided(session, shown, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful")

    after = visitor.open(address, **{"If-None-Match": tag})

    assert first.response.headers["Last-Modified"]
    assert (same.status, same.text, compressed.status) == (304, "", 304)
    assert (after.status, entries(after)) == (200, [])


def test_an_approval_that_takes_effect_changes_the_feed(app, visitor, session, article, moderator):
    from dataclasses import replace

    waits = factories.comment(session, article)
    factories.decided(session, waits, CommentAction.APPROVE, moderator, at=NOW)
    address = f"/bai-viet/{article.slug}/binh-luan.atom"
    before = visitor.open(address)
    tools = app.extensions["toolbox"]
    later = replace(tools, clock=lambda: NOW + timedelta(minutes=2))
    app.extensions["toolbox"] = later
    try:
        after = visitor.open(address, **{"If-None-Match": before.response.headers["ETag"]})
    finally:
        app.extensions["toolbox"] = tools

    assert (entries(before), len(entries(after))) == ([], 1)


def test_pages_lead_to_their_feeds_and_unpublished_articles_have_none(visitor, session, article):
    kind = {"rel": "alternate", "type": "application/atom+xml"}
    linked = visitor.open(f"/bai-viet/{article.slug}").soup.find("link", kind)["href"]
    of_all = visitor.open("/").soup.find("link", kind)["href"]
    factories.unpublished(session, article)

    assert (linked, of_all) == (f"/bai-viet/{article.slug}/binh-luan.atom", "/binh-luan.atom")
    assert visitor.open(linked).status == 404


@pytest.mark.parametrize("of_article", [True, False])
def test_an_answer_waits_for_the_thread_it_stands_in(
    visitor, session, article, moderator, shown, of_article
):
    address = f"/bai-viet/{article.slug}/binh-luan.atom" if of_article else "/binh-luan.atom"
    answer = factories.comment(session, article, parent_id=shown.id, title="Trả lời")
    factories.decided(session, answer, CommentAction.APPROVE, moderator)
    factories.decided(
        session, shown, CommentAction.TAKE_DOWN, moderator, at=NOW, reason_code="unlawful"
    )
    factories.decided(session, shown, CommentAction.RESTORE, moderator, at=NOW)

    page = visitor.open(address)

    assert entries(page) == []
