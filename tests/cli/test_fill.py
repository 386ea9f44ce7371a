"""A large fill is true: a sample of it keeps every promise that the services keep."""

import pytest
from sqlalchemy import func, select, text

from bench.fill import fill
from models import Article, Comment, Event
from moderation.domain import tracking_codes
from moderation.domain.comment_states import CommentAction, CommentState, move
from moderation.services import counters
from tests import factories


@pytest.fixture
def filled(session):
    if session.get_bind().dialect.name == "postgresql":  # as in a database of its own
        for table in ("article", "comment"):
            session.execute(text(f"ALTER SEQUENCE {table}_id_seq RESTART"))
    fill(session.connection(), 260)
    return session.scalars(select(Comment).order_by(Comment.id)).all()


def test_every_counter_says_what_the_rows_say(session, filled):
    assert len(filled) == 260
    assert counters.wrong_counters(session) == []


def test_every_history_leads_to_the_state_of_its_comment(session, filled):
    events = session.scalars(select(Event).order_by(Event.subject_id, Event.id)).all()
    reached: dict[int, CommentState] = {}
    for event in events:
        if event.action == CommentAction.SUBMIT:
            assert (event.old_state, event.actor_id) == (None, None)
            reached[event.subject_id] = CommentState.PENDING
        else:
            assert event.old_state == reached[event.subject_id]
            assert event.actor_id
            reached[event.subject_id] = move(reached[event.subject_id], CommentAction(event.action))

    assert reached == {comment.id: comment.state for comment in filled}


def test_every_receipt_is_one_of_ours(filled):
    receipts = {comment.receipt for comment in filled}

    assert len(receipts) == len(filled)
    assert {str(tracking_codes.parse(receipt)) for receipt in receipts} == receipts


def test_times_and_reasons_fit_the_states(filled):
    for comment in filled:
        assert (comment.published_at is not None) == (comment.state is CommentState.PUBLISHED)
        assert (comment.decided_at is None) == (comment.state is CommentState.PENDING)
        assert bool(comment.reason_code) == (comment.state is CommentState.REJECTED)


def test_answers_stand_one_level_deep_under_their_own_article(session, filled):
    by_id = {comment.id: comment for comment in filled}
    answers = [comment for comment in filled if comment.parent_id]

    assert len(answers) >= 60
    for answer in answers:
        parent = by_id[answer.parent_id]
        assert parent.parent_id is None
        assert (parent.article_id, parent.state) == (answer.article_id, CommentState.PUBLISHED)


def test_people_go_on_writing_after_a_fill(session, filled):
    article = session.get(Article, filled[0].article_id)

    written = factories.comment(session, article)
    another = factories.article(session, "Bài viết sau")

    assert written.id > max(comment.id for comment in filled)
    assert another.id > article.id


def test_a_second_fill_adds_to_the_first(session, filled):
    fill(session.connection(), 140, seed=2)

    assert session.scalar(select(func.count(Comment.id))) == 400
    assert counters.wrong_counters(session) == []
