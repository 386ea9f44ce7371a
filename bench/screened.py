"""What screening keeps beside a comment, for fills: the keys of plain words put together from parts
that were worked out once. tests/cli/test_fill.py compares them with the real ones.
"""

import hashlib
from functools import cache
from itertools import pairwise
from typing import Any

from moderation.adapters import reference
from moderation.domain import screening, sketches
from moderation.domain.screening import ScreeningContext
from moderation.domain.text import fold
from moderation.domain.word_lists import WordLists

_SHINGLE = 4  # bytes
_KEPT = 32


def keys(title: list[str], content: list[str]) -> dict[str, Any]:
    """`text_key` and `sketch` of a title and content of these words; quick when all are plain."""
    words = [*title, *content]
    if not all(word.isalpha() for word in words):
        said = (" ".join(title), " ".join(content))
        return {"text_key": sketches.text_key(*said), "sketch": sketches.sketch(*said)}
    letters = "".join(_folded(word) for word in words)
    shingles = sorted({_shingle(one, two) for one, two in pairwise(words)})
    return {
        "text_key": hashlib.sha256(letters.encode()).hexdigest(),
        "sketch": b"".join(shingles[:_KEPT]),
    }


@cache
def _folded(word: str) -> str:
    return fold(word)


@cache
def _shingle(one: str, two: str) -> bytes:
    return sketches.sketch(one, two)[:_SHINGLE]


def found_in(full_name: str, title: str, content: str) -> dict[str, Any]:
    """`findings` and `hold_code` of a comment on its own."""
    context = ScreeningContext(
        full_name=full_name, title=title, content=content, words=_word_lists()
    )
    found = screening.screen(context)
    return {
        "findings": screening.to_json(found.findings) if found.findings else "",
        "hold_code": found.hold,
    }


@cache
def _word_lists() -> WordLists:
    return WordLists.compile(reference.word_lists())
