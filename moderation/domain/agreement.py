"""How far two readers agree beyond chance, and the middle and the end of what people wait."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from moderation.domain.comment_states import CommentState

#: What a second reader chooses from, and what is sampled.
READABLE = (CommentState.PUBLISHED, CommentState.REJECTED, CommentState.SPAM)
#: Whose words nobody reads at an open desk any more.
GONE = (CommentState.SEALED, CommentState.WITHDRAWN)
#: The percentiles that are shown.
MIDDLE, LATE = 50, 90

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Agreement:
    """`observed` and `expected` are shares of `n` pairs; `kappa` is 1 for full agreement, 0 for no
    more than chance, and None where it means nothing: without pairs, or when both readers always
    chose the same one thing.
    """

    n: int
    observed: float | None
    expected: float | None
    kappa: float | None


def cohen(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of (first, second) choices: (observed - expected) / (1 - expected), expected by
    how often each of the two chose each thing. Source: J. Cohen, 1960.
    """
    chosen = list(pairs)
    n = len(chosen)
    if not n:
        return Agreement(0, None, None, None)
    firsts, seconds = Counter(a for a, _ in chosen), Counter(b for _, b in chosen)
    same = sum(a == b for a, b in chosen)
    by_chance = sum(times * seconds[choice] for choice, times in firsts.items())
    observed, expected = same / n, by_chance / (n * n)
    if by_chance == n * n:
        return Agreement(n, observed, expected, None)
    return Agreement(n, observed, expected, (observed - expected) / (1 - expected))


def rank(percent: int, n: int) -> int:
    """The place, from 1 to `n`, of the nearest-rank percentile: the smallest k with k/n >= percent.

    So it is always a value that occurred: of four, the median is the second. Raises ValueError for
    `percent` outside 1..100 or an `n` below 1.
    """
    if not 1 <= percent <= 100 or n < 1:
        raise ValueError("a percentile of something: 1 to 100, of at least one")
    return -(-percent * n // 100)


def percentile(ordered: Sequence[Value], percent: int) -> Value:
    """The nearest-rank percentile of values in rising order. Raises ValueError as `rank`."""
    return ordered[rank(percent, len(ordered)) - 1]


def is_sampled(secret_key: str, comment_id: int, decided_at: datetime, percent: int) -> bool:
    """Whether this decision belongs to the sample of `percent` (0..100) of a hundred.

    The same answer every time, and nobody without the key knows it beforehand.
    """
    what = f"second reading {comment_id} {decided_at.isoformat()}"
    drawn = hmac.new(secret_key.encode(), what.encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:4], "big") * 100 < percent << 32
