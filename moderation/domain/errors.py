"""Named errors of the domain. `moderation/web/errors.py` turns each into one HTTP status."""

from enum import StrEnum


class DomainError(Exception):
    """Base of every rule broken by input or by timing; never raised itself."""


class SettingsError(DomainError):
    """The process must not start with these settings; the text says why, for an operator."""


class NotFound(DomainError):
    """Not there, or not for this person: both look the same from outside."""


class NotAllowed(DomainError):
    """The person is known and lacks the permission."""


class Refusal(StrEnum):
    """Rules about who may decide what when; each has its sentence on screen."""

    ASKED_BY_ANOTHER = "asked_by_another"  # only who asked for an opinion decides, or the heads
    SAME_APPROVER = "same_approver"  # the second approval is somebody else's
    HELD_LONG_ENOUGH = "held_long_enough"  # an unverified claim is decided in the end
    OWN_QUESTION = "own_question"  # an opinion is somebody else's


class Refused(NotAllowed):
    """The person may do such things, but not this one now; `why` is told to them."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


class OwnDecision(NotAllowed):
    """Somebody is asked to look again at what they decided themselves."""


class Invalid(DomainError):
    """A value is unusable; `field` names it where one field is to blame."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class IllegalTransition(DomainError):
    """The action does not lead anywhere from the present state."""

    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"{action} is not possible from {state}")
        self.action = action
        self.state = state


class StaleVersion(DomainError):
    """Somebody else changed the row after this person saw it."""

    def __init__(self, *, seen: int, current: int) -> None:
        super().__init__(f"version {seen} was seen, {current} is current")
        self.seen = seen
        self.current = current


class TooMany(DomainError):
    """A limit was reached; try again after `retry_after` seconds (>= 1)."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = max(1, retry_after)
