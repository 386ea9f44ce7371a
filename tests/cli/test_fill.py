"""A large fill is true: a sample of it keeps every promise that the services keep."""

import pytest
from sqlalchemy import func, select, text

from bench.fill import fill
from models import Article, Comment, Event
from moderation.domain import sketches, tracking_codes
from moderation.domain.comment_states import UNDECIDED, CommentAction, CommentState, move
from moderation.domain.screening import from_json
from moderation.domain.text import fold
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
            assert event.new_state in (CommentState.PENDING, CommentState.HELD)
            reached[event.subject_id] = CommentState(event.new_state)
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
        assert (comment.decided_at is None) == (comment.state in UNDECIDED)
        assert bool(comment.decided_by_id) == (comment.state not in UNDECIDED)
        assert (comment.visible_from is None) == (comment.decided_at is None)
        assert bool(comment.reason_code) == (comment.state is CommentState.REJECTED)


def test_what_screening_keeps_is_what_it_would_have_kept(filled):
    held = [comment for comment in filled if comment.state is CommentState.HELD]

    assert held
    for comment in held:
        assert comment.hold_code in {finding.code for finding in from_json(comment.findings)}
    for comment in filled[:40] + held:
        assert comment.name_folded == fold(comment.full_name)
        assert comment.text_key == sketches.text_key(comment.title, comment.content)
        assert comment.sketch == sketches.sketch(comment.title, comment.content)


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
