import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy.exc import OperationalError

from models import Article
from moderation.domain.article_states import ArticleAction
from moderation.services import articles, replies
from tests import factories
from tests.conftest import NOW
from tests.factories import EARLIER


def busy(*_args, **_kwargs):
    raise OperationalError("UPDATE", {}, Exception("database is locked"))


def test_home_shows_articles_voices_and_two_ways_to_go(visitor, session, article, moderator):
    factories.published(session, article, moderator, title="Ngõ 12 ngập sâu nhất")

    page = visitor.open("/")

    assert article.title in page.words
    assert "Ngõ 12 ngập sâu nhất" in page.words
    assert {"/gui-phan-anh", "/tra-cuu"} <= {
        link["href"] for link in page.soup.select(".ln-hero a")
    }


def test_an_empty_site_says_so(visitor):
    assert "Chưa có bài viết nào" in visitor.open("/").words
    assert visitor.open("/bai-viet").status == 200


def test_an_article_carries_date_byline_lead_body_and_views(visitor, session):
    article = factories.article(session, "Sửa vòi nước", body="Đường ống **bị rò**.")
    articles.add_views(session, {article.id: 1284})
    session.commit()

    page = visitor.open("/bai-viet/sua-voi-nuoc")

    assert page.soup.h1.text == "Sửa vòi nước"
    assert "(08:00 20/11/2026)" in page.words
    assert "Thu Hà" in page.words
    assert "1.284 lượt xem" in page.words
    assert page.soup.select_one(".ln-prose strong").text == "bị rò"


@pytest.mark.parametrize(("views", "said"), [(1, "1 view"), (1284, "1,284 views")])
def test_views_are_counted_in_good_english(visitor, session, views, said):
    article = factories.article(session)
    articles.add_views(session, {article.id: views})
    session.commit()
    visitor.open("/?lang=en")

    page = visitor.open(f"/bai-viet/{article.slug}")

    assert said in [span.text for span in page.soup.select(".ln-by span")]


def test_newer_older_and_most_read_stand_beside_it(visitor, session):
    old, here, _new = (
        factories.article(session, title, at=EARLIER + timedelta(days=day))
        for day, title in enumerate(["Bài cũ", "Bài này", "Bài mới"])
    )
    articles.add_views(session, {old.id: 8412})
    session.commit()

    aside = {
        section.h2.text: section.get_text(" ")
        for section in visitor.open(f"/bai-viet/{here.slug}").soup.select("aside section")
    }

    assert "Bài mới" in aside["Các bài mới đăng"]
    assert "Bài cũ" in aside["Các bài đã đăng"]
    assert re.search(r"Bài viết\s+Xem\s+Bài cũ\s+8\.412", aside["Đọc nhiều"])


def test_comments_stand_in_threads_with_the_offices_replies(visitor, session, article, moderator):
    first = factories.published(session, article, moderator, title="Nên làm cống trước")
    factories.published(session, article, moderator, title="Đồng ý", parent_id=first.id)
    replies.publish(
        session, first, "Đã xếp phần cống trước.", signed_as="UBND phường", actor=moderator, now=NOW
    )
    session.commit()

    page = visitor.open(f"/bai-viet/{article.slug}")

    thread = page.soup.select_one(f"#bl-{first.id}")
    assert thread.select_one(".ln-official").get_text(" ").split()[:4] == [
        "UBND",
        "phường",
        "trả",
        "lời",
    ]
    assert thread.select_one(".ln-answer h4").text == "Đồng ý"
    assert "Bình luận (2)" in page.words


def test_what_people_write_is_text_and_never_markup(visitor, session, article, moderator):
    factories.published(
        session,
        article,
        moderator,
        full_name="<b>x</b>",
        title="<i>t</i>",
        content="<script>alert(1)</script>\nhai",
    )

    page = visitor.open(f"/bai-viet/{article.slug}")

    assert "&lt;script&gt;" in page.text
    assert page.soup.select_one(".ln-comment").find(["script", "i"]) is None
    assert "<br>hai" in page.text


def test_a_hundred_comments_and_one_more_make_two_pages(visitor, session, article, moderator):
    for number in range(101):
        factories.published(
            session,
            article,
            moderator,
            title=f"Số {number}",
            at=EARLIER + timedelta(minutes=number),
        )

    first = visitor.open(f"/bai-viet/{article.slug}")
    older = first.soup.find("a", string="Bình luận cũ hơn")["href"]
    second = visitor.open(f"/bai-viet/{article.slug}{older}")

    assert len(first.soup.select(".ln-comment")) == 100
    assert [c.h3.text for c in second.soup.select(".ln-comment")] == ["Số 0"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bai-viet/khong-co", 404),
        ("/khong-co", 404),
        ("/bai-viet?truoc=sai", 422),
        ("/binh-luan/BL-0", 404),
        ("/ma-xac-nhan/x.png", 404),
    ],
)
def test_what_is_not_there_is_a_page_that_helps(visitor, path, status):
    page = visitor.open(path)

    assert page.status == status
    assert page.soup.h1
    assert page.soup.find("a", href="/")


