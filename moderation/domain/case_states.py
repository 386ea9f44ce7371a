"""What can happen to a case and to the assignments in it, as tables.

A case has exactly one current lead assignment at every moment; a lead that returns its assignment
stays the current one until the coordinator has chosen another.

`awaiting_approval` is the way of a draft out of the house: the chain of the agency, then the
coordinator. `answered` means that citizens can read it: they rate it, have it opened again, or stay
silent until it is closed. Nothing leaves `closed`, save that a complaint which was covered and
uncovered is accepted anew.
"""

from enum import StrEnum

from moderation.domain.errors import IllegalTransition


class CaseState(StrEnum):
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"  # waiting for the citizen, the clock stands still
    AWAITING_APPROVAL = "awaiting_approval"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"


class CaseAction(StrEnum):
    OPEN = "open"
    START = "start"
    REROUTE = "reroute"
    SUSPEND = "suspend"
    RESUME = "resume"
    GIVE_UP_WAITING = "give_up_waiting"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "unmerge"
    COVER = "cover"


class Outcome(StrEnum):
    """How a case ended; that it is closed does not say that anything was mended."""

    FIXED = "fixed"
    PLANNED = "planned"  # not mended yet, but there is a date
    EXPLAINED = "explained"  # nothing to mend
    NOT_FIXED = "not_fixed"
    NO_INFO = "no_info"  # the citizen was asked and said nothing


class NoteAudience(StrEnum):
    """Who reads a note."""

    AGENCY = "agency"  # one agency, or the coordinators among themselves
    CASE = "case"  # every agency of the case, and the coordinators
    CITIZEN = "citizen"


class PartyOpinionKind(StrEnum):
    OPINION = "opinion"
    PROPOSAL = "proposal"
    REPORT_REQUEST = "report_request"


class CaseLinkKind(StrEnum):
    FOLLOW_UP = "follow_up"
    SPLIT = "split"
    RELATED = "related"


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

#: States in which an office works on a case.
AT_WORK = (_C.ASSIGNED, _C.IN_PROGRESS, _C.REOPENED)
#: States in which a case is not over: its clock may run.
OPEN_STATES = (*AT_WORK, _C.SUSPENDED, _C.AWAITING_APPROVAL)

#: action -> {state before: state after}, for cases.
CASE_TRANSITIONS: dict[CaseAction, dict[CaseState, CaseState]] = {
    # Opened again: its complaint was covered, uncovered, and is accepted anew.
    _CA.OPEN: {_C.CLOSED: _C.ASSIGNED},
    _CA.START: {_C.ASSIGNED: _C.IN_PROGRESS},
    _CA.REROUTE: dict.fromkeys(AT_WORK, _C.ASSIGNED),
    _CA.SUSPEND: dict.fromkeys((_C.IN_PROGRESS, _C.REOPENED), _C.SUSPENDED),
    _CA.GIVE_UP_WAITING: {_C.SUSPENDED: _C.CLOSED},
    _CA.SUBMIT: dict.fromkeys((_C.IN_PROGRESS, _C.REOPENED), _C.AWAITING_APPROVAL),
    _CA.APPROVE: {_C.AWAITING_APPROVAL: _C.AWAITING_APPROVAL},  # one step of the chain
    _CA.SEND_BACK: {_C.AWAITING_APPROVAL: _C.IN_PROGRESS},
    _CA.ANSWER: {_C.AWAITING_APPROVAL: _C.ANSWERED},
    _CA.CLOSE: {_C.ANSWERED: _C.CLOSED},
    _CA.REOPEN: {_C.ANSWERED: _C.REOPENED},
    _CA.MERGE: dict.fromkeys(AT_WORK, _C.MERGED),
    _CA.COVER: dict.fromkeys(_C, _C.CLOSED),  # its complaint is a suspected denunciation
}

#: action -> (state before, states it may return to): back to the one that was left.
CASE_RETURNS: dict[CaseAction, tuple[CaseState, frozenset[CaseState]]] = {
    _CA.RESUME: (_C.SUSPENDED, frozenset({_C.IN_PROGRESS, _C.REOPENED})),
    _CA.UNMERGE: (_C.MERGED, frozenset(AT_WORK)),
}
#: Actions that remember the state they leave.
LEAVES = frozenset({_CA.SUSPEND, _CA.MERGE})

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


def move_case(state: CaseState, action: CaseAction, left: CaseState | None = None) -> CaseState:
    """The case's state after `action`; `left` is the state it goes back to, for those that do.
    Raises IllegalTransition.
    """
    if action in CASE_RETURNS:
        before, after = CASE_RETURNS[action]
        if state is before and left in after:
            return left
        raise IllegalTransition(action, state)
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
