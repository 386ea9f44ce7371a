"""Phases of screening that go by what is there at all, not by what it says."""

import re
import unicodedata
from collections.abc import Iterator

from moderation.domain.findings import Finding, FindingCode, Place, Severity
from moderation.domain.screening_context import ScreeningContext, Text
from moderation.domain.spelling import fold_letters

#: What UTF-8 looks like when it was read as something else, and what was lost already.
_BROKEN = re.compile(
    "\ufffd|[ÃÂÆ][\u0080-\u00bf]|á[»º][\u0080-\u00bf\u2010-\u203a]|Ä[\u0080-\u0091]"
)
_SMILE = re.compile(r"[:;=][-']?[()DPp3]|<3|\^\^")
_SPEAKING = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "So", "Sk"))
_FEWEST_MASHED = 6
#: "nghỉ" has three consonants in a row, "strengths" five; nobody writes a word of 25 letters.
_MAYBE_MASHED = re.compile(r"[bcdđfghjklmnpqrstvwxz]{5}")
_LONGEST_WORD = 25
_UNSPEAKABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}|[a-z]{25}")


def emptiness(context: ScreeningContext) -> Iterator[Finding]:
    """Nothing to read, or nothing that can be read; a smile alone is an opinion."""
    text = context.texts[2]
    if not _says_something(text.original):
        severity = Severity.HINT if _says_something(context.title) else Severity.HOLD
        yield Finding(FindingCode.EMPTY, severity)
        return
    broken = [match.span() for match in _BROKEN.finditer(text.original)]
    if len(broken) >= 3 or _is_mash(text):
        places = tuple(Place(text.field, start, end) for start, end in broken[:50])
        yield Finding(FindingCode.UNREADABLE, Severity.HOLD, places)


def _says_something(text: str) -> bool:
    return _SMILE.search(text) is not None or any(
        unicodedata.category(sign) in _SPEAKING for sign in text
    )


def _is_mash(text: Text) -> bool:
    """Whether most letters stand in words that no mouth could say; "hahaha" and "vs nhau" are."""
    longest = max(map(len, text.spelling.words), default=0)
    if longest < _LONGEST_WORD and not _MAYBE_MASHED.search(text.spelling.text):
        return False
    long = [word for word in text.spelling.words if len(word) >= _FEWEST_MASHED]
    mashed = sum(len(word) for word in long if _UNSPEAKABLE.search(fold_letters(word)))
    return mashed > 0 and 2 * mashed > sum(map(len, text.spelling.words))


def openness(context: ScreeningContext) -> Iterator[Finding]:
    """A comment under an article that takes none any more."""
    if not context.article_open:
        yield Finding(FindingCode.ARTICLE_CLOSED, Severity.HOLD)
