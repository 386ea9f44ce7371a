"""What is masked for readers stays masked wherever staff read a comment that was decided."""

import re
from datetime import timedelta

import pytest

from models import Comment
from moderation.domain.comment_states import CommentAction
from moderation.domain.permissions import Role
from moderation.jobs import readings as job
from moderation.jobs.readings import Sampling
from tests import factories
from tests.conftest import NOW

PHONE = "0900 000 301"


@pytest.fixture
def published(session, article, moderator):
    comment = factories.comment(
        session, article, full_name="Lê Thị Hòa", title=f"Gọi {PHONE}", content=f"Số {PHONE} nhé."
    )
    return factories.decided(session, comment, CommentAction.APPROVE, moderator)


@pytest.fixture
def colleague(session):
    return factories.person(session, Role.CHIEF_EDITOR, "Ngọc Lan")


def test_an_appeal_is_read_and_answered_behind_its_masks(
    desk, session, published, moderator, colleague
):
    factories.decided(
        session, published, CommentAction.TAKE_DOWN, moderator, reason_code="off_topic"
    )
    at = session.get(Comment, published.id, populate_existing=True).decided_at
    appeal = factories.appeal(session, published, at=at + timedelta(hours=1))
    browser = desk(colleague)

    listed, page = browser.open("/staff/appeals"), browser.open(f"/staff/appeals/{appeal.id}")
    answer = page.send(f"/staff/appeals/{appeal.id}/decide", outcome="uphold").follow()

    assert [PHONE in each.text for each in (listed, page, answer)] == [False] * 3
    assert "[số điện thoại]" in page.words
    assert "Gọi [số điện thoại]" in answer.words


def test_the_register_of_requests_shows_the_masked_copy(
    desk, session, published, moderator, colleague
):
    made = factories.takedown(session, published, moderator)
    browser = desk(colleague)

    paths = (
        f"/staff/takedowns/new?comment={published.id}",
        "/staff/takedowns",
        f"/staff/takedowns/{made.id}",
    )
    pages = [browser.open(path) for path in paths]

    assert [(page.status, PHONE in page.text) for page in pages] == [(200, False)] * 3
    assert all(re.search(r"Gọi \[?\s?số điện thoại", page.words) for page in pages)


def test_a_second_reading_shows_no_more_than_readers_saw_and_not_that_they_saw_it(
    desk, session, article, published, moderator, colleague
):
    refused = factories.rejected(
        session, article, moderator, title=f"Hỏi {PHONE}", content=f"Số {PHONE} nhé."
    )
    job.sample(session, Sampling(100, "key"), now=NOW)
    session.commit()
    browser = desk(colleague)

    first = browser.open("/staff/readings")
    second = first.send("/staff/readings/", choice="spam").follow()
    second.send("/staff/readings/", choice="spam")
    differ = browser.open("/staff/readings/different")

    assert refused.id != published.id
    assert [PHONE in each.text for each in (first, second)] == [False, False]
    assert "Số [số điện thoại] nhé." in first.words
    assert "Số [số điện thoại] nhé." in second.words
    assert "Gọi [số điện thoại]" in differ.words
