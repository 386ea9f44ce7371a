from datetime import timedelta

import pytest

from models import SecondReading
from moderation.domain.comment_states import CommentAction
from moderation.domain.permissions import Role
from moderation.jobs import readings as job
from moderation.jobs.readings import Sampling
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def sampled(session, article, moderator):
    """Not published for being off topic: what the second reader must not learn."""
    comment = factories.comment(
        session,
        article,
        at=NOW - timedelta(hours=5),
        title="Chợ dời về đâu",
        content="Xin cho biết chợ dời về đâu.",
    )
    factories.decided(
        session,
        comment,
        CommentAction.REJECT,
        moderator,
        reason_code="off_topic",
        reason_text="Bài này nói về trường học.",
    )
    job.sample(session, Sampling(100, "key"), now=NOW)
    session.commit()
    return comment


@pytest.fixture
def reader(session, desk):
    return desk(factories.person(session, name="Quang Huy"))


def kept(session, comment):
    return session.get(SecondReading, comment.id, populate_existing=True)


def send(page, comment, **typed):
    return page.send(f"/staff/readings/{comment.id}", **typed)


def test_a_second_reader_sees_the_words_and_not_what_was_decided(reader, sampled, article):
    page = reader.open("/staff/readings")

    main = page.soup.find("main")
    words = " ".join(main.get_text(" ").split())
    assert "Xin cho biết chợ dời về đâu." in words
    assert article.title in words
    assert "Minh Thu" not in words
    assert "trường học" not in words
    assert f"/staff/comments/{sampled.id}" not in str(main)
    assert not main.find("option", selected=True)
    assert not main.find("input", checked=True)


def test_a_choice_is_kept_and_the_next_one_comes(reader, sampled, session):
    answer = send(reader.open("/staff/readings"), sampled, choice="published")

    assert answer.location == "/staff/readings"
    assert "Không còn bình luận nào chờ anh/chị đọc lại" in answer.follow().words
    assert kept(session, sampled).second_state == "published"


@pytest.mark.parametrize("typed", [{}, {"choice": "held"}, {"choice": "rejected"}])
def test_a_choice_that_is_none_or_lacks_its_reason_is_asked_for(reader, sampled, session, typed):
    answer = send(reader.open("/staff/readings"), sampled, **typed)

    assert answer.status == 422
    assert "Xin cho biết chợ dời về đâu." in answer.words
    assert answer.soup.select_one(".ln-error")
    assert kept(session, sampled).read_at is None


def test_two_readers_at_once_the_second_is_told(reader, sampled, session, desk):
    other = desk(factories.person(session, Role.CHIEF_EDITOR)).open("/staff/readings")
    send(reader.open("/staff/readings"), sampled, choice="published")

    answer = send(other, sampled, choice="spam")

    assert answer.status == 409
    assert "Quang Huy" in answer.words
    assert kept(session, sampled).second_state == "published"


def test_the_first_reader_has_nothing_to_read_again(desk, moderator, sampled):
    page = desk(moderator).open("/staff/readings")

    assert "Chợ dời về đâu" not in page.words


def test_pairs_that_differ_are_shown_to_who_answers_for_the_desk(reader, sampled, session, desk):
    send(reader.open("/staff/readings"), sampled, choice="published")
    chief = desk(factories.person(session, Role.CHIEF_EDITOR, "Thu Hà"))

    page = chief.open("/staff/readings/different")

    row = page.soup.select_one(".ln-table tbody tr")
    assert row.find("a")["href"] == f"/staff/comments/{sampled.id}"
    assert "Minh Thu" in row.text
    assert "Quang Huy" in row.text
    assert "Không liên quan bài viết" in row.text
    assert reader.open("/staff/readings/different").status == 403


def test_pairs_that_agree_are_not_shown(reader, sampled, session, desk):
    send(reader.open("/staff/readings"), sampled, choice="rejected", reason_code="duplicate")
    chief = desk(factories.person(session, Role.CHIEF_EDITOR))

    assert "Chưa có cặp nào khác nhau" in chief.open("/staff/readings/different").words
    assert kept(session, sampled).second_reason == "duplicate"
