"""How long a comment may wait: the promise of the settings, in office hours."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from moderation.web.context import intake_rules, now, settings

#: When so much of the promise is used up, the clock warns.
_SOON = 0.75


@dataclass(frozen=True, slots=True)
class Promise:
    """What came in until `late` has waited longer than promised, what came in until `soon` nearly
    so: worked out once a page, so that a card only compares.
    """

    late: datetime
    soon: datetime

    def tone(self, submitted_at: datetime) -> str:
        """The tone of a clock for what came in then; "" while there is time."""
        if submitted_at <= self.late:
            return "late"
        return "wait" if submitted_at <= self.soon else ""


def promise() -> Promise:
    """The promise at the moment of this request."""
    if "promise" not in g:
        calendar, hours = intake_rules().calendar, settings().approval_promise
        g.promise = Promise(
            late=calendar.working_hours_before(now(), hours),
            soon=calendar.working_hours_before(now(), hours * _SOON),
        )
    return g.promise  # type: ignore[no-any-return]  # what flask.g holds is untyped
