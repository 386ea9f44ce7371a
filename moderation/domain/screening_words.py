"""Phases of screening that go by words."""

import unicodedata
from collections.abc import Iterator

from moderation.domain.cues import names_somebody, suggests_denunciation
from moderation.domain.findings import Finding, FindingCode, Place, Severity
from moderation.domain.hostility import hostile
from moderation.domain.screening_context import (
    FoundPhrase,
    ScreeningContext,
    pairs,
    places,
)
from moderation.domain.screening_links import links_in
from moderation.domain.word_lists import WordListName

_HELD_AT_ONCE = (
    (WordListName.INSULT_SURE, FindingCode.INSULT_SURE),
    (WordListName.HATE, FindingCode.HATE),
    (WordListName.THREAT, FindingCode.THREAT),
    (WordListName.INCITEMENT, FindingCode.INCITEMENT),
)
#: Characters between two phrases that mean something together.
_NEAR = 40
_FEWEST_WEAK = 2
_FEWEST_TRADE = 3
_SHORT = 25  # words: an offer comes to the point
_HANDLES = frozenset(("zalo", "zl", "inbox", "ib", "telegram", "tele", "whatsapp", "viber"))
_MOST_COMPARED = 20
_DIGITS = "0123456789"


def insults(context: ScreeningContext) -> Iterator[Finding]:
    """Insults, contempt for groups, threats and calls for violence; suspects in a number."""
    built = _built(context)
    calls = pairs(context.phrases(WordListName.CALL), context.phrases(WordListName.FORCE), _NEAR)
    for name, code in _HELD_AT_ONCE:
        found = [*places(context.phrases(name)), *built.get(code, ())]
        if code is FindingCode.INCITEMENT and not found:
            found = [*places(calls)]
        if found:
            yield Finding(code, Severity.HOLD, _in_order(found))
    if found := context.phrases(WordListName.INSULT_SUSPECT):
        different = len({each.phrase for each in found})
        severity = Severity.HOLD if different >= context.limits.suspects_held else Severity.HINT
        yield Finding(FindingCode.INSULT_SUSPECT, severity, places(found))


def _built(context: ScreeningContext) -> dict[FindingCode, list[Place]]:
    """What says something hostile by how it is built, by code."""
    found: dict[FindingCode, list[Place]] = {}
    for text in context.written():
        for each in hostile(context.signs(text), text.spelling, text.original):
            spots = [Place(text.field, start, end) for start, end in each.places]
            found.setdefault(each.code, []).extend(spots)
    return found


def _in_order(found: list[Place]) -> tuple[Place, ...]:
    """Each place once; of two that overlap the first, the longer one when both begin there."""
    kept: list[Place] = []
    for place in sorted(found, key=lambda place: (place.field != "title", place.start, -place.end)):
        if not kept or kept[-1].field != place.field or kept[-1].end <= place.start:
            kept.append(place)
    return tuple(kept)


def advertising(context: ScreeningContext) -> Iterator[Finding]:
    """An offer with a way to answer it, or two offers; somebody who reports offers is no seller."""
    offers = context.phrases(WordListName.ADVERTISING)
    if not offers and (goods := _for_sale(context)):
        yield Finding(FindingCode.ADVERTISING, Severity.HOLD, goods)
        return
    sure = len({each.phrase for each in offers})
    weak = _apart_from(offers, context.phrases(WordListName.OFFER))
    if not sure and len({each.phrase for each in weak}) < _FEWEST_WEAK:
        return
    can_be_answered = bool(
        context.phrases(WordListName.CONTACT)
        or any(links_in(text.original) for text in context.written())
        or any(_has_number(text.original) for text in context.written())
    )
    reported = _is_reported(context)
    held = (can_be_answered or sure > 1 or (sure and weak)) and not reported
    severity = Severity.HOLD if held else Severity.HINT
    yield Finding(FindingCode.ADVERTISING, severity, places([*offers, *weak]))


def _is_reported(context: ScreeningContext) -> bool:
    return bool(context.phrases(WordListName.REPORTED, WordListName.PROBLEM))


def _for_sale(context: ScreeningContext) -> tuple[Place, ...]:
    """Words of trade in a text that gives a number to call or a name to write to; no question, and
    nobody's report.
    """
    if context.content.rstrip().endswith("?") or _is_reported(context):
        return ()
    texts = tuple(context.written())
    written = [word for text in texts for word in text.spelling.words]
    if not any(_has_number(text.original) for text in texts) and _HANDLES.isdisjoint(written):
        return ()
    found = _signs(context, "trade")
    fewest = _FEWEST_TRADE - (len(written) <= _SHORT)
    return places(found) if len({each.phrase for each in found}) >= fewest else ()


def _apart_from(first: list[FoundPhrase], others: list[FoundPhrase]) -> list[FoundPhrase]:
    """What of `others` isn't only a part of `first`: one phrase is not two signs."""
    seen = [each.place for each in first[:_MOST_COMPARED]]
    return [
        other
        for other in others
        if not any(
            place.field == other.place.field
            and place.start <= other.place.start
            and other.place.end <= place.end
            for place in seen
        )
    ]


def _has_number(text: str) -> bool:
    """Whether there are digits enough for a phone number."""
    return sum(map(text.count, _DIGITS)) >= 9


def unverified(context: ScreeningContext) -> Iterator[Finding]:
    """Something heard, with an alarm or from two sides; whoever asks whether it is true is not
    spreading it.
    """
    heard = context.phrases(WordListName.UNVERIFIED) or _signs(context, "hearsay")
    if not heard:
        return
    alarms = _apart_from(heard, context.phrases(WordListName.ALARM)) or _dreaded(context)
    asks = context.content.rstrip().endswith("?") or context.phrases(WordListName.QUESTION)
    told = alarms or len({each.phrase for each in heard}) > 1
    severity = Severity.HOLD if told and not asks else Severity.HINT
    yield Finding(FindingCode.UNVERIFIED_CLAIM, severity, places([*heard, *alarms]))


def _dreaded(context: ScreeningContext) -> list[FoundPhrase]:
    """Something terrible with a call to act at once, unless an office is asked to look at it."""
    if _is_reported(context):
        return []
    terrible = _signs(context, "dread")
    hurried = _signs(context, "hurry") if terrible else []
    return [*terrible, *hurried] if hurried else []


def _signs(context: ScreeningContext, kind: str) -> list[FoundPhrase]:
    """Signs of a kind in title and content."""
    found: list[FoundPhrase] = []
    for text in context.written():
        if signs := context.signs(text).get(kind):
            span = text.spelling.finder()
            found += [
                FoundPhrase(sign.phrase, Place(text.field, *span(sign.first, sign.last)))
                for sign in signs
            ]
    return found


def denunciation(context: ScreeningContext) -> Iterator[Finding]:
    """An accusation of breaking the law: held when it points at one person, else a hint."""
    text = unicodedata.normalize("NFC", f"{context.title}.\n{context.content}")
    if suggests_denunciation(text):
        severity = Severity.HOLD if names_somebody(text) else Severity.HINT
        yield Finding(FindingCode.DENUNCIATION, severity)


def problem(context: ScreeningContext) -> Iterator[Finding]:
    """Something to be solved: it may become a complaint."""
    matters, troubles = WordListName.MATTER, WordListName.TROUBLE
    found = context.phrases(WordListName.PROBLEM)
    trouble = context.phrases(troubles)
    found += pairs(context.phrases(matters), trouble, _NEAR) or pairs(trouble, trouble, _NEAR)
    if found:
        yield Finding(FindingCode.PROBLEM, Severity.HINT, places(found))
