"""Acting on many cases at once: what can be done, and why one of them is left out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from moderation.domain.case_states import OWING, AssignmentState, CaseState
from moderation.domain.errors import Invalid
from moderation.domain.pages import LARGEST_ID

#: Rows in one batch: a page of a list.
MOST = 50


class CaseAct(StrEnum):
    """What is done to many at once; everything else deserves a look at the one case."""

    REROUTE = "reroute"  # what was returned goes to one other lead
    CHASE = "chase"
    CLOSE = "close"


class Omission(StrEnum):
    """Why one row is left out while the others go on."""

    GONE = "gone"  # not there, or covered
    STALE = "stale"  # somebody changed it after it was chosen
    NOT_RETURNED = "not_returned"
    OWES_NOTHING = "owes_nothing"  # nobody to chase
    NOT_ANSWERED = "not_answered"
    SUPERVISED = "supervised"  # came back twice: the head of the desk chooses
    BARRED = "barred"  # the complaint is about the agency chosen, or it is not there any more
    UNCLEAR = "unclear"  # no lead is suggested: not classified, or about the usual one
    DANGER = "danger"  # the words tell of danger, a crime or a denunciation
    NOT_ORDINARY = "not_ordinary"  # a kind that goes its own way


@dataclass(frozen=True, slots=True)
class Pick:
    """A row somebody chose, in the version they saw; written as `id-version`."""

    id: int
    version: int

    def __str__(self) -> str:
        return f"{self.id}-{self.version}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid for anything `str(pick)` does not write."""
        row_id, _, version = text.partition("-")
        if not (row_id.isdecimal() and version.isdecimal() and len(text) <= 40):
            raise Invalid("not a chosen row", field="pick")
        pick = cls(int(row_id), int(version))
        if str(pick) != text or max(pick.id, pick.version) > LARGEST_ID:
            raise Invalid("not a chosen row", field="pick")
        return pick


def picks(texts: list[str]) -> list[Pick]:
    """Chosen rows, each once, in order. Raises Invalid for more than MOST."""
    chosen = {pick.id: pick for pick in map(Pick.parse, texts)}
    if len(chosen) > MOST:
        raise Invalid(f"more than {MOST} rows", field="pick")
    return list(chosen.values())


def omission(
    act: CaseAct,
    state: CaseState,
    lead: AssignmentState,
    *,
    is_current: bool,
    is_supervised: bool = False,
) -> Omission | None:
    """Why `act` can't be done to a case; `is_current`: it is as it was seen, `is_supervised`: its
    next lead is not this person's to choose.
    """
    if not is_current:
        return Omission.STALE
    if act is CaseAct.REROUTE and lead is not AssignmentState.RETURNED:
        return Omission.NOT_RETURNED
    if act is CaseAct.REROUTE and is_supervised:
        return Omission.SUPERVISED
    if act is CaseAct.CHASE and lead not in OWING:
        return Omission.OWES_NOTHING
    if act is CaseAct.CLOSE and state is not CaseState.ANSWERED:
        return Omission.NOT_ANSWERED
    return None
