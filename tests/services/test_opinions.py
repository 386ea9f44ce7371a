from datetime import timedelta

import pytest

from models import Event, Opinion
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.errors import IllegalTransition, Invalid, NotAllowed, Refusal, Refused
from moderation.domain.permissions import Role
from moderation.queries import opinions as opinion_queries
from moderation.services import conversions, counters, decisions, opinions, withdrawals
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def waiting(session, article):
    return factories.comment(session, article)


@pytest.fixture
def chief(session):
    return factories.person(session, Role.CHIEF_EDITOR, "Thanh Bình")


@pytest.fixture
def other(session):
    return factories.person(session, Role.MODERATOR, "Quang Huy")


@pytest.fixture
def asked(session, waiting, moderator):
    return ask(session, waiting, moderator)


def ask(session, comment, actor, of=Role.PROPAGANDA_OFFICER, question="Có đúng quy định không?"):
    made = opinions.escalate(
        session, comment, question, asked_of=of, seen_version=comment.version, actor=actor, now=NOW
    )
    session.commit()
    return made


def decide(session, comment, actor, action=CommentAction.APPROVE, **more):
    decision = Decision(action=action, seen_version=comment.version, **more)
    return decisions.decide(session, comment, decision, actor=actor, now=NOW)


def actions(session):
    return [event.action for event in session.query(Event).order_by(Event.id)]


def test_a_question_waits_with_those_who_are_asked(session, waiting, asked, propaganda_officer):
    to_give = opinion_queries.to_give(session, Role.PROPAGANDA_OFFICER, propaganda_officer.id)

    assert waiting.state is CommentState.ESCALATED
    assert [(row.question, row.asker_name) for row in to_give] == [
        ("Có đúng quy định không?", "Minh Thu")
    ]
    assert opinion_queries.to_give(session, Role.CHIEF_EDITOR, 0) == []
    assert counters.wrong_counters(session) == []


def test_an_opinion_returns_to_the_asker_who_decides(
    session, waiting, asked, moderator, propaganda_officer
):
    opinions.give(session, waiting, "Được đăng.", actor=propaganda_officer, now=NOW)

    returned = opinion_queries.came_back(session, moderator.id)
    decide(session, waiting, moderator)

    assert [(row.opinion, row.giver_name) for row in returned] == [("Được đăng.", "Minh Thu")]
    assert waiting.state is CommentState.PUBLISHED
    assert opinion_queries.came_back(session, moderator.id) == []
    assert "opine" in actions(session)


def test_an_opinion_changes_no_state(session, waiting, asked, propaganda_officer):
    opinions.give(session, waiting, "Được đăng.", actor=propaganda_officer, now=NOW)

    assert waiting.state is CommentState.ESCALATED


def test_only_the_role_that_was_asked_answers(session, waiting, asked, chief):
    with pytest.raises(NotAllowed):
        opinions.give(session, waiting, "a", actor=chief, now=NOW)


def test_nobody_answers_their_own_question(session, waiting, chief):
    ask(session, waiting, chief, of=Role.CHIEF_EDITOR)

    with pytest.raises(Refused) as refusal:
        opinions.give(session, waiting, "a", actor=chief, now=NOW)
    assert refusal.value.why is Refusal.OWN_QUESTION


def test_a_question_is_answered_once(session, waiting, asked, propaganda_officer):
    opinions.give(session, waiting, "a", actor=propaganda_officer, now=NOW)

    with pytest.raises(IllegalTransition):
        opinions.give(session, waiting, "b", actor=propaganda_officer, now=NOW)


@pytest.mark.parametrize(
    ("of", "question", "field"),
    [(Role.MODERATOR, "a", "asked_of"), (Role.CHIEF_EDITOR, "", "question")],
)
def test_a_question_is_one_and_goes_to_those_who_give_opinions(
    session, waiting, moderator, of, question, field
):
    with pytest.raises(Invalid) as problem:
        ask(session, waiting, moderator, of, question)
    assert problem.value.field == field


@pytest.mark.parametrize("action", [CommentAction.APPROVE, CommentAction.REJECT])
def test_others_do_not_decide_while_somebody_waits_for_an_opinion(
    session, waiting, asked, other, action
):
    with pytest.raises(Refused) as refusal:
        decide(session, waiting, other, action, reason_text="a")
    assert refusal.value.why is Refusal.ASKED_BY_ANOTHER
    assert waiting.state is CommentState.ESCALATED


def test_nor_do_they_turn_it_into_a_complaint(session, waiting, asked, other, rules):
    with pytest.raises(Refused):
        conversions.convert(
            session, waiting, seen_version=waiting.version, rules=rules, actor=other, now=NOW
        )


def test_the_heads_decide_although_somebody_else_asked(
    session, article, moderator, chief, administrator
):
    for head in (chief, administrator):
        comment = factories.comment(session, article)
        ask(session, comment, moderator)

        decide(session, comment, head)

        assert comment.state is CommentState.PUBLISHED


def test_taking_the_decision_back_opens_the_question_again(session, waiting, asked, moderator):
    decide(session, waiting, moderator)

    decisions.undo(session, waiting, seen_version=waiting.version, actor=moderator, now=NOW)

    assert waiting.state is CommentState.ESCALATED
    assert opinion_queries.still_out(session, moderator.id)[0].id == asked.id


