"""Who approves what leaves an agency: steps in order, and who stands in for whom on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: On whose behalf somebody signs: in their own right, thay, thừa lệnh, thừa ủy quyền.
ON_BEHALF = ("", "KT.", "TL.", "TUQ.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain."""

    position: int
    staff_id: int
    on_behalf: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """Somebody stands in for somebody else on the day that is asked about."""

    staff_id: int
    stand_in_id: int
    on_behalf: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody signs a step: in whose place (none: their own) and with which letters."""

    for_staff_id: int | None
    on_behalf: str


def next_step(steps: Sequence[Step], approved: Collection[int]) -> Step | None:
    """The first step behind those approved in this round; None when all are through. `steps` are
    in order.
    """
    behind = max(approved, default=0)
    return next((step for step in steps if step.position > behind), None)


def hands(step: Step, stands: Sequence[Stand], drafter_id: int | None) -> dict[int, Hand]:
    """Who may decide this step, by id, and how they sign it.

    Nobody approves what they drafted themselves if somebody else can.
    """
    found = {step.staff_id: Hand(None, step.on_behalf)}
    for stand in stands:
        if stand.staff_id == step.staff_id and stand.stand_in_id not in found:
            found[stand.stand_in_id] = Hand(step.staff_id, stand.on_behalf)
    if drafter_id in found and len(found) > 1:
        del found[drafter_id]
    return found
