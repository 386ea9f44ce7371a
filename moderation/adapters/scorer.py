"""The slot for a scorer: a model that says how likely a text is unsuitable. None ships with us.

A scorer is optional and may fail: screening then goes on without its opinion.
"""

import logging
from math import isfinite
from typing import Protocol

_log = logging.getLogger(__name__)


class Scorer(Protocol):
    """Anything that rates a text; it is called while an author waits, so it has to be quick."""

    def score(self, title: str, content: str) -> float | None:
        """0 (surely suitable) to 1 (surely not); None for no opinion. May raise anything."""


class NoScorer:
    """The default: no opinion, ever."""

    def score(self, title: str, content: str) -> float | None:
        """None."""
        return None


def opinion(scorer: Scorer, title: str, content: str) -> float | None:
    """What the scorer thinks; None when it has no opinion, fails, or answers nonsense.

    A failure is logged by the name of its class: its message might quote the text.
    """
    try:
        score = scorer.score(title, content)
        return min(1.0, max(0.0, float(score))) if score is not None and isfinite(score) else None
    except Exception as error:  # whatever a scorer does, the comment must go on
        _log.warning("scorer failed: %s", type(error).__name__)
        return None
