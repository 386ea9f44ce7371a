"""What can happen to a complaint: kinds, states, actions and the one table that joins them.

The states are those reachable today (docs/adr/0004). A case carries what happens after acceptance:
`case_states`.
"""

from enum import StrEnum

from moderation.domain.errors import IllegalTransition


class ComplaintKind(StrEnum):
    """What the law calls it; each kind has its own lane."""

    PHAN_ANH = "phan_anh"  # report: tells of a situation
    KIEN_NGHI = "kien_nghi"  # recommendation: proposes a solution
    GOP_Y = "gop_y"  # an idea or a question
    KHIEU_NAI = "khieu_nai"  # statutory complaint against a decision: guided, private
    TO_CAO = "to_cao"  # denunciation: the sealed lane
    TO_GIAC = "to_giac"  # crime report: for the police, private


class ComplaintState(StrEnum):
    RECEIVED = "received"
    NEEDS_INFO = "needs_info"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    GUIDED = "guided"
    MERGED = "merged"  # answered with another complaint's case
    WITHDRAWN = "withdrawn"
    COVERED = "covered"
    SEALED = "sealed"


class ComplaintAction(StrEnum):
    SUBMIT = "submit"
    ASK = "ask"
    ANSWER = "answer"
    GIVE_UP_WAITING = "give_up_waiting"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REDIRECT = "redirect"
    GUIDE = "guide"
    HAND_TO_POLICE = "hand_to_police"
    MERGE = "merge"
    UNMERGE = "unmerge"
    PROMOTE = "promote"
    WITHDRAW = "withdraw"
    COVER = "cover"
    UNCOVER = "uncover"
    SEAL = "seal"


_S, _A = ComplaintState, ComplaintAction
_OPEN = (_S.RECEIVED, _S.NEEDS_INFO)

#: action -> {state before: state after}. Whatever is not written here is refused.
TRANSITIONS: dict[ComplaintAction, dict[ComplaintState, ComplaintState]] = {
    # What is accepted stays so: the coordinator asks for an agency, and its clock goes on.
    _A.ASK: {_S.RECEIVED: _S.NEEDS_INFO, _S.ACCEPTED: _S.ACCEPTED, _S.MERGED: _S.MERGED},
    _A.ANSWER: {_S.NEEDS_INFO: _S.RECEIVED, _S.ACCEPTED: _S.ACCEPTED, _S.MERGED: _S.MERGED},
    _A.GIVE_UP_WAITING: {_S.NEEDS_INFO: _S.REFUSED},
    _A.ACCEPT: dict.fromkeys(_OPEN, _S.ACCEPTED),
    _A.REFUSE: dict.fromkeys(_OPEN, _S.REFUSED),
    _A.REDIRECT: dict.fromkeys(_OPEN, _S.REDIRECTED),
    _A.GUIDE: dict.fromkeys(_OPEN, _S.GUIDED),
    _A.HAND_TO_POLICE: dict.fromkeys(_OPEN, _S.REDIRECTED),
    # What is merged already moves on with the case it is in.
    _A.MERGE: dict.fromkeys((*_OPEN, _S.ACCEPTED, _S.MERGED), _S.MERGED),
    # The first complaint of a case is gone; this one stands for it from now on.
    _A.PROMOTE: {_S.MERGED: _S.ACCEPTED},
    _A.WITHDRAW: dict.fromkeys((*_OPEN, _S.MERGED), _S.WITHDRAWN),
    # A denunciation may be recognised late, so it can be covered from everywhere.
    _A.COVER: {state: _S.COVERED for state in _S if state not in (_S.COVERED, _S.SEALED)},
    _A.UNCOVER: {_S.COVERED: _S.RECEIVED},
    _A.SEAL: {_S.COVERED: _S.SEALED},
}

#: action -> (state before, states it may return to): back to the one that was left.
RETURNS: dict[ComplaintAction, tuple[ComplaintState, frozenset[ComplaintState]]] = {
    _A.UNMERGE: (_S.MERGED, frozenset({*_OPEN, _S.ACCEPTED, _S.MERGED})),
}

#: Actions whose reason is told to the citizen, so one must be given.
NEEDS_REASON = frozenset({_A.REFUSE, _A.REDIRECT, _A.GUIDE})
#: What intake decides about a complaint that gets no case; the last without a person.
DECISIONS = frozenset({*NEEDS_REASON, _A.HAND_TO_POLICE, _A.GIVE_UP_WAITING})
#: A case answers it. In each case one is accepted, and the others are merged into it.
IN_A_CASE = frozenset({_S.ACCEPTED, _S.MERGED})
#: What a confidential-lane officer alone may see.
CONFIDENTIAL = frozenset({_S.COVERED, _S.SEALED})
#: Kinds whose words may become public once accepted; the others stay private whatever the category.
MAY_BE_PUBLIC = frozenset({ComplaintKind.PHAN_ANH, ComplaintKind.KIEN_NGHI, ComplaintKind.GOP_Y})


def move(
    state: ComplaintState, action: ComplaintAction, left: ComplaintState | None = None
) -> ComplaintState:
    """The state after `action`; `left` is the state it goes back to, for those that do. Raises
    IllegalTransition when the tables have no such edge.
    """
    if action in RETURNS:
        before, after = RETURNS[action]
        if state is before and left in after:
            return left
        raise IllegalTransition(action, state)
    try:
        return TRANSITIONS[action][state]
    except KeyError:
        raise IllegalTransition(action, state) from None


def actions_from(state: ComplaintState) -> tuple[ComplaintAction, ...]:
    """Actions the table allows from `state`, in the table's order; permissions are not
    looked at.
    """
    return tuple(action for action, edges in TRANSITIONS.items() if state in edges)
