"""Clocks that run out: reminders around due dates, and cases whose citizen said nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.domain.chasing import Rung
from moderation.domain.intake import IntakeRules
from moderation.queries import clocks
from moderation.services import chases, pauses


def give_up(session: Session, *, rules: IntakeRules, now: datetime) -> int:
    """Close cases whose citizen had until yesterday to answer; how many. Safe to repeat, the
    caller commits.
    """
    today = now.astimezone(rules.calendar.zone).date()
    expired = clocks.expired_pauses(session, today)
    return sum(pauses.give_up(session, each, rules=rules, now=now) for each in expired)


def remind(session: Session, rungs: Sequence[Rung], *, rules: IntakeRules, now: datetime) -> int:
    """Send the reminders whose time has come; how many. Safe to repeat, the caller commits."""
    return chases.due(session, rungs, rules.calendar, now=now)
