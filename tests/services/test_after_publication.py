"""Readers' reports and the register of requests to take down."""

from datetime import timedelta

import pytest

from models import ReaderReport, Takedown
from moderation.domain.comment_states import CommentAction, CommentState, Tally
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.queries import comments as comment_queries
from moderation.services import counters, decisions, reader_reports, sealing, takedowns, withdrawals
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def shown(session, article, moderator):
    return factories.published(session, article, moderator)


def report(session, comment, key="a" * 64, text="", at=NOW):
    made = reader_reports.report(
        session, comment, reason_code="insulting", text=text, address_key=key, now=at
    )
    session.commit()
    return made


def waiting(session, tally) -> int:
    assert counters.wrong_counters(session) == []
    return comment_queries.counts(session)[tally]


def take_down(session, comment, actor):
    decision = Decision(
        action=CommentAction.TAKE_DOWN, seen_version=comment.version, reason_code="insulting"
    )
    decisions.decide(session, comment, decision, actor=actor, now=NOW + MINUTE, settling=MINUTE)


def test_one_address_reports_a_comment_once_and_the_version_stays(session, shown):
    version = shown.version
    first = report(session, shown)
    second, other = report(session, shown), report(session, shown, "b" * 64, at=NOW + MINUTE)

    assert (first.id == second.id, first.id == other.id) == (True, False)
    assert (shown.version, shown.reported_at) == (version, NOW)
    assert waiting(session, Tally.REPORTED) == 1


def test_keeping_a_comment_settles_its_reports(session, shown, moderator):
    report(session, shown)

    assert reader_reports.keep(session, shown, actor=moderator, now=NOW) == 1
    assert reader_reports.keep(session, shown, actor=moderator, now=NOW) == 0

    assert (shown.reported_at, waiting(session, Tally.REPORTED)) == (None, 0)


def test_taking_down_settles_reports_and_requests_and_undo_opens_both(session, shown, moderator):
    made, request = report(session, shown), factories.takedown(session, shown, moderator)
    take_down(session, shown, moderator)
    session.refresh(made)
    session.refresh(request)
    ended = (made.settled_at, request.done_at, request.done_by_id)
    ends = (waiting(session, Tally.REPORTED), waiting(session, Tally.TAKEDOWNS))

    decisions.undo(session, shown, seen_version=shown.version, actor=moderator, now=NOW + MINUTE)

    session.refresh(request)
    assert ended == (NOW + MINUTE, NOW + MINUTE, moderator.id)
    assert (ends, shown.reported_at, request.done_at) == ((0, 0), NOW, None)
    assert (waiting(session, Tally.REPORTED), waiting(session, Tally.TAKEDOWNS)) == (1, 1)


def test_what_is_not_on_the_page_is_not_reported(session, article):
    with pytest.raises(IllegalTransition):
        report(session, factories.comment(session, article))


def test_covering_seals_reports_and_requests_and_ends_them(session, shown, moderator, tools):
    made = report(session, shown, text="Người ký là ông Sáu.")
    request = factories.takedown(session, shown, moderator, requester="Bà Bảy")
    sealing.cover(
        session, shown, seen_version=shown.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.commit()

    session.refresh(made)
    session.refresh(request)
    assert (made.text, made.reason_code, request.requester, request.legal_basis) == ("",) * 4
    assert (waiting(session, Tally.REPORTED), waiting(session, Tally.TAKEDOWNS)) == (0, 0)
    with pytest.raises(NotFound):
        takedowns.load_for_change(session, request.id)


def test_uncovering_gives_the_words_back(session, shown, moderator, confidential_officer, tools):
    report(session, shown, text="Người ký là ông Sáu.")
    factories.takedown(session, shown, moderator, requester="Bà Bảy")
    seal = {"seal": tools.seal, "now": NOW}
    sealing.cover(session, shown, seen_version=shown.version, actor=moderator, **seal)
    sealing.uncover(session, shown, seen_version=shown.version, actor=confidential_officer, **seal)
    session.commit()

    assert session.query(ReaderReport).one().text == "Người ký là ông Sáu."
    assert session.query(Takedown).one().requester == "Bà Bảy"
    assert waiting(session, Tally.REPORTED) == 0


def test_a_withdrawn_comment_leaves_nothing_to_do(session, shown, moderator):
    report(session, shown)
    factories.takedown(session, shown, moderator)

    withdrawals.withdraw(session, shown, now=NOW)

    assert (waiting(session, Tally.REPORTED), waiting(session, Tally.TAKEDOWNS)) == (0, 0)


def carry_out(session, request, comment, actor, **more):
    given = {
        "seen_version": request.version, "reason_code": "unlawful", "reason_text": "",
        "actor": actor, "now": NOW, "settling": timedelta(0),
    }  # fmt: skip
    return takedowns.carry_out(session, request, comment, **{**given, **more})


def test_a_request_that_is_carried_out_takes_the_comment_down_with_a_reason(
    session, shown, moderator
):
    request = factories.takedown(session, shown, moderator)
    with pytest.raises(Invalid):
        carry_out(session, request, shown, moderator, reason_code=None)

    carry_out(session, request, shown, moderator)

    session.refresh(request)
    assert (shown.state, shown.reason_code) == (CommentState.TAKEN_DOWN, "unlawful")
    assert (request.done_at, waiting(session, Tally.TAKEDOWNS)) == (NOW, 0)
    with pytest.raises(StaleVersion):
        carry_out(session, request, shown, moderator, seen_version=1)


def test_restoring_keeps_the_row_of_the_register(session, shown, moderator):
    request = factories.takedown(session, shown, moderator)
    carry_out(session, request, shown, moderator)
    restore = Decision(action=CommentAction.RESTORE, seen_version=shown.version)

    decisions.decide(session, shown, restore, actor=moderator, now=NOW + MINUTE)

    session.refresh(request)
    assert (shown.state, request.done_at) == (CommentState.PUBLISHED, NOW)


def test_a_request_is_declined_with_a_why_and_the_comment_stays(session, shown, moderator):
    request = factories.takedown(session, shown, moderator)
    given = {"seen_version": request.version, "actor": moderator, "now": NOW}
    with pytest.raises(Invalid):
        takedowns.decline(session, request, "", **given)

    takedowns.decline(session, request, "Phê bình đúng mực.", **given)

    assert (shown.state, request.done_at) == (CommentState.PUBLISHED, NOW)
    assert waiting(session, Tally.TAKEDOWNS) == 0
    given["seen_version"] = request.version
    with pytest.raises(IllegalTransition):
        takedowns.decline(session, request, "Lần nữa.", **given)


def test_the_paper_of_an_oral_order_may_come_after_it_was_done(session, shown, moderator):
    request = factories.takedown(
        session, shown, moderator, ordered_by="Ông Ba, phó phòng", confirm_by=NOW
    )
    carry_out(session, request, shown, moderator)
    session.refresh(request)
    given = {"actor": moderator, "now": NOW + MINUTE}

    takedowns.confirm(session, request, "12/CV", seen_version=request.version, **given)

    assert (request.confirmed_at, request.document_number) == (NOW + MINUTE, "12/CV")
    with pytest.raises(IllegalTransition):
        takedowns.confirm(session, request, "13/CV", seen_version=request.version, **given)