def test_an_unpublished_article_is_gone(visitor, session, article):
    articles.set_state(
        session, article, ArticleAction.UNPUBLISH, seen_version=article.version, actor=None, now=NOW
    )
    session.commit()

    assert visitor.open(f"/bai-viet/{article.slug}").status == 404


def test_views_are_counted_without_a_write_per_view(visitor, session, article, tools):
    for _ in range(3):
        visitor.open(f"/bai-viet/{article.slug}")
    visitor.open(f"/bai-viet/{article.slug}?truoc=1-1")

    assert session.get(Article, article.id, populate_existing=True).views == 0
    assert tools.views.take() == {article.id: 3}


def test_views_are_written_together_when_it_is_time(visitor, session, article, tools, monkeypatch):
    monkeypatch.setattr(tools.views, "_every", timedelta(0))

    visitor.open(f"/bai-viet/{article.slug}")

    session.commit()
    assert session.get(Article, article.id, populate_existing=True).views == 1


def test_views_that_cannot_be_written_now_are_kept_and_the_page_is_served(
    visitor, session, article, tools, monkeypatch
):
    monkeypatch.setattr(tools.views, "_every", timedelta(0))
    monkeypatch.setattr("moderation.services.articles.add_views", busy)

    status = visitor.open(f"/bai-viet/{article.slug}").status

    assert (status, tools.views.take()) == (200, {article.id: 1})


def test_articles_are_listed_in_pages(visitor, session):
    for number in range(13):
        factories.article(session, f"Bài số {number}", at=EARLIER + timedelta(hours=number))

    first = visitor.open("/bai-viet")
    second = visitor.open(first.soup.find("a", string="Bài cũ hơn")["href"])

    assert len(first.soup.select(".ln-item-t")) == 12
    assert [a.text for a in second.soup.select(".ln-item-t")] == ["Bài số 0"]


def test_english_is_complete_and_remembered(visitor, session, article):
    answer = visitor.open("/bai-viet?lang=en&truoc=")

    assert (answer.status, answer.location) == (303, "/bai-viet?truoc=")
    page = visitor.open(f"/bai-viet/{article.slug}")
    assert page.soup.html["lang"] == "en"
    assert "Write a comment" in page.words
    assert "Viết bình luận" not in page.words


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/%09/evil.example?lang=en", "/%09/evil.example"),
        ("/%0a/evil.example?lang=en", "/%0A/evil.example"),
        ("/%0d%0aSet-Cookie:x?lang=en", "/%0D%0ASet-Cookie:x"),
        ("//evil.example?lang=en", "/evil.example"),
        ("/%2f/evil.example?theme=dark", "/evil.example"),
        ("/%5cevil.example?lang=en", "/%5Cevil.example"),
        ("/?lang", "/"),
        ("/?%6cang=en", "/"),
        ("/?lang=en&lang=vi&truoc=a%26b&truoc=c", "/?truoc=a%26b&truoc=c"),
    ],
)
def test_a_choice_leads_back_to_this_page_of_this_site(app, address, leads_to):
    path, _, query = address.partition("?")
    environ = {"PATH_INFO": unquote(path), "QUERY_STRING": query}

    answer = app.test_client().get("/", environ_overrides=environ)

    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)


@pytest.mark.parametrize("path", ["/", "/bai-viet", "/tra-cuu", "/staff/comments"])
def test_a_raw_byte_in_the_address_breaks_nothing(app, session, path):
    answer = app.test_client().get(path, environ_overrides={"QUERY_STRING": "x=\xff&lang=en"})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}?x=%25FF")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bai-viet?truoc=1-zzzzzzzzzzzzzzzzzzzz", 422),
        ("/bai-viet/x%00y", 404),
        ("/tra-cuu/%00", 404),
        (f"/staff/comments/{2**63 - 1}", 303),
        (f"/staff/comments/{2**63}", 404),
    ],
)
def test_no_address_a_stranger_invents_reaches_the_database_unfit(visitor, path, status):
    assert visitor.open(path).status == status


def test_each_language_is_offered_by_its_own_name(visitor):
    visitor.open("/?lang=en")
    offered = [link.text for link in visitor.open("/").soup.select('a[hreflang="vi"]')]

    assert set(offered) == {"Tiếng Việt"}


def test_the_theme_is_a_link_and_remembered(visitor):
    assert not visitor.open("/").soup.html.has_attr("data-bs-theme")
    visitor.open("/?theme=dark")

    assert visitor.open("/").soup.html["data-bs-theme"] == "dark"


def test_an_unknown_language_is_not_remembered(visitor):
    visitor.open("/?lang=xx")

    assert visitor.open("/").soup.html["lang"] == "vi"


def test_the_city_can_be_reached(visitor):
    page = visitor.open("/lien-he")

    assert {"tel:113", "tel:114", "tel:115", "tel:111"} <= {
        a["href"] for a in page.soup.find_all("a")
    }
    assert "08:00" in page.words


def test_robots_and_icon(visitor):
    assert "Disallow: /staff/" in visitor.open("/robots.txt").text
    assert visitor.open("/favicon.ico").location.startswith("/static/icon.svg?v=")
