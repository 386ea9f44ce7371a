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


#: action -> state after; every one of them leaves `open` and nothing else.
TRANSITIONS: dict[AppealAction, AppealState] = {
    AppealAction.UPHOLD: AppealState.UPHELD,
    AppealAction.DISMISS: AppealState.DISMISSED,
    AppealAction.LAPSE: AppealState.LAPSED,
}

#: States of a comment that its author may appeal against.
APPEALABLE = frozenset({CommentState.REJECTED, CommentState.SPAM, CommentState.TAKEN_DOWN})


def move(state: AppealState, action: AppealAction) -> AppealState:
    """The state after `action`. Raises IllegalTransition unless the appeal is open."""
    if state is not AppealState.OPEN:
        raise IllegalTransition(action, state)
    return TRANSITIONS[action]


def appealable_until(decided_at: datetime, days: int) -> datetime:
    """The last moment to appeal against what was decided at `decided_at`."""
    return decided_at + timedelta(days=days)
