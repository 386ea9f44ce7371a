"""CPU of the screening alone, in this process: reading the text and every phase."""

import time
from collections.abc import Callable

from bench.fill import WORDS
from moderation.adapters import reference
from moderation.domain import sketches
from moderation.domain.screening import RecentText, ScreeningContext, screen
from moderation.domain.word_lists import WordLists

_ORDINARY = " ".join(WORDS * 6)[:1_000]
#: Letters apart, digits in words, half an address: everything a phase might stumble over.
_HOSTILE = ("đ.ị.t m3 0 9 1 2 . 345 678 http://a.b aaaaaa@ " * 600)[:20_000]


def measured(rounds: int = 60) -> dict[str, Callable[[], float]]:
    """What measures the milliseconds of CPU for 1,000 and for 20,000 characters."""
    lists = WordLists.compile(reference.word_lists())
    recent = [
        RecentText(number, sketches.sketch(f"Bài {number}", _ORDINARY[number * 5 :]))
        for number in range(100)
    ]

    def look_at(content: str) -> Callable[[], object]:
        return lambda: screen(
            ScreeningContext(
                full_name="Trần Văn Lâm", title="Đo", content=content, words=lists, recent=recent
            )
        )

    return {
        "phases, 1,000 characters": lambda: _cost(look_at(_ORDINARY), rounds),
        "phases, 20,000 hostile": lambda: _cost(look_at(_HOSTILE), max(3, rounds // 20)),
    }


def _cost(act: Callable[[], object], rounds: int) -> float:
    act()
    before = time.process_time()
    for _ in range(rounds):
        act()
    return (time.process_time() - before) * 1000 / rounds
