"""What can become of an appeal."""

from datetime import datetime, timedelta
from enum import StrEnum

from moderation.domain.comment_states import CommentState
from moderation.domain.errors import IllegalTransition


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"  # the author was right: the comment is published
    DISMISSED = "dismissed"
    LAPSED = "lapsed"  # the comment changed by another way, so there is nothing to decide


class AppealAction(StrEnum):
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    LAPSE = "lapse"
    REVIVE = "revive"  # what made it lapse was taken back, or the author asks again


_S, _A = AppealState, AppealAction

#: action -> {state before: state after}. Whatever is not written here is refused.
TRANSITIONS: dict[AppealAction, dict[AppealState, AppealState]] = {
    _A.UPHOLD: {_S.OPEN: _S.UPHELD},
    _A.DISMISS: {_S.OPEN: _S.DISMISSED},
    _A.LAPSE: {_S.OPEN: _S.LAPSED},
    _A.REVIVE: {_S.LAPSED: _S.OPEN},
}

#: States of a comment that its author may appeal against.
APPEALABLE = frozenset({CommentState.REJECTED, CommentState.SPAM, CommentState.TAKEN_DOWN})


def move(state: AppealState, action: AppealAction) -> AppealState:
    """The state after `action`. Raises IllegalTransition when the table has no such edge."""
    try:
        return TRANSITIONS[action][state]
    except KeyError:
        raise IllegalTransition(action, state) from None


def appealable_until(decided_at: datetime, days: int) -> datetime:
    """The last moment to appeal against what was decided at `decided_at`."""
    return decided_at + timedelta(days=days)
