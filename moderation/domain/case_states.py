"""What can happen to a case and to the assignments in it, as two tables.

A case has exactly one current lead assignment at every moment; a lead that returns its assignment
stays the current one until the coordinator has chosen another.
"""

from enum import StrEnum

from moderation.domain.errors import IllegalTransition


class CaseState(StrEnum):
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"


class CaseAction(StrEnum):
    OPEN = "open"
    START = "start"
    REROUTE = "reroute"
    ANSWER = "answer"
    SEND_BACK = "send_back"
    CLOSE = "close"
    COVER = "cover"


class AssignmentRole(StrEnum):
    LEAD = "lead"
    COORDINATING = "coordinating"


class AssignmentState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class AssignmentAction(StrEnum):
    OFFER = "offer"
    ACCEPT = "accept"
    RETURN = "return"
    ANSWER = "answer"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    COVER = "cover"


_C, _CA = CaseState, CaseAction
_A, _AA = AssignmentState, AssignmentAction

#: action -> {state before: state after}, for cases.
CASE_TRANSITIONS: dict[CaseAction, dict[CaseState, CaseState]] = {
    # Opened again: its complaint was covered, uncovered, and is accepted anew.
    _CA.OPEN: {_C.CLOSED: _C.ASSIGNED},
    _CA.START: {_C.ASSIGNED: _C.IN_PROGRESS},
    _CA.REROUTE: {_C.ASSIGNED: _C.ASSIGNED, _C.IN_PROGRESS: _C.ASSIGNED},
    _CA.ANSWER: {_C.IN_PROGRESS: _C.ANSWERED},
    _CA.SEND_BACK: {_C.ANSWERED: _C.IN_PROGRESS},
    _CA.CLOSE: {_C.ANSWERED: _C.CLOSED},
    _CA.COVER: dict.fromkeys(_C, _C.CLOSED),  # its complaint is a suspected denunciation
}

#: action -> {state before: state after}, for assignments.
ASSIGNMENT_TRANSITIONS: dict[AssignmentAction, dict[AssignmentState, AssignmentState]] = {
    _AA.ACCEPT: {_A.OFFERED: _A.ACCEPTED},
    _AA.RETURN: {_A.OFFERED: _A.RETURNED, _A.ACCEPTED: _A.RETURNED},
    _AA.ANSWER: {_A.OFFERED: _A.ANSWERED, _A.ACCEPTED: _A.ANSWERED},
    _AA.REVISE: {_A.ANSWERED: _A.ACCEPTED},  # the coordinator sent the answer back
    _AA.WITHDRAW: {
        _A.OFFERED: _A.WITHDRAWN,
        _A.ACCEPTED: _A.WITHDRAWN,
        _A.RETURNED: _A.WITHDRAWN,
    },
    _AA.COVER: dict.fromkeys(_A, _A.WITHDRAWN),
}

#: States in which an agency still owes something.
OWING = frozenset({_A.OFFERED, _A.ACCEPTED})


def move_case(state: CaseState, action: CaseAction) -> CaseState:
    """The case's state after `action`. Raises IllegalTransition."""
    try:
        return CASE_TRANSITIONS[action][state]
    except KeyError:
        raise IllegalTransition(action, state) from None


def move_assignment(state: AssignmentState, action: AssignmentAction) -> AssignmentState:
    """The assignment's state after `action`. Raises IllegalTransition."""
    try:
        return ASSIGNMENT_TRANSITIONS[action][state]
    except KeyError:
        raise IllegalTransition(action, state) from None
