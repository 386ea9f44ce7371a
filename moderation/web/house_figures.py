"""The monthly figures the public reads, remembered for an hour: counting them reads a year of
comments, and nobody needs them to the minute.
"""

import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from moderation.domain.figure_periods import last_months
from moderation.queries import figures as figure_queries
from moderation.queries.figures import By, Figures, Scope
from moderation.web.context import now, settings, today

_KEPT = timedelta(hours=1)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class HouseFigures:
    """A year of months, the latest first, and when they were counted."""

    months: list[tuple[date, Figures]]
    counted_at: datetime


@dataclass(slots=True)
class _Memory:
    """While one request counts, the others read what was counted before."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: HouseFigures | None = None


def register(app: Flask) -> None:
    """Give the app its memory of the figures."""
    app.extensions["house_figures"] = _Memory()


def monthly(session: Session) -> HouseFigures:
    """The figures of the last twelve months, an hour old at most, or a little more while somebody
    counts them anew.
    """
    memory = cast(_Memory, current_app.extensions["house_figures"])
    known = memory.kept
    if known and now() - known.counted_at < _KEPT:
        return known
    if not memory.lock.acquire(blocking=known is None):
        return cast(HouseFigures, known)
    try:
        if memory.kept is known:  # nobody did it while this request waited
            memory.kept = _counted(session)
        return cast(HouseFigures, memory.kept)
    finally:
        memory.lock.release()


def _counted(session: Session) -> HouseFigures:
    months = last_months(today(), _MONTHS, settings().zone)
    found = figure_queries.by(session, Scope(periods=months.edges), By.PERIOD)
    rows = [(first, found.get(number)) for number, first in enumerate(months.first)]
    begun = next((place for place, (_, row) in enumerate(rows) if row), len(rows) - 1)
    shown = [(first, row or Figures(received=0)) for first, row in rows[begun:]]
    return HouseFigures(shown[::-1], now())
