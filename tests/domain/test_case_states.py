from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.case_states import (
    ASSIGNMENT_TRANSITIONS,
    CASE_RETURNS,
    CASE_TRANSITIONS,
    LEAVES,
    OWING,
    AssignmentAction,
    AssignmentState,
    CaseAction,
    CaseState,
    move_assignment,
    move_case,
)
from moderation.domain.errors import IllegalTransition

#: Every edge there is, spelled out by hand: a slip in a table shows here.
CASE_EDGES = {
    ("closed", "open", "assigned"),
    ("assigned", "start", "in_progress"),
    ("assigned", "reroute", "assigned"),
    ("in_progress", "reroute", "assigned"),
    ("reopened", "reroute", "assigned"),
    ("in_progress", "suspend", "suspended"),
    ("reopened", "suspend", "suspended"),
    ("suspended", "give_up_waiting", "closed"),
    ("in_progress", "submit", "awaiting_approval"),
    ("reopened", "submit", "awaiting_approval"),
    ("awaiting_approval", "approve", "awaiting_approval"),
    ("awaiting_approval", "send_back", "in_progress"),
    ("awaiting_approval", "answer", "answered"),
    ("answered", "close", "closed"),
    ("answered", "reopen", "reopened"),
    ("assigned", "merge", "merged"),
    ("in_progress", "merge", "merged"),
    ("reopened", "merge", "merged"),
    ("assigned", "cover", "closed"),
    ("in_progress", "cover", "closed"),
    ("suspended", "cover", "closed"),
    ("awaiting_approval", "cover", "closed"),
    ("answered", "cover", "closed"),
    ("closed", "cover", "closed"),
    ("reopened", "cover", "closed"),
    ("merged", "cover", "closed"),
}
#: Edges back to the state that was left.
RETURN_EDGES = {
    ("suspended", "resume", "in_progress"),
    ("suspended", "resume", "reopened"),
    ("merged", "unmerge", "assigned"),
    ("merged", "unmerge", "in_progress"),
    ("merged", "unmerge", "reopened"),
}
ASSIGNMENT_EDGES = {
    ("offered", "accept", "accepted"),
    ("offered", "return", "returned"),
    ("accepted", "return", "returned"),
    ("offered", "answer", "answered"),
    ("accepted", "answer", "answered"),
    ("answered", "revise", "accepted"),
    ("offered", "withdraw", "withdrawn"),
    ("accepted", "withdraw", "withdrawn"),
    ("returned", "withdraw", "withdrawn"),
    ("offered", "cover", "withdrawn"),
    ("accepted", "cover", "withdrawn"),
    ("returned", "cover", "withdrawn"),
    ("answered", "cover", "withdrawn"),
    ("withdrawn", "cover", "withdrawn"),
}


def written(table) -> set[tuple[str, str, str]]:
    return {
        (str(before), str(action), str(after))
        for action, edges in table.items()
        for before, after in edges.items()
    }


def test_the_tables_hold_these_edges_and_no_other():
    assert written(CASE_TRANSITIONS) == CASE_EDGES
    assert {
        (str(before), str(action), str(after))
        for action, (before, lefts) in CASE_RETURNS.items()
        for after in lefts
    } == RETURN_EDGES
    assert written(ASSIGNMENT_TRANSITIONS) == ASSIGNMENT_EDGES


@pytest.mark.parametrize(("state", "action"), list(product(CaseState, CaseAction)))
def test_whatever_is_not_in_the_table_of_cases_is_refused(state, action):
    after = {edge[2] for edge in CASE_EDGES if edge[:2] == (state, action)}

    if after:
        assert {move_case(state, action)} == after
    else:
        with pytest.raises(IllegalTransition, match=f"{action} is not possible from {state}"):
            move_case(state, action)


@pytest.mark.parametrize(
    ("state", "action", "left"), list(product(CaseState, CASE_RETURNS, [None, *CaseState]))
)
def test_a_case_goes_back_to_the_state_it_left_and_to_no_other(state, action, left):
    if (state, action, left) in RETURN_EDGES:
        assert move_case(state, action, left) is left
    else:
        with pytest.raises(IllegalTransition):
            move_case(state, action, left)


def test_what_may_be_returned_to_is_what_can_be_left():
    for action, (before, lefts) in CASE_RETURNS.items():
        leaving = {
            state
            for leave in LEAVES
            for state, after in CASE_TRANSITIONS[leave].items()
            if after is before
        }
        assert lefts == leaving, action


@pytest.mark.parametrize(("state", "action"), list(product(AssignmentState, AssignmentAction)))
def test_whatever_is_not_in_the_table_of_assignments_is_refused(state, action):
    after = {edge[2] for edge in ASSIGNMENT_EDGES if edge[:2] == (state, action)}

    if after:
        assert {move_assignment(state, action)} == after
    else:
        with pytest.raises(IllegalTransition, match=f"{action} is not possible from {state}"):
            move_assignment(state, action)


@given(st.lists(st.sampled_from(CaseAction), max_size=30))
def test_a_closed_case_is_opened_again_and_nothing_else(walk):
    state = CaseState.ASSIGNED
    for action in walk:
        if state in CASE_TRANSITIONS.get(action, {}):
            before, state = state, move_case(state, action)
            if before is CaseState.CLOSED:
                assert action in (CaseAction.OPEN, CaseAction.COVER)


@given(st.lists(st.sampled_from(AssignmentAction), max_size=30))
def test_what_is_withdrawn_stays_withdrawn(walk):
    state = AssignmentState.OFFERED
    for action in walk:
        before = state
        if state in ASSIGNMENT_TRANSITIONS.get(action, {}):
            state = move_assignment(state, action)
        if before is AssignmentState.WITHDRAWN:
            assert state is AssignmentState.WITHDRAWN


def test_an_agency_owes_what_it_was_offered_until_it_answers_or_returns():
    assert {str(state) for state in OWING} == {"offered", "accepted"}
