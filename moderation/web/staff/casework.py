"""A case as the coordinator's page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from models import Attachment, CaseFile
from moderation.domain.case_filters import CaseQueue, queue_of
from moderation.domain.case_states import OPEN_STATES, AssignmentRole, AssignmentState
from moderation.queries.rows import AnyRow
from moderation.web.case_labels import agency_label


@dataclass(frozen=True, slots=True)
class Casework:
    """A case as the coordinator sees it; `parts` are rows of (Assignment, Agency, proposed)."""

    file: CaseFile
    parts: Sequence[AnyRow]
    proof: Sequence[Attachment]

    @property
    def lead(self) -> AnyRow:
        """The current lead's row; there always is one while the complaint is accepted."""
        leads = (part for part in self.parts if part[0].role is AssignmentRole.LEAD)
        return next(leads)

    @property
    def is_returned(self) -> bool:
        """Whether the lead gave the case back, so that the coordinator owns the clock."""
        return bool(self.lead[0].state is AssignmentState.RETURNED)

    @property
    def names(self) -> dict[int, str]:
        """The agencies' names by the number of their part."""
        return {part.id: agency_label(agency) for part, agency, _ in self.parts}

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something by a date."""
        return self.file.state in OPEN_STATES

    @property
    def queue(self) -> CaseQueue:
        """Where the case stands in the coordinator's lists."""
        return queue_of(self.file.state, self.lead[0].state)
