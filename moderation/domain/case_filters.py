"""The coordinator's lists of cases: which list, and what it is narrowed to; as a query string."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

from moderation.domain.case_states import AT_WORK, AssignmentState, CaseState
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.pages import LARGEST_ID

_LONGEST_CODE = 40
#: Filters one person keeps at most: each is counted on every page of the list.
MOST_SAVED = 12


class CaseQueue(StrEnum):
    """Lists of cases, in the order of the desk. Due today, late and open cut across the others."""

    RETURNED = "returned"  # the lead gave it back and nobody chose another
    DUE_TODAY = "today"
    LATE = "late"
    AWAITING_APPROVAL = "awaiting_approval"  # the lead answered; the coordinator sends it
    SUSPENDED = "suspended"  # waiting for the citizen
    REOPENED = "reopened"
    ASSIGNED = "assigned"  # offered to a lead that did not take it yet
    IN_PROGRESS = "in_progress"
    OPEN = "open"
    CLOSED = "closed"  # answered, or over


class CaseClock(StrEnum):
    """What the clock of a case says."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"  # due within seven days, today included
    STANDING = "standing"  # waits for the citizen
    EXTENDED = "extended"


class CaseGrouping(StrEnum):
    """By what open cases are counted."""

    LEAD = "lead"
    CATEGORY = "category"
    WARD = "ward"
    CLOCK = "clock"


def queue_of(state: CaseState, lead: AssignmentState) -> CaseQueue:
    """The one list a case stands in, whatever its date; a merged one counts as closed."""
    if state in AT_WORK and lead is AssignmentState.RETURNED:
        return CaseQueue.RETURNED
    if state is CaseState.AWAITING_APPROVAL and lead is not AssignmentState.ANSWERED:
        return CaseQueue.IN_PROGRESS  # on its way through the agency
    known = {
        CaseState.ASSIGNED: CaseQueue.ASSIGNED,
        CaseState.IN_PROGRESS: CaseQueue.IN_PROGRESS,
        CaseState.REOPENED: CaseQueue.REOPENED,
        CaseState.SUSPENDED: CaseQueue.SUSPENDED,
        CaseState.AWAITING_APPROVAL: CaseQueue.AWAITING_APPROVAL,
    }
    return known.get(state, CaseQueue.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """A list, narrowed; what is empty narrows nothing."""

    queue: CaseQueue = CaseQueue.RETURNED
    lead_id: int | None = None
    asked_id: int | None = None  # a coordinating agency that owes its opinion
    category: str = ""
    ward: str = ""
    clock: CaseClock | None = None
    is_prominent: bool = False  # only what both sides watch
    is_back_twice: bool = False  # only what was returned twice or more

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """From what an address says. Raises NotFound for an unknown list, Invalid for the rest."""
        queue = values.get("queue") or CaseQueue.RETURNED
        clock = values.get("clock") or None
        if queue not in list(CaseQueue):
            raise NotFound
        if clock is not None and clock not in list(CaseClock):
            raise Invalid("no such clock", field="clock")
        category, ward = values.get("category", ""), values.get("ward", "")
        if max(len(category), len(ward)) > _LONGEST_CODE:
            raise Invalid("no such place or category")
        return cls(
            queue=CaseQueue(queue),
            lead_id=_number(values.get("lead", "")),
            asked_id=_number(values.get("asked", "")),
            category=category,
            ward=ward,
            clock=CaseClock(clock) if clock else None,
            is_prominent=values.get("prominent") == "1",
            is_back_twice=values.get("twice") == "1",
        )

    @property
    def values(self) -> dict[str, str]:
        """What an address says, without what is empty."""
        said = {
            "queue": self.queue.value,
            "lead": str(self.lead_id or ""),
            "asked": str(self.asked_id or ""),
            "category": self.category,
            "ward": self.ward,
            "clock": self.clock.value if self.clock else "",
            "prominent": "1" if self.is_prominent else "",
            "twice": "1" if self.is_back_twice else "",
        }
        return {name: value for name, value in said.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the list was chosen."""
        return len(self.values) > 1

    def __str__(self) -> str:
        return urlencode(self.values)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 19 or int(text) > LARGEST_ID:
        raise Invalid("no such agency", field="lead")
    return int(text)
