"""Phases of screening that go by where a text comes from and how often it came."""

from collections.abc import Iterator

from moderation.domain.findings import Finding, FindingCode, Severity
from moderation.domain.screening_context import ScreeningContext
from moderation.domain.sketches import near


def repeats(context: ScreeningContext) -> Iterator[Finding]:
    """The same text again, or nearly so. Short texts may be alike; once or twice is a hint."""
    limits, count = context.limits, context.same_text
    letters = sum(len(text.spelling.text) for text in context.written())
    if letters < limits.repeat_letters:
        return
    if count:
        severity = Severity.HOLD if count >= limits.repeats_held else Severity.HINT
        yield Finding(FindingCode.REPEAT, severity, numbers={"count": count})
    if not context.recent:
        return
    if alike := near(context.sketch(), context.recent, limits.near_share):
        severity = Severity.HOLD if len(alike) >= limits.near_held else Severity.HINT
        numbers = {"count": len(alike), "comment_id": alike[0][0]}
        yield Finding(FindingCode.NEAR_REPEAT, severity, numbers=numbers)


def floods(context: ScreeningContext) -> Iterator[Finding]:
    """Many comments in a short time from one address, with one phone, or with one text."""
    limits = context.limits
    counted = (
        (FindingCode.FLOOD_ADDRESS, context.from_address, limits.flood_address),
        (FindingCode.FLOOD_PHONE, context.from_phone, limits.flood_phone),
        (FindingCode.FLOOD_TEXT, context.same_text + 1, limits.flood_text),
    )
    for code, count, limit in counted:
        if count >= limit:
            yield Finding(code, Severity.HOLD, numbers={"count": count})


def author_record(context: ScreeningContext) -> Iterator[Finding]:
    """What became of earlier comments: shown, it never holds a new one."""
    record = context.author
    if record.rejected + record.spam + record.taken_down >= context.limits.author_refused:
        numbers = {
            "published": record.published,
            "rejected": record.rejected,
            "spam": record.spam,
            "taken_down": record.taken_down,
        }
        yield Finding(FindingCode.AUTHOR_RECORD, Severity.HINT, numbers=numbers)


def score(context: ScreeningContext) -> Iterator[Finding]:
    """What a scorer thinks, when there is one: sure of itself it holds, else it is silent."""
    if context.score is not None and context.score >= context.limits.score_held:
        numbers = {"percent": round(100 * min(1.0, context.score))}
        yield Finding(FindingCode.SCORE, Severity.HOLD, numbers=numbers)
