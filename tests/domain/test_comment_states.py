from itertools import product

import pytest

from moderation.domain.comment_states import (
    TRANSITIONS,
    CommentAction,
    CommentState,
    actions_from,
    move,
    seen_by_author,
    undo,
)
from moderation.domain.errors import IllegalTransition

#: Every edge there is, spelled out by hand: a slip in the table shows here.
EDGES = {
    ("pending", "approve", "published"),
    ("held", "approve", "published"),
    ("escalated", "approve", "published"),
    ("pending", "endorse", "pending"),
    ("held", "endorse", "pending"),
    ("escalated", "endorse", "pending"),
    ("pending", "reject", "rejected"),
    ("held", "reject", "rejected"),
    ("escalated", "reject", "rejected"),
    ("pending", "mark_spam", "spam"),
    ("held", "mark_spam", "spam"),
    ("escalated", "mark_spam", "spam"),
    ("pending", "hold", "held"),
    ("held", "release", "pending"),
    ("pending", "escalate", "escalated"),
    ("held", "escalate", "escalated"),
    ("escalated", "recall", "pending"),
    ("rejected", "requeue", "pending"),
    ("spam", "requeue", "pending"),
    ("published", "take_down", "taken_down"),
    ("taken_down", "restore", "published"),
    ("rejected", "uphold", "published"),
    ("spam", "uphold", "published"),
    ("taken_down", "uphold", "published"),
    ("pending", "withdraw", "withdrawn"),
    ("held", "withdraw", "withdrawn"),
    ("escalated", "withdraw", "withdrawn"),
    ("published", "withdraw", "withdrawn"),
    ("pending", "cover", "sealed"),
    ("held", "cover", "sealed"),
    ("escalated", "cover", "sealed"),
    ("published", "cover", "sealed"),
    ("rejected", "cover", "sealed"),
    ("spam", "cover", "sealed"),
    ("taken_down", "cover", "sealed"),
    ("converted", "cover", "sealed"),
    ("withdrawn", "cover", "sealed"),
    ("sealed", "uncover", "pending"),
    ("pending", "convert", "converted"),
    ("held", "convert", "converted"),
    ("escalated", "convert", "converted"),
}

#: What can be taken back: (before, action, after), again by hand.
TAKEN_BACK = {
    edge
    for edge in EDGES
    if edge[1]
    in {
        "approve", "endorse", "reject", "mark_spam", "hold", "release", "requeue", "take_down",
        "restore",
    }
}  # fmt: skip


def test_the_table_holds_these_edges_and_no_other():
    written = {
        (str(before), str(action), str(after))
        for action, edges in TRANSITIONS.items()
        for before, after in edges.items()
    }

    assert written == EDGES


@pytest.mark.parametrize(("state", "action"), list(product(CommentState, CommentAction)))
def test_whatever_is_not_in_the_table_is_refused(state, action):
    after = {edge[2] for edge in EDGES if edge[:2] == (state, action)}

    if after:
        assert {move(state, action)} == after
    else:
        with pytest.raises(IllegalTransition, match=f"{action} is not possible from {state}"):
            move(state, action)


def test_every_state_can_be_reached_from_a_new_comment():
    reached = {CommentState.PENDING}
    for _ in CommentState:
        reached |= {move(state, action) for state in reached for action in actions_from(state)}

    assert reached == set(CommentState)


def test_a_sealed_comment_leaves_only_by_being_uncovered():
    assert actions_from(CommentState.SEALED) == (CommentAction.UNCOVER,)


def test_undo_leads_back_along_the_edge_that_was_taken_and_no_other():
    led_back = set()
    for before, action, after in product(CommentState, CommentAction, CommentState):
        try:
            assert undo(after, action, before) is before
            led_back.add((before, action, after))
        except IllegalTransition:
            continue

    assert led_back == TAKEN_BACK


@pytest.mark.parametrize("state", CommentState)
def test_an_author_learns_a_decision_when_it_has_taken_effect(state):
    waits = {"held", "escalated"}
    until_settled = {"published", "rejected", "spam"}

    assert seen_by_author(state, is_settled=True) == ("pending" if state in waits else state)
    assert seen_by_author(state, is_settled=False) == (
        "pending" if state in waits | until_settled else state
    )
