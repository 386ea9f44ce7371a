"""What is done with a denunciation once it stays in the sealed lane."""

from enum import StrEnum


class SealedStepKind(StrEnum):
    REGISTER = "register"  # entered into the register of denunciations
    NOTE = "note"  # for the officers of the lane
    ANSWER = "answer"  # for the sender, and nobody else


#: What an officer writes; entering into the register is an act of its own.
WRITTEN = (SealedStepKind.NOTE, SealedStepKind.ANSWER)


def register_number(last: str | None, year: int) -> str:
    """The number behind `last`, the highest of that year, like 07/2026; None: the first."""
    number = int(last.partition("/")[0]) if last else 0
    return f"{number + 1:02d}/{year}"
