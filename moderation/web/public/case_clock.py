"""What a citizen reads about the date of their case: stood still, extended, and why."""

from dataclasses import dataclass

from models import CaseExtension, CaseFile, CasePause
from moderation.queries import clocks
from moderation.web.context import session


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The pause that waits for the citizen, and the extension that was granted."""

    running: CasePause | None
    granted: CaseExtension | None


def of(case: CaseFile | None) -> CaseClock | None:
    """The clock of a case; None without one."""
    if case is None:
        return None
    held = clocks.held(session(), case.id)
    return CaseClock(held.running(case.state), held.granted)
