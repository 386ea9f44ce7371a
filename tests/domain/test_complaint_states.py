from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.complaint_states import (
    CONFIDENTIAL,
    DECISIONS,
    MAY_BE_PUBLIC,
    NEEDS_REASON,
    TRANSITIONS,
    ComplaintAction,
    ComplaintKind,
    ComplaintState,
    actions_from,
    move,
)
from moderation.domain.errors import IllegalTransition

#: Every edge there is, spelled out by hand: a slip in the table shows here.
EDGES = {
    ("received", "ask", "needs_info"),
    ("needs_info", "answer", "received"),
    ("accepted", "ask", "accepted"),
    ("accepted", "answer", "accepted"),
    ("needs_info", "give_up_waiting", "refused"),
    ("received", "accept", "accepted"),
    ("needs_info", "accept", "accepted"),
    ("received", "refuse", "refused"),
    ("needs_info", "refuse", "refused"),
    ("received", "redirect", "redirected"),
    ("needs_info", "redirect", "redirected"),
    ("received", "guide", "guided"),
    ("needs_info", "guide", "guided"),
    ("received", "hand_to_police", "redirected"),
    ("needs_info", "hand_to_police", "redirected"),
    ("received", "merge", "merged"),
    ("needs_info", "merge", "merged"),
    ("accepted", "merge", "merged"),
    ("merged", "merge", "merged"),
    ("merged", "promote", "accepted"),
    ("merged", "ask", "merged"),
    ("merged", "answer", "merged"),
    ("received", "withdraw", "withdrawn"),
    ("needs_info", "withdraw", "withdrawn"),
    ("merged", "withdraw", "withdrawn"),
    ("merged", "cover", "covered"),
    ("withdrawn", "cover", "covered"),
    ("received", "cover", "covered"),
    ("needs_info", "cover", "covered"),
    ("accepted", "cover", "covered"),
    ("refused", "cover", "covered"),
    ("redirected", "cover", "covered"),
    ("guided", "cover", "covered"),
    ("covered", "uncover", "received"),
    ("covered", "seal", "sealed"),
}


def test_the_table_holds_these_edges_and_no_other():
    written = {
        (str(before), str(action), str(after))
        for action, edges in TRANSITIONS.items()
        for before, after in edges.items()
    }

    assert written == EDGES


@pytest.mark.parametrize(("state", "action"), list(product(ComplaintState, ComplaintAction)))
def test_whatever_is_not_in_the_table_is_refused(state, action):
    after = {edge[2] for edge in EDGES if edge[:2] == (state, action)}

    if after:
        assert {move(state, action)} == after
    else:
        with pytest.raises(IllegalTransition, match=f"{action} is not possible from {state}"):
            move(state, action)


@pytest.mark.parametrize("left", [None, *ComplaintState])
@pytest.mark.parametrize("state", list(ComplaintState))
def test_what_was_merged_goes_back_to_the_state_it_left(state, left):
    if state == "merged" and left in ("received", "needs_info", "accepted", "merged"):
        assert move(state, ComplaintAction.UNMERGE, left) is left
    else:
        with pytest.raises(IllegalTransition):
            move(state, ComplaintAction.UNMERGE, left)


@given(st.lists(st.sampled_from(ComplaintAction), max_size=30))
def test_what_is_sealed_never_comes_out_and_what_is_covered_only_by_being_uncovered(walk):
    state = ComplaintState.RECEIVED
    for action in walk:
        before = state
        if action in actions_from(state):
            state = move(state, action)
        if before is ComplaintState.SEALED:
            assert state is ComplaintState.SEALED
        elif before is ComplaintState.COVERED and state not in CONFIDENTIAL:
            assert (action, state) == (ComplaintAction.UNCOVER, ComplaintState.RECEIVED)


def test_every_state_can_be_reached_from_a_new_complaint():
    reached = {ComplaintState.RECEIVED}
    for _ in ComplaintState:
        reached |= {move(state, action) for state in reached for action in actions_from(state)}

    assert reached == set(ComplaintState)


@pytest.mark.parametrize("state", sorted(set(ComplaintState) - CONFIDENTIAL))
def test_a_denunciation_recognised_late_can_be_covered_from_everywhere(state):
    assert ComplaintAction.COVER in actions_from(state)


def test_actions_are_named_in_the_order_of_the_table():
    assert actions_from(ComplaintState.COVERED) == (ComplaintAction.UNCOVER, ComplaintAction.SEAL)
    assert actions_from(ComplaintState.SEALED) == ()


def test_what_the_citizen_is_told_about_needs_a_reason():
    assert {str(action) for action in NEEDS_REASON} == {"refuse", "redirect", "guide"}
    assert NEEDS_REASON < DECISIONS


def test_no_decision_of_intake_leads_to_a_case_or_behind_the_seal():
    ends = {after for action in DECISIONS for after in TRANSITIONS[action].values()}

    assert ends & {ComplaintState.ACCEPTED, *CONFIDENTIAL} == set()


def test_statutory_complaints_denunciations_and_crimes_never_become_public():
    private = set(ComplaintKind) - MAY_BE_PUBLIC

    assert {str(kind) for kind in private} == {"khieu_nai", "to_cao", "to_giac"}
