import json

import pytest
from sqlalchemy import inspect, text

from models import Event, OfficialReply, SealedComment
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.errors import IllegalTransition, NotFound, StaleVersion
from moderation.services import counters, replies, sealing
from tests import factories
from tests.conftest import NOW

SECRET = {
    "full_name": "Người Tố Cáo",
    "title": "Tôi xin báo",
    "content": "Người ký nhận rau nhận tiền mỗi tháng.",
    "phone": "+84900000303",
    "email": "bao@mail.example",
}


@pytest.fixture
def told(session, article):
    return factories.comment(session, article, **SECRET)


@pytest.fixture
def seal(tools):
    return tools.seal


def cover(session, comment, seal, actor):
    return sealing.cover(
        session, comment, seen_version=comment.version, seal=seal, actor=actor, now=NOW
    )


def everything_stored(session) -> str:
    """All text and numbers of all tables, as a thief of the database would read them."""
    tables = inspect(session.connection()).get_table_names()
    found = [
        session.execute(text(f"SELECT * FROM {table}")).all()
        for table in tables
        if table != "staff"
    ]
    return json.dumps([[list(map(str, row)) for row in rows] for rows in found], ensure_ascii=False)


def test_covering_leaves_no_word_in_clear(session, told, seal, moderator):
    cover(session, told, seal, moderator)

    stored = everything_stored(session)
    assert told.state is CommentState.SEALED
    assert not [word for word in SECRET.values() if word in stored]


def test_notes_reasons_and_official_replies_are_sealed_with_it(
    session, article, told, seal, moderator
):
    factories.decided(
        session, told, CommentAction.APPROVE, moderator, note="ghi chú về người ký nhận"
    )
    replies.publish(
        session, told, "Chúng tôi sẽ hỏi người ký nhận.", signed_as="UBND", actor=moderator, now=NOW
    )

    cover(session, told, seal, moderator)

    assert "người ký nhận" not in everything_stored(session)


def test_nothing_is_left_of_why_or_who_answered(session, told, seal, moderator):
    why = {"reason_code": "personal_data", "reason_text": "có tên người ký nhận"}
    factories.decided(session, told, CommentAction.REJECT, moderator, **why)
    factories.decided(session, told, CommentAction.REQUEUE, moderator)
    factories.decided(session, told, CommentAction.APPROVE, moderator)
    office = {"signed_as": "Thanh tra quận Một"}
    replies.publish(session, told, "Đã nhận.", **office, actor=moderator, now=NOW)

    cover(session, told, seal, moderator)

    stored = everything_stored(session)
    assert not [word for word in (*why.values(), *office.values()) if word in stored]


def test_why_and_who_answered_come_back(session, told, seal, moderator, confidential_officer):
    why = {"reason_code": "personal_data", "reason_text": "có tên người ký nhận"}
    factories.decided(session, told, CommentAction.REJECT, moderator, **why)
    factories.decided(session, told, CommentAction.REQUEUE, moderator)
    factories.decided(session, told, CommentAction.APPROVE, moderator)
    replies.publish(session, told, "Đã nhận.", signed_as="UBND", actor=moderator, now=NOW)
    cover(session, told, seal, moderator)

    sealing.uncover(
        session, told, seen_version=told.version, seal=seal, actor=confidential_officer, now=NOW
    )

    rejection = session.query(Event).filter_by(action="reject").one()
    assert {name: getattr(rejection, name) for name in why} == why
    assert session.query(OfficialReply).one().signed_as == "UBND"


def test_only_the_key_opens_it_and_every_reading_is_an_event(
    session, told, seal, moderator, confidential_officer
):
    cover(session, told, seal, moderator)

    words = sealing.read(session, told.id, seal=seal, actor=confidential_officer, now=NOW)

    last = session.query(Event).order_by(Event.id.desc()).first()
    assert {name: words[name] for name in SECRET} == SECRET
    assert (last.action, last.actor_id, last.subject_id) == (
        "read_sealed",
        confidential_officer.id,
        told.id,
    )


def test_uncovering_gives_everything_back_to_the_queue(
    session, told, seal, moderator, confidential_officer
):
    factories.decided(
        session, told, CommentAction.REJECT, moderator, reason_code="unlawful", note="xem lại"
    )
    first_date = told.submitted_at
    cover(session, told, seal, moderator)

    sealing.uncover(
        session, told, seen_version=told.version, seal=seal, actor=confidential_officer, now=NOW
    )

    assert told.state is CommentState.PENDING
    assert {name: getattr(told, name) for name in SECRET} == SECRET
    assert (told.submitted_at, told.reason_code) == (first_date, None)
    assert session.query(Event).filter_by(note="xem lại").count() == 1
    assert session.query(SealedComment).count() == 0


def test_official_replies_come_back_too(session, told, seal, moderator, confidential_officer):
    factories.decided(session, told, CommentAction.APPROVE, moderator)
    replies.publish(session, told, "Đã nhận.", signed_as="UBND", actor=moderator, now=NOW)
    cover(session, told, seal, moderator)

    sealing.uncover(
        session, told, seen_version=told.version, seal=seal, actor=confidential_officer, now=NOW
    )

    assert session.query(OfficialReply).one().content == "Đã nhận."


def test_covering_a_published_comment_takes_it_off_the_counts(
    session, article, told, seal, moderator
):
    factories.decided(session, told, CommentAction.APPROVE, moderator)

    cover(session, told, seal, moderator)

    assert counters.wrong_counters(session) == []


def test_covering_a_changed_comment_is_refused(session, told, seal, moderator):
    with pytest.raises(StaleVersion):
        sealing.cover(
            session, told, seen_version=told.version + 1, seal=seal, actor=moderator, now=NOW
        )


def test_covering_twice_is_refused_and_loses_nothing(session, told, seal, moderator):
    cover(session, told, seal, moderator)

    with pytest.raises(IllegalTransition):
        cover(session, told, seal, moderator)

    assert (
        sealing.read(session, told.id, seal=seal, actor=moderator, now=NOW)["content"]
        == SECRET["content"]
    )


def test_what_is_not_sealed_cannot_be_opened(session, told, seal, moderator):
    with pytest.raises(NotFound):
        sealing.read(session, told.id, seal=seal, actor=moderator, now=NOW)


def test_covering_cuts_the_thread_to_the_comment_it_was_sent_again_for(
    session, article, moderator, tools
):
    named = factories.rejected(session, article, moderator, full_name="Cô Tám")
    again = factories.comment(session, article, resubmits_id=named.id)

    sealing.cover(
        session, again, seen_version=again.version, seal=tools.seal, actor=moderator, now=NOW
    )
    while_sealed = again.resubmits_id
    sealing.uncover(
        session, again, seen_version=again.version, seal=tools.seal, actor=moderator, now=NOW
    )

    assert while_sealed is None
    assert again.resubmits_id == named.id
