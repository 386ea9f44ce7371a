"""Phases of screening that go by what is there at all, not by what it says."""

import re
import unicodedata
from collections.abc import Iterator

from moderation.domain.findings import Finding, FindingCode, Place, Severity
from moderation.domain.screening_context import ScreeningContext, Text
from moderation.domain.spelling import fold_letters

#: What UTF-8 looks like when it was read as something else, and what was lost already.
_BROKEN = re.compile("\ufffd|[ÃÂÆ][\u0080-\u00bf]|á[»º][\u0080-\u00bf\u2010-\u203a]|Ä[\u0080-\u0091]")
_FEWEST_LETTERS = 8
_MASH = re.compile(r"(?<![^\W\d_])(?:[bcdfghjklmnpqrstvwxz]{6,}|[a-z]{0,12}[bcdfghjklmnpqrstvwxz]{6,}"
                   r"[a-z]{0,12}|[a-z]{25,})(?![^\W\d_])")
_LETTER = re.compile(r"[^\W\d_]")


def emptiness(context: ScreeningContext) -> Iterator[Finding]:
    """Nothing to read, or nothing that can be read; a smile alone is an opinion."""
    text = context.texts[2]
    if not any(_says_something(sign) for sign in text.original):
        yield Finding(FindingCode.EMPTY, Severity.HOLD)
        return
    broken = [match.span() for match in _BROKEN.finditer(text.original)]
    if len(broken) >= 3 or _is_mash(text):
        places = tuple(Place(text.field, start, end) for start, end in broken[:50])
        yield Finding(FindingCode.UNREADABLE, Severity.HOLD, places)


def _says_something(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) in ("So", "Sk", "Sm")


def _is_mash(text: Text) -> bool:
    """Whether most letters stand in words that no mouth could say; "hahaha" and "vs nhau" are."""
    bare = fold_letters(text.spelling.text)
    letters = len(_LETTER.findall(bare))
    if letters < _FEWEST_LETTERS:
        return False
    mashed = sum(len(word) for word in _MASH.findall(bare))
    return 2 * mashed > letters


def openness(context: ScreeningContext) -> Iterator[Finding]:
    """A comment under an article that takes none any more."""
    if not context.article_open:
        yield Finding(FindingCode.ARTICLE_CLOSED, Severity.HOLD)
