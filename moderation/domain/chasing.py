"""When the house reminds by itself, and whom: a step higher the later it gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from moderation.domain.working_calendar import WorkingCalendar


class Step(StrEnum):
    """Who is reminded; whoever stands below is told too."""

    OFFICER = "officer"
    LEADER = "leader"
    COORDINATOR = "coordinator"
    COMMITTEE = "committee"  # the Office of the People's Committee; the Party side is informed


STEPS = tuple(Step)


@dataclass(frozen=True, slots=True)
class Rung:
    """A reminder `days` working days after the due date (negative: before it); of an urgent case,
    hours.
    """

    days: int
    step: Step


#: Hours around the end of an urgent case's term, day and night.
URGENT = (
    Rung(-4, Step.OFFICER),
    Rung(0, Step.LEADER),
    Rung(4, Step.COORDINATOR),
    Rung(12, Step.COMMITTEE),
)
#: Local hour from which on the house reminds of what is not urgent: nobody is told at night.
FIRST_HOUR = 7


def ladder(settings: Sequence[str]) -> tuple[Rung, ...]:
    """The rungs of a setting such as ("-1", "1", "3", "5"), earliest first: each later one is a
    step higher, the last step holds for all that follow. Raises ValueError for what is no number.
    """
    days = sorted({int(each) for each in settings})
    return tuple(Rung(each, STEPS[min(n, len(STEPS) - 1)]) for n, each in enumerate(days))


def reached(
    rungs: Sequence[Rung], due_on: date, today: date, calendar: WorkingCalendar
) -> Rung | None:
    """The highest rung whose day has come; one that was missed is not made up for."""
    passed = calendar.working_days_between(due_on, today)
    return next(
        (rung for rung in reversed(rungs) if _is_reached(rung, passed, due_on, today)), None
    )


def reached_urgent(due_at: datetime, now: datetime) -> Rung | None:
    """The highest rung of URGENT whose hour has come."""
    hours = (now - due_at) / timedelta(hours=1)
    return next((rung for rung in reversed(URGENT) if rung.days <= hours), None)


def _is_reached(rung: Rung, passed: int, due_on: date, today: date) -> bool:
    return rung.days <= passed and (rung.days <= 0 or today > due_on)
