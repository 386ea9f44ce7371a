"""What can happen to a comment: states, actions and the one table that joins them.

The states are those reachable today; a later release adds its own (docs/adr/0004). People decide:
no action here belongs to a machine except `SUBMIT`, which may hold but never refuses.
"""

from enum import StrEnum

from moderation.domain.errors import IllegalTransition


class CommentState(StrEnum):
    PENDING = "pending"
    HELD = "held"
    ESCALATED = "escalated"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    TAKEN_DOWN = "taken_down"
    CONVERTED = "converted"
    WITHDRAWN = "withdrawn"
    SEALED = "sealed"


class Tally(StrEnum):
    """What is counted with every move, so that no page counts rows: comments by state, and what
    waits beside them.
    """

    PENDING = "pending"
    HELD = "held"
    ESCALATED = "escalated"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    TAKEN_DOWN = "taken_down"
    CONVERTED = "converted"
    WITHDRAWN = "withdrawn"
    SEALED = "sealed"
    REPORTED = "reported"  # published comments that readers reported and nobody looked at since
    APPEALS = "appeals"  # appeals nobody decided
    TAKEDOWNS = "takedowns"  # requests in the register that are not done
    READINGS = "readings"  # decisions waiting for a second reading


class CommentAction(StrEnum):
    SUBMIT = "submit"
    HOLD = "hold"
    RELEASE = "release"
    ENDORSE = "endorse"
    APPROVE = "approve"
    REJECT = "reject"
    MARK_SPAM = "mark_spam"
    ESCALATE = "escalate"
    RECALL = "recall"
    REQUEUE = "requeue"
    TAKE_DOWN = "take_down"
    RESTORE = "restore"
    UPHOLD = "uphold"
    WITHDRAW = "withdraw"
    COVER = "cover"
    UNCOVER = "uncover"
    CONVERT = "convert"


_S, _A = CommentState, CommentAction

#: States in which a moderator still has to decide, in the order of the desk.
UNDECIDED = (_S.PENDING, _S.HELD, _S.ESCALATED)

#: action -> {state before: state after}. Whatever is not written here is refused.
TRANSITIONS: dict[CommentAction, dict[CommentState, CommentState]] = {
    _A.APPROVE: dict.fromkeys(UNDECIDED, _S.PUBLISHED),
    # The first of two approvals under a sensitive article: the comment waits for the second.
    _A.ENDORSE: dict.fromkeys(UNDECIDED, _S.PENDING),
    _A.REJECT: dict.fromkeys(UNDECIDED, _S.REJECTED),
    _A.MARK_SPAM: dict.fromkeys(UNDECIDED, _S.SPAM),
    _A.HOLD: {_S.PENDING: _S.HELD},
    _A.RELEASE: {_S.HELD: _S.PENDING},
    _A.ESCALATE: {_S.PENDING: _S.ESCALATED, _S.HELD: _S.ESCALATED},
    _A.RECALL: {_S.ESCALATED: _S.PENDING},
    _A.REQUEUE: {_S.REJECTED: _S.PENDING, _S.SPAM: _S.PENDING},
    _A.TAKE_DOWN: {_S.PUBLISHED: _S.TAKEN_DOWN},
    _A.RESTORE: {_S.TAKEN_DOWN: _S.PUBLISHED},
    # An appeal was right: by somebody else than who decided first.
    _A.UPHOLD: dict.fromkeys((_S.REJECTED, _S.SPAM, _S.TAKEN_DOWN), _S.PUBLISHED),
    # The author's own: nobody has to agree.
    _A.WITHDRAW: dict.fromkeys((*UNDECIDED, _S.PUBLISHED), _S.WITHDRAWN),
    # A denunciation may be recognised late, so it can be covered from everywhere.
    _A.COVER: {state: _S.SEALED for state in _S if state is not _S.SEALED},
    _A.UNCOVER: {_S.SEALED: _S.PENDING},
    _A.CONVERT: dict.fromkeys(UNDECIDED, _S.CONVERTED),  # it became a complaint
}

#: Actions whose reason is told to the author, so one must be given.
NEEDS_REASON = frozenset({_A.REJECT, _A.TAKE_DOWN})

#: Decisions that can be taken back for a moment. A complaint that was made, a seal that was closed,
#: an opinion that was asked for and an appeal that was answered cannot: somebody else works on.
UNDOABLE = frozenset(
    {
        _A.APPROVE, _A.ENDORSE, _A.REJECT, _A.MARK_SPAM, _A.HOLD, _A.RELEASE, _A.REQUEUE,
        _A.TAKE_DOWN, _A.RESTORE,
    }
)  # fmt: skip

#: Actions that need more than a button and a reason, so each has a form of its own.
OF_OWN_FORMS = frozenset(
    {
        _A.SUBMIT,
        _A.ENDORSE,
        _A.ESCALATE,
        _A.RECALL,
        _A.UPHOLD,
        _A.WITHDRAW,
        _A.COVER,
        _A.UNCOVER,
        _A.CONVERT,
    }
)

#: What an author can say better and send again.
RESENDABLE = frozenset({_S.REJECTED, _S.SPAM, _S.WITHDRAWN})

#: States in which a comment goes on standing for its author until the decision takes effect.
_WAITS_TO_SETTLE = frozenset({_S.PUBLISHED, _S.REJECTED, _S.SPAM})


def move(state: CommentState, action: CommentAction) -> CommentState:
    """The state after `action`. Raises IllegalTransition when the table has no such edge."""
    try:
        return TRANSITIONS[action][state]
    except KeyError:
        raise IllegalTransition(action, state) from None


def undo(state: CommentState, action: CommentAction, before: CommentState) -> CommentState:
    """The state before `action` led from `before` to `state`. Raises IllegalTransition when it did
    not, or when what it set going is not to be stopped any more.
    """
    if action not in UNDOABLE or TRANSITIONS[action].get(before) is not state:
        raise IllegalTransition("undo", state)
    return before


def actions_from(state: CommentState) -> tuple[CommentAction, ...]:
    """Actions the table allows from `state`, in the table's order; permissions are not
    looked at.
    """
    return tuple(action for action, edges in TRANSITIONS.items() if state in edges)


def seen_by_author(state: CommentState, *, is_settled: bool) -> CommentState:
    """What the receipt says. A decision that can still be undone is told to nobody; being held or
    discussed is the house's own matter.
    """
    if state in UNDECIDED or (state in _WAITS_TO_SETTLE and not is_settled):
        return _S.PENDING
    return state
