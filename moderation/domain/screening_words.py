"""Phases of screening that go by words."""

from collections.abc import Iterator

from moderation.domain.cues import names_somebody, suggests_denunciation
from moderation.domain.findings import Finding, FindingCode, Severity
from moderation.domain.screening_context import ScreeningContext, places
from moderation.domain.screening_links import links_in
from moderation.domain.word_lists import WordListName

_HELD_AT_ONCE = (
    (WordListName.INSULT_SURE, FindingCode.INSULT_SURE),
    (WordListName.HATE, FindingCode.HATE),
    (WordListName.THREAT, FindingCode.THREAT),
    (WordListName.INCITEMENT, FindingCode.INCITEMENT),
)
_CONTACTS_IN_TEXT = frozenset("0123456789")


def insults(context: ScreeningContext) -> Iterator[Finding]:
    """Insults, contempt for groups, threats and calls for violence; suspects in a number."""
    for name, code in _HELD_AT_ONCE:
        if found := context.phrases(name):
            yield Finding(code, Severity.HOLD, places(found))
    if found := context.phrases(WordListName.INSULT_SUSPECT):
        different = len({each.phrase for each in found})
        severity = Severity.HOLD if different >= context.limits.suspects_held else Severity.HINT
        yield Finding(FindingCode.INSULT_SUSPECT, severity, places(found))


def advertising(context: ScreeningContext) -> Iterator[Finding]:
    """An offer with a way to answer it, or two offers; somebody who reports offers is no seller."""
    offers = context.phrases(WordListName.ADVERTISING)
    if not offers:
        return
    can_be_answered = bool(
        context.phrases(WordListName.CONTACT)
        or any(links_in(text.original) for text in context.written())
        or any(_has_number(text.original) for text in context.written())
    )
    several = len({each.phrase for each in offers}) > 1
    reported = bool(context.phrases(WordListName.REPORTED, WordListName.PROBLEM))
    held = (can_be_answered or several) and not reported
    severity = Severity.HOLD if held else Severity.HINT
    yield Finding(FindingCode.ADVERTISING, severity, places(offers))


def _has_number(text: str) -> bool:
    """Whether there are digits enough for a phone number."""
    return sum(sign in _CONTACTS_IN_TEXT for sign in text) >= 9


def unverified(context: ScreeningContext) -> Iterator[Finding]:
    """Something heard, passed on with an alarm; a question alone alarms nobody."""
    heard = context.phrases(WordListName.UNVERIFIED)
    alarms = context.phrases(WordListName.ALARM)
    if not heard:
        return
    asks = context.content.rstrip().endswith("?") or context.phrases(WordListName.QUESTION)
    severity = Severity.HOLD if alarms and not asks else Severity.HINT
    yield Finding(FindingCode.UNVERIFIED_CLAIM, severity, places([*heard, *alarms]))


def denunciation(context: ScreeningContext) -> Iterator[Finding]:
    """An accusation of breaking the law: held when it points at one person, else a hint."""
    text = f"{context.title}.\n{context.content}"
    if suggests_denunciation(text):
        severity = Severity.HOLD if names_somebody(text) else Severity.HINT
        yield Finding(FindingCode.DENUNCIATION, severity)


def problem(context: ScreeningContext) -> Iterator[Finding]:
    """Something to be solved: it may become a complaint."""
    if found := context.phrases(WordListName.PROBLEM):
        yield Finding(FindingCode.PROBLEM, Severity.HINT, places(found))
