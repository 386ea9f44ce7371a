"""What intake promises and by which rules: the same for the form, the desk and an import."""

from dataclasses import dataclass
from datetime import date, datetime

from moderation.domain.taxonomy import Taxonomy
from moderation.domain.working_calendar import WorkingCalendar

#: Working days a coordinating agency has for its opinion when nothing else is said.
OPINION_DAYS = 2
#: Working days the lead has when the complaint has no issue of the taxonomy.
ANSWER_DAYS = 5
#: Working days a citizen has to answer a question; reminded when half of them are gone.
QUESTION_DAYS = 10


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """`accept_hours` and `urgent_hours` are working hours (iHanoi, QĐ 1207/QĐ-UBND of 2025)."""

    calendar: WorkingCalendar
    taxonomy: Taxonomy
    secret_key: str
    accept_hours: int
    urgent_hours: int

    def respond_by(self, start: datetime, *, is_urgent: bool) -> datetime:
        """Until when intake promises to decide about what came in at `start`."""
        hours = self.urgent_hours if is_urgent else self.accept_hours
        return self.calendar.working_hours_after(start, hours)

    def due_on(self, issue_code: str | None, start: datetime) -> date:
        """The lead's due date for an issue accepted at `start`."""
        issue = self.taxonomy.issue(issue_code or "")
        days = issue.deadline_working_days if issue else ANSWER_DAYS
        return self.calendar.working_days_after(start, days)

    def opinion_due_on(self, start: datetime, lead_due_on: date) -> date:
        """A coordinating agency's due date: never behind the lead's."""
        return min(lead_due_on, self.calendar.working_days_after(start, OPINION_DAYS))

    def question_due_on(self, start: datetime) -> date:
        """Until when a citizen may answer a question asked at `start`."""
        return self.calendar.working_days_after(start, QUESTION_DAYS)