def test_a_question_taken_back_waits_with_nobody(session, waiting, asked, moderator, other):
    with pytest.raises(Refused):
        opinions.recall(session, waiting, seen_version=waiting.version, actor=other, now=NOW)
    opinions.recall(session, waiting, seen_version=waiting.version, actor=moderator, now=NOW)

    assert waiting.state is CommentState.PENDING
    assert session.get(Opinion, asked.id, populate_existing=True).closed_at == NOW
    decide(session, waiting, other)
    assert waiting.state is CommentState.PUBLISHED


def test_under_a_sensitive_article_two_people_approve(session, article, waiting, moderator, other):
    article.is_sensitive = True
    session.commit()

    decide(session, waiting, moderator)
    first = (waiting.state, waiting.endorsed_by_id)
    with pytest.raises(Refused) as refusal:
        decide(session, waiting, moderator)
    decide(session, waiting, other)

    assert first == (CommentState.PENDING, moderator.id)
    assert refusal.value.why is Refusal.SAME_APPROVER
    assert waiting.state is CommentState.PUBLISHED
    assert [name for name in actions(session) if name in ("endorse", "approve")] == [
        "endorse",
        "approve",
    ]
    assert counters.wrong_counters(session) == []


def test_masks_of_the_first_approval_are_those_of_the_second(session, article, moderator, other):
    article.is_sensitive = True
    comment = factories.comment(session, article, content="Gọi 0900 000 301 nhé")

    decide(session, comment, moderator, masks=())
    decide(session, comment, other)

    assert (comment.masks, comment.public_content) == ("[]", None)


def test_one_person_is_enough_not_to_publish(session, article, waiting, moderator):
    article.is_sensitive = True
    session.commit()

    decide(session, waiting, moderator, CommentAction.REJECT, reason_text="a")

    assert waiting.state is CommentState.REJECTED


def test_back_in_the_queue_the_two_approvals_begin_anew(
    session, article, waiting, moderator, other
):
    article.is_sensitive = True
    session.commit()
    decide(session, waiting, moderator)
    decide(session, waiting, other, CommentAction.REJECT, reason_text="a")

    decide(session, waiting, other, CommentAction.REQUEUE)

    assert waiting.endorsed_by_id is None


def test_an_endorsement_taken_back_leaves_no_trace_in_the_counters(
    session, article, waiting, moderator
):
    article.is_sensitive = True
    session.commit()
    decide(session, waiting, moderator)

    decisions.undo(session, waiting, seen_version=waiting.version, actor=moderator, now=NOW)

    assert waiting.endorsed_by_id is None
    assert counters.wrong_counters(session) == []


@pytest.fixture
def rule(session):
    from moderation.domain.settings import Settings
    from moderation.queries import holds

    factories.calendar(session)
    return holds.rule(session, Settings())


def hold(session, comment, actor, rule, code="unverified_claim", now=NOW):
    decision = Decision(action=CommentAction.HOLD, seen_version=comment.version, hold_code=code)
    return decisions.decide(session, comment, decision, actor=actor, now=now, hold_rule=rule)


def test_an_unverified_claim_is_held_for_two_working_days(session, waiting, moderator, rule):
    """The 24th is a day off."""
    hold(session, waiting, moderator, rule)

    assert waiting.state is CommentState.HELD
    assert waiting.decide_by.isoformat() == "2026-11-26"


def test_holding_for_another_reason_has_no_end(session, waiting, moderator, rule):
    hold(session, waiting, moderator, rule, code=None)

    assert (waiting.hold_code, waiting.decide_by) == (None, None)


def test_holding_again_begins_no_new_days_and_ends(session, waiting, moderator, rule):
    hold(session, waiting, moderator, rule)
    decide(session, waiting, moderator, CommentAction.RELEASE)
    hold(session, waiting, moderator, rule, now=NOW + timedelta(days=1))
    decide(session, waiting, moderator, CommentAction.RELEASE)

    with pytest.raises(Refused) as refusal:
        hold(session, waiting, moderator, rule, code=None, now=NOW + timedelta(days=4))

    assert refusal.value.why is Refusal.HELD_LONG_ENOUGH
    assert waiting.decide_by.isoformat() == "2026-11-26"


def test_taking_a_hold_back_takes_its_last_day_back(session, waiting, moderator, rule):
    hold(session, waiting, moderator, rule)

    decisions.undo(session, waiting, seen_version=waiting.version, actor=moderator, now=NOW)

    assert (waiting.state, waiting.hold_code, waiting.decide_by) == (
        CommentState.PENDING,
        None,
        None,
    )


def test_what_is_called_false_names_its_source(session, waiting, moderator):
    false = {"action": CommentAction.REJECT, "reason_code": "refuted"}
    with pytest.raises(Invalid) as problem:
        decide(session, waiting, moderator, **false, reason_text="Sai sự thật.")
    assert problem.value.field == "reason_text"

    decide(session, waiting, moderator, **false, reason_text="Xem 12/TB-UBND ngày 20/11/2026.")

    assert waiting.state is CommentState.REJECTED


def test_nobody_waits_for_opinions_about_what_its_author_withdrew(session, waiting, asked):
    withdrawals.withdraw(session, waiting, now=NOW)

    [row] = opinion_queries.of_comment(session, waiting.id)
    assert row.closed_at == NOW
