"""When two cases may be taken apart again, and when a citizen may still rate or reopen."""

from datetime import datetime, timedelta
from enum import StrEnum

from moderation.domain.case_states import OPEN_STATES, CaseState


class StaysJoined(StrEnum):
    """Why a merge can't be undone; each has its sentence on screen."""

    UNDONE = "undone"  # it was
    TOO_LATE = "too_late"
    DONE = "done"  # the shared case was answered or is closed
    MOVED_ON = "moved_on"  # the shared case joined another one since
    LEADS = "leads"  # the complaint stands for the shared case by now
    GONE = "gone"  # withdrawn, or not in the case any more


class NotNow(StrEnum):
    """Why a citizen can't rate an answer or have a case opened again; each has its sentence."""

    NOT_ANSWERED = "not_answered"
    TOO_LATE = "too_late"
    RATED = "rated"
    TOO_OFTEN = "too_often"


def stays_joined(
    into: CaseState, joined_at: datetime, *, days: int, now: datetime
) -> StaysJoined | None:
    """Why what joined a case in state `into` stays there; None when it may be undone."""
    if into is CaseState.MERGED:
        return StaysJoined.MOVED_ON
    if into not in OPEN_STATES:
        return StaysJoined.DONE
    return StaysJoined.TOO_LATE if now > joined_at + timedelta(days=days) else None


def rated_until(answered_at: datetime, days: int) -> datetime:
    """The moment from which silence closes a case."""
    return answered_at + timedelta(days=days)


def rating_ended(
    state: CaseState, answered_at: datetime | None, *, days: int, now: datetime
) -> NotNow | None:
    """Why nothing can be said about the answer; None while citizens may."""
    if state is CaseState.CLOSED:
        return NotNow.TOO_LATE
    if state is not CaseState.ANSWERED or answered_at is None:
        return NotNow.NOT_ANSWERED
    return NotNow.TOO_LATE if now > rated_until(answered_at, days) else None
