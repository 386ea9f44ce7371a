from itertools import product

import pytest

from moderation.domain.comment_states import (
    TRANSITIONS,
    CommentAction,
    CommentState,
    actions_from,
    move,
)
from moderation.domain.errors import IllegalTransition

#: Every edge there is, spelled out by hand: a slip in the table shows here.
EDGES = {
    ("pending", "approve", "published"),
    ("pending", "reject", "rejected"),
    ("pending", "mark_spam", "spam"),
    ("rejected", "requeue", "pending"),
    ("spam", "requeue", "pending"),
    ("published", "take_down", "taken_down"),
    ("taken_down", "restore", "published"),
    ("pending", "cover", "sealed"),
    ("published", "cover", "sealed"),
    ("rejected", "cover", "sealed"),
    ("spam", "cover", "sealed"),
    ("taken_down", "cover", "sealed"),
    ("converted", "cover", "sealed"),
    ("sealed", "uncover", "pending"),
    ("pending", "convert", "converted"),
}


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
