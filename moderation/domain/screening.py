"""Screening: one ordered list of pure phases, and the outcome drawn from all they found.

The outcome is pending or held. Nothing is published, refused or put in spam here: people decide.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from moderation.domain.findings import (
    HOLD_ORDER,
    Finding,
    FindingCode,
    Place,
    Severity,
    from_json,
    to_json,
)
from moderation.domain.screening_context import (
    AuthorRecord,
    ScreeningContext,
    ScreeningLimits,
    read_texts,
)
from moderation.domain.screening_links import links
from moderation.domain.screening_origin import author_record, floods, repeats, score
from moderation.domain.screening_personal import personal_data
from moderation.domain.screening_shape import emptiness, openness
from moderation.domain.screening_words import (
    advertising,
    denunciation,
    insults,
    problem,
    unverified,
)
from moderation.domain.sketches import RecentText, sketch, text_key

__all__ = [
    "PHASES",
    "AuthorRecord",
    "Finding",
    "FindingCode",
    "Phase",
    "Place",
    "RecentText",
    "Screening",
    "ScreeningContext",
    "ScreeningLimits",
    "Severity",
    "from_json",
    "read_texts",
    "screen",
    "sketch",
    "text_key",
    "to_json",
]

Phase = Callable[[ScreeningContext], Iterable[Finding]]

#: All of them run, whatever an earlier one found: a banned word hides no phone number.
PHASES: tuple[Phase, ...] = (
    emptiness,
    openness,
    links,
    repeats,
    floods,
    insults,
    advertising,
    unverified,
    personal_data,
    denunciation,
    problem,
    author_record,
    score,
)


@dataclass(frozen=True, slots=True)
class Screening:
    """`hold` is the main reason when the comment is held, None when it is pending."""

    findings: tuple[Finding, ...]
    hold: FindingCode | None

    @property
    def is_held(self) -> bool:
        return self.hold is not None


def screen(context: ScreeningContext, phases: Iterable[Phase] = PHASES) -> Screening:
    """What all phases found. A phase that fails is itself a finding, and the comment is held."""
    findings: list[Finding] = []
    for number, phase in enumerate(phases, start=1):
        try:
            findings += phase(context)
        except Exception:  # a comment is never lost to a mistake of ours: somebody reads it
            numbers = {"phase": number}
            findings.append(Finding(FindingCode.INCOMPLETE, Severity.HOLD, numbers=numbers))
    holding = {finding.code for finding in findings if finding.severity is Severity.HOLD}
    hold = next((code for code in HOLD_ORDER if code in holding), None)
    return Screening(tuple(findings), hold)
