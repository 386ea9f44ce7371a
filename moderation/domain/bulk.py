"""Deciding about many comments at once: which of them are left out, and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from moderation.domain.comment_states import TRANSITIONS, CommentAction, CommentState
from moderation.domain.errors import Invalid
from moderation.domain.pages import LARGEST_ID

#: Comments in one batch, which is one transaction: a page of fifty, and the overdue ones before it.
MOST = 100

#: What can be done to many at once; everything else deserves a look at the one comment.
ACTIONS = (
    CommentAction.APPROVE,
    CommentAction.REJECT,
    CommentAction.MARK_SPAM,
    CommentAction.REQUEUE,
    CommentAction.RELEASE,
)


class Omission(StrEnum):
    """Why one comment is left out while the others go on."""

    GONE = "gone"  # not there, or covered
    STALE = "stale"  # somebody changed it after it was chosen
    ILLEGAL = "illegal"  # the action leads nowhere from its state
    NEEDS_SECOND = "needs_second"  # a sensitive article: two people approve, one by one
    ASKED_BY_ANOTHER = "asked_by_another"  # it waits for an opinion, and for who asked
    TOO_LATE = "too_late"  # to be undone
    NOT_YOURS = "not_yours"  # to be undone


@dataclass(frozen=True, slots=True)
class Pick:
    """A comment somebody chose, in the version they saw; written as `id-version`."""

    comment_id: int
    version: int

    def __str__(self) -> str:
        return f"{self.comment_id}-{self.version}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid for anything `str(pick)` does not write."""
        comment_id, _, version = text.partition("-")
        if not (comment_id.isdecimal() and version.isdecimal() and len(text) <= 40):
            raise Invalid("not a chosen comment", field="pick")
        pick = cls(int(comment_id), int(version))
        if str(pick) != text or pick.comment_id > LARGEST_ID:
            raise Invalid("not a chosen comment", field="pick")
        return pick


def picks(texts: list[str]) -> list[Pick]:
    """Chosen comments, each once, in order. Raises Invalid for more than MOST."""
    chosen = {pick.comment_id: pick for pick in map(Pick.parse, texts)}
    if len(chosen) > MOST:
        raise Invalid(f"more than {MOST} comments", field="pick")
    return list(chosen.values())


def omission(
    state: CommentState, version: int, pick: Pick, action: CommentAction, *, needs_second: bool
) -> Omission | None:
    """Why `action` can't be done to a comment in `state`; `needs_second`: an approval would be the
    first of two.
    """
    if state is CommentState.SEALED:
        return Omission.GONE
    if version != pick.version:
        return Omission.STALE
    if state not in TRANSITIONS[action]:
        return Omission.ILLEGAL
    if action is CommentAction.APPROVE and needs_second:
        return Omission.NEEDS_SECOND
    return None
