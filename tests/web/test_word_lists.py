import pytest

from models import Event, WordList
from moderation.domain.spelling import normalise
from moderation.queries import word_lists as list_queries
from tests import factories

ADDRESS = "/staff/word-lists/insult_sure"


@pytest.fixture
def house(desk, administrator):
    return desk(administrator)


@pytest.fixture
def comment(session, article):
    return factories.comment(session, article, title="Chuyện xưa", content="Một lũ quạ mổ mồi.")


def with_line(page, line="quạ mổ mồi"):
    return page.filled(ADDRESS)["phrases"] + f"\n{line}\n"


def hits(session, text):
    return [hit.phrase for hit in list_queries.current(session).hits(normalise(text))]


def test_a_list_is_tried_on_the_last_comments_before_it_is_saved(house, comment, session):
    page = house.open(ADDRESS)

    tried = page.send(ADDRESS, phrases=with_line(page), save="1")
    before = hits(session, "lũ quạ mổ mồi")
    saved = tried.send(ADDRESS, save="1")

    assert tried.status == 200
    assert "1 bình luận sẽ bị giữ thêm" in tried.words
    assert "Chuyện xưa" in tried.soup.select_one("#thu").text
    assert before == []
    assert saved.status == 303
    assert hits(session, "lũ quạ mổ mồi") == ["quạ mổ mồi"]


def test_saving_writes_who_and_when(house, session, administrator):
    page = house.open(ADDRESS)
    page.send(ADDRESS, phrases=with_line(page)).send(ADDRESS, save="1")

    event = session.query(Event).filter_by(subject="word_list").one()
    assert (event.actor_id, event.note) == (administrator.id, "insult_sure")
    assert "bản có sẵn" in house.open("/staff/word-lists").words


def test_what_would_no_longer_be_held_is_shown_too(house, comment, session):
    page = house.open(ADDRESS)
    page.send(ADDRESS, phrases=with_line(page)).send(ADDRESS, save="1")
    page = house.open(ADDRESS)

    tried = page.send(ADDRESS, phrases=with_line(page).replace("quạ mổ mồi", ""))

    assert "1 bình luận không còn bị giữ" in tried.words


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_line_that_can_not_be_used_is_pointed_out(house, session, language):
    house.open(f"/?lang={language}")
    page = house.open(ADDRESS)

    answer = page.send(ADDRESS, phrases="quạ mổ\n... mỏ")

    assert answer.status == 422
    assert "2" in answer.soup.select_one("#phrases-error").text
    assert answer.filled(ADDRESS)["phrases"].endswith("... mỏ")
    assert session.query(WordList).count() == 0


def test_who_saves_second_is_told_and_loses_nothing(house, desk, session, administrator):
    page = house.open(ADDRESS)
    first = page.send(ADDRESS, phrases=with_line(page, "mỏ nhọn"))
    second = page.send(ADDRESS, phrases=with_line(page, "mỏ tù"))
    first.send(ADDRESS, save="1")

    answer = second.send(ADDRESS, save="1")
    again = answer.send(ADDRESS, save="1")

    assert answer.status == 409
    assert "mỏ tù" in answer.filled(ADDRESS)["phrases"]
    assert again.status == 303
    assert hits(session, "mỏ tù") == ["mỏ tù"]


def test_a_list_that_is_none_is_not_found(house):
    assert house.open("/staff/word-lists/nonsense").status == 404


def test_what_is_sealed_is_not_read(house, session, comment, moderator, tools):
    from moderation.services import sealing
    from tests.conftest import NOW

    sealing.cover(
        session, comment, seen_version=comment.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()
    page = house.open(ADDRESS)

    assert "0 bình luận gần nhất" in page.send(ADDRESS, phrases=with_line(page)).words


def test_a_shipped_list_stands_until_it_is_edited(session):
    kept = list_queries.all_lists(session)

    assert {each.version for each in kept} == {0}
    assert all(each.phrases for each in kept)
