"""What can happen to a comment: states, actions and the one table that joins them.

The states are those reachable today; a later release adds its own (docs/adr/0004). People decide:
no action here belongs to a machine except `SUBMIT`.
"""

from enum import StrEnum

from moderation.domain.errors import IllegalTransition


class CommentState(StrEnum):
    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    TAKEN_DOWN = "taken_down"
    SEALED = "sealed"
    CONVERTED = "converted"


class CommentAction(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    MARK_SPAM = "mark_spam"
    REQUEUE = "requeue"
    TAKE_DOWN = "take_down"
    RESTORE = "restore"
    COVER = "cover"
    UNCOVER = "uncover"
    CONVERT = "convert"


_S, _A = CommentState, CommentAction

#: action -> {state before: state after}. Whatever is not written here is refused.
TRANSITIONS: dict[CommentAction, dict[CommentState, CommentState]] = {
    _A.APPROVE: {_S.PENDING: _S.PUBLISHED},
    _A.REJECT: {_S.PENDING: _S.REJECTED},
    _A.MARK_SPAM: {_S.PENDING: _S.SPAM},
    _A.REQUEUE: {_S.REJECTED: _S.PENDING, _S.SPAM: _S.PENDING},
    _A.TAKE_DOWN: {_S.PUBLISHED: _S.TAKEN_DOWN},
    _A.RESTORE: {_S.TAKEN_DOWN: _S.PUBLISHED},
    # A denunciation may be recognised late, so it can be covered from everywhere.
    _A.COVER: {state: _S.SEALED for state in _S if state is not _S.SEALED},
    _A.UNCOVER: {_S.SEALED: _S.PENDING},
    _A.CONVERT: {_S.PENDING: _S.CONVERTED},  # it became a complaint
}

#: Actions whose reason is told to the author, so one must be given.
NEEDS_REASON = frozenset({_A.REJECT, _A.TAKE_DOWN})


def move(state: CommentState, action: CommentAction) -> CommentState:
    """The state after `action`. Raises IllegalTransition when the table has no such edge."""
    try:
        return TRANSITIONS[action][state]
    except KeyError:
        raise IllegalTransition(action, state) from None


def actions_from(state: CommentState) -> tuple[CommentAction, ...]:
    """Actions the table allows from `state`, in the table's order; permissions are not
    looked at.
    """
    return tuple(action for action, edges in TRANSITIONS.items() if state in edges)
