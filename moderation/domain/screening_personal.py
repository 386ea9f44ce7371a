"""The phase of screening that finds personal data: it suggests masks and holds nothing."""

from collections.abc import Iterator

from moderation.domain.findings import Finding, FindingCode, Place, Severity
from moderation.domain.personal_data import PersonalData, find
from moderation.domain.screening_context import ScreeningContext
from moderation.domain.spelling import composed

#: A name is made of letters: house numbers and children are no matter there.
_IN_NAMES = frozenset({PersonalData.PHONE, PersonalData.EMAIL, PersonalData.IDENTITY_NUMBER})


def personal_data(context: ScreeningContext) -> Iterator[Finding]:
    """One finding a kind, with every place that `personal_data.mask` would hide."""
    found: dict[PersonalData, list[Place]] = {}
    for text in context.texts:
        nfc, starts = composed(text.original)
        for span in find(nfc):
            if text.field != "full_name" or span.kind in _IN_NAMES:
                place = Place(text.field, starts[span.start], starts[span.end])
                found.setdefault(span.kind, []).append(place)
    for kind, places in found.items():
        yield Finding(FindingCode(kind.value), Severity.MASK, tuple(places))
