"""Which issue a text seems to be about: phrases with weights, most weight first.

A text written with marks is read with them; one without is compared without. It only proposes:
a coordinator decides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from moderation.domain.errors import Invalid
from moderation.domain.spelling import normalise
from moderation.domain.text import fold

#: A phrase without a weight of its own weighs so much; a weight is between the bounds.
USUAL_WEIGHT, LEAST_WEIGHT, MOST_WEIGHT = 3, -9, 9
_MOST_WORDS, _MOST_PHRASES = 8, 200
#: What is said in the title counts more; a best suggestion below the least is none.
_TITLE, _LEAST = 1.5, 3.0
#: From which part of its words with marks on a text is one that is written with marks.
_MARKED = 0.15
#: Two issues are in conflict when the second has at least this part of the first's weight.
_NEARLY = 0.9
_LINE = re.compile(r"(.*?)(?:\s*=\s*(-?\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row that speak for an issue, or against it; `said` is how they were written."""

    issue_code: str
    words: tuple[str, ...]
    weight: int
    said: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An issue, how much speaks for it, and the phrases that do, the heaviest first."""

    issue_code: str
    weight: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """Phrases by their first word, with marks and without."""

    marked: Mapping[str, Sequence[Phrase]]
    bare: Mapping[str, Sequence[Phrase]]


@dataclass(slots=True)
class _Found:
    weight: float = 0.0
    phrases: dict[str, float] = field(default_factory=dict)


def parse(issue_code: str, text: str) -> tuple[Phrase, ...]:
    """Phrases of an issue, one a line as "phrase = weight"; lines that begin with # are notes.

    Raises Invalid (field `phrases`), naming the line's number, for what can't be used.
    """
    found: dict[tuple[str, ...], Phrase] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.strip().startswith("#"):
            continue
        phrase = _phrase(issue_code, line.strip())
        if phrase is None or phrase.words in found:
            raise Invalid(str(number), field="phrases")
        found[phrase.words] = phrase
    if len(found) > _MOST_PHRASES:
        raise Invalid(str(_MOST_PHRASES), field="phrases")
    return tuple(found.values())


def _phrase(issue_code: str, line: str) -> Phrase | None:
    matched = _LINE.fullmatch(line)
    words = tuple(normalise(matched[1]).words) if matched else ()
    weight = int(matched[2]) if matched and matched[2] else USUAL_WEIGHT
    if not 1 <= len(words) <= _MOST_WORDS or not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        return None
    return Phrase(issue_code, words, weight, matched[1].strip()) if matched and weight else None


def compiled(texts: Mapping[str, str]) -> Lists:
    """Lists ready for use, from their texts by issue. Raises Invalid as `parse`."""
    phrases = [phrase for code, text in texts.items() for phrase in parse(code, text)]
    return Lists(_by_first_word(phrases), _by_first_word(map(_without_marks, phrases)))


def _without_marks(phrase: Phrase) -> Phrase:
    return replace(phrase, words=tuple(map(fold, phrase.words)))


def _by_first_word(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    index: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=lambda each: -len(each.words)):
        index.setdefault(phrase.words[0], []).append(phrase)
    return index


def rank(title: str, content: str, lists: Lists, *, limit: int = 3) -> list[Suggestion]:
    """Issues that the words speak for, at most `limit`, the most likely first; [] for none."""
    found: dict[str, _Found] = {}
    _read(title, lists, _TITLE, found)
    _read(content, lists, 1.0, found)
    likely = sorted(
        ((code, each) for code, each in found.items() if each.weight >= _LEAST),
        key=lambda pair: (-pair[1].weight, pair[0]),
    )
    return [Suggestion(code, each.weight, _heaviest(each)) for code, each in likely[:limit]]


def in_conflict(ranked: Sequence[Suggestion]) -> bool:
    """Whether the two first are nearly as likely, so that one of their lists should say more."""
    return len(ranked) > 1 and ranked[1].weight >= _NEARLY * ranked[0].weight


def _heaviest(found: _Found) -> tuple[str, ...]:
    speaking = [pair for pair in found.phrases.items() if pair[1] > 0]
    return tuple(words for words, _ in sorted(speaking, key=lambda pair: (-pair[1], pair[0]))[:4])


def _read(text: str, lists: Lists, factor: float, found: dict[str, _Found]) -> None:
    """Add what `text` says. In one place only the longest phrase of an issue counts, and a phrase
    counts once, where it counts most.
    """
    words, index = spelled(text, lists)
    last: dict[str, int] = {}
    for place, word in enumerate(words):
        for phrase in index.get(word, ()):
            end = place + len(phrase.words)
            if tuple(words[place:end]) != phrase.words or last.get(phrase.issue_code, 0) >= end:
                continue
            last[phrase.issue_code] = end
            _count(phrase, factor, found.setdefault(phrase.issue_code, _Found()))


def _count(phrase: Phrase, factor: float, found: _Found) -> None:
    weight = phrase.weight * factor
    known = found.phrases.get(phrase.said, 0.0)
    if abs(weight) > abs(known):
        found.phrases[phrase.said] = weight
        found.weight += weight - known


def spelled(text: str, lists: Lists) -> tuple[Sequence[str], Mapping[str, Sequence[Phrase]]]:
    """The words of `text`, and the phrases to look for in them: with marks, or without."""
    words = normalise(text).words
    bare = tuple(map(fold, words))
    marked = sum(one != other for one, other in zip(words, bare, strict=True))
    if marked >= _MARKED * len(words):
        return words, lists.marked
    return bare, lists.bare
