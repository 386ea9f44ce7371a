"""The public list of complaints, and its feed."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from tests import factories
from tests.conftest import NOW

LIST, FEED = "/phan-anh", "/phan-anh.atom"


@pytest.fixture
def shown(session, units, coordinator):
    complaint = factories.complaint(
        session, title="Ngập ngõ 6", content="Nước ngập. Gọi tôi 0900 000 111."
    )
    factories.routed(session, complaint, actor=coordinator)
    return complaint


def test_the_list_shows_masked_words_and_a_short_name(visitor, shown):
    page = visitor.open(LIST)

    assert "Ngập ngõ 6" in page.words
    assert "Trần Văn L." in page.words
    assert "0900 000 111" not in page.text
    assert "Trần Văn Lâm" not in page.text


@pytest.mark.parametrize("words", [{"consent_publish": False}, {"issue_code": "DD02"}])
def test_what_is_private_is_not_listed(visitor, session, units, coordinator, words):
    complaint = factories.complaint(session, title="Chuyện riêng", **words)
    factories.routed(session, complaint, actor=coordinator)

    assert "Chuyện riêng" not in visitor.open(LIST).words
    assert "Chuyện riêng" not in visitor.open(FEED).text


def test_what_is_not_accepted_yet_is_not_listed(visitor, session, units):
    factories.complaint(session, title="Mới gửi thôi")

    assert "Mới gửi thôi" not in visitor.open(LIST).words


def test_the_list_is_filtered_by_ward_category_and_state(visitor, shown):
    wards = {
        query: "Ngập ngõ 6" in visitor.open(f"{LIST}?{query}").words
        for query in (
            f"phuong-xa={shown.ward_code}",
            "phuong-xa=99999",
            "linh-vuc=GT",
            "linh-vuc=MT",
            "trang-thai=assigned",
            "trang-thai=closed",
            "linh-vuc=khong-co&trang-thai=x",
        )
    }

    assert list(wards.values()) == [True, False, True, False, True, False, True]


def test_every_complaint_stands_on_exactly_one_page(visitor, session, units, coordinator):
    for number in range(23):
        complaint = factories.complaint(session, title=f"Việc số {number:02}.")
        factories.routed(
            session, complaint, actor=coordinator, at=NOW - timedelta(hours=number % 3)
        )
    first = visitor.open(LIST)
    second = visitor.open(first.soup.select_one("a[href*=truoc]")["href"])

    seen = [
        link.get_text(strip=True) for page in (first, second) for link in page.soup.select("h2 a")
    ]

    assert sorted(seen) == [f"Việc số {number:02}." for number in range(23)]


def test_the_feed_is_atom_and_masked(visitor, shown):
    answer = visitor.open(FEED)

    feed = ElementTree.fromstring(answer.text)
    entry = feed.find("{http://www.w3.org/2005/Atom}entry")
    assert answer.response.mimetype == "application/atom+xml"
    assert entry.find("{http://www.w3.org/2005/Atom}title").text == "Ngập ngõ 6"
    assert "0900" not in answer.text


def test_the_filters_of_the_feed_are_those_of_the_list(visitor, shown):
    assert "Ngập ngõ 6" not in visitor.open(f"{FEED}?linh-vuc=MT").text
