"""What readers see of a comment instead of what was written: masks over parts of it, never other
words. A mask points into the text as its author sent it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from moderation.domain import personal_data
from moderation.domain.errors import Invalid
from moderation.domain.findings import FindingCode, Severity, from_json
from moderation.domain.personal_data import PersonalData


class MaskKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY_NUMBER = "identity_number"
    BANK_ACCOUNT = "bank_account"
    VEHICLE_PLATE = "vehicle_plate"
    HOUSE_ADDRESS = "house_address"
    CHILD_NAME = "child_name"
    RUDE = "rude"
    INITIAL = "initial"  # the last word of a name, shortened to its first letter
    OTHER = "other"


#: What stands in the place; an initial stands for itself.
LABELS: Mapping[MaskKind, str] = {
    **{MaskKind(kind.value): label for kind, label in personal_data.LABELS.items()},
    MaskKind.RUDE: "[từ ngữ không phù hợp]",
    MaskKind.OTHER: "[đã che]",
}
#: The parts of a comment that readers see, in the order in which masks are kept.
FIELDS = ("full_name", "title", "content")
#: A comment with more masks than this is not to be published.
MOST_MASKS = 200
_DIGITS = re.compile(r"\d{4,}")
_WORD = re.compile(r"\w+")
#: Findings of the screening that speak of rude words.
_RUDE_CODES = frozenset({FindingCode.INSULT_SURE, FindingCode.INSULT_SUSPECT, FindingCode.HATE})
_KIND_OF = {kind.value: kind for kind in MaskKind}


@dataclass(frozen=True, slots=True)
class Mask:
    """`text[start:end]` of a field of the comment."""

    field: str
    start: int
    end: int
    kind: MaskKind


Masks = tuple[Mask, ...]


class Written(Protocol):
    """Whatever holds what a reader wrote: a comment, or a row of one."""

    @property
    def full_name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def content(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of a comment that are read."""

    full_name: str
    title: str
    content: str


def dump(masks: Iterable[Mask]) -> str:
    """Masks as `Comment.masks` keeps them. None at all are "[]": "" means that nobody chose."""
    rows = [[mask.field, mask.start, mask.end, mask.kind] for mask in masks]
    return json.dumps(rows, separators=(",", ":"))


def parse(text: str) -> Masks:
    """What `dump` kept; "" gives none. Raises Invalid for what can't be masks."""
    try:
        rows = json.loads(text or "[]")
        return tuple(_mask(*row) for row in rows)
    except (TypeError, ValueError):
        raise Invalid("no such masks", field="masks") from None


def _mask(field: str, start: int, end: int, kind: str) -> Mask:
    if field not in FIELDS or not isinstance(start, int) or not isinstance(end, int):
        raise ValueError("no such mask")
    return Mask(field, start, end, MaskKind(kind))


def spelled(mask: Mask) -> str:
    """A mask in one word, as forms carry it: "content:12:24:phone"."""
    return f"{mask.field}:{mask.start}:{mask.end}:{mask.kind}"


def read_spelled(text: str) -> Mask:
    """The mask that `spelled` wrote. Raises Invalid for anything else."""
    field, _, rest = text.partition(":")
    numbers = re.fullmatch(r"([0-9]{1,6}):([0-9]{1,6}):([a-z_]{1,20})", rest)
    if field not in FIELDS or numbers is None or numbers[3] not in _KIND_OF:
        raise Invalid("no such mask", field="mask")
    return Mask(field, int(numbers[1]), int(numbers[2]), MaskKind(numbers[3]))


def normalise(masks: Iterable[Mask], words: Written) -> Masks:
    """The same masks within the text, in order, none over another; of two that overlap, one stays
    over both, of the longer one's kind. Doing it twice changes nothing more.
    """
    joined: list[Mask] = []
    for mask in sorted(_clipped(masks, words), key=_place):
        last = joined[-1] if joined else None
        if last and last.field == mask.field and _join(last, mask):
            longer = max(last, mask, key=lambda each: each.end - each.start)
            joined[-1] = Mask(last.field, last.start, max(last.end, mask.end), longer.kind)
        else:
            joined.append(mask)
    return tuple(joined)


def _clipped(masks: Iterable[Mask], words: Written) -> Iterable[Mask]:
    for mask in masks:
        start, end = max(0, mask.start), min(mask.end, len(getattr(words, mask.field)))
        if start < end:
            yield Mask(mask.field, start, end, mask.kind)


def _place(mask: Mask) -> tuple[int, int, int]:
    return FIELDS.index(mask.field), mask.start, -mask.end


def _join(first: Mask, second: Mask) -> bool:
    """Whether two masks overlap, or touch and say the same."""
    touch = second.start == first.end and second.kind is first.kind
    return second.start < first.end or touch


def redact(text: str, masks: Iterable[Mask]) -> str:
    """`text` of one field with a label in place of each of its normalised masks."""
    pieces, shown = [], 0
    for mask in masks:
        pieces += [text[shown : mask.start], label(mask, text)]
        shown = mask.end
    return "".join([*pieces, text[shown:]])


def label(mask: Mask, text: str) -> str:
    """What stands where the mask lies over `text`."""
    if mask.kind is MaskKind.INITIAL:
        return f"{text[mask.start].upper()[0]}."
    return LABELS[mask.kind]


def of_field(masks: Iterable[Mask], field: str) -> Masks:
    """The masks over one field."""
    return tuple(mask for mask in masks if mask.field == field)


def public_copy(words: Written, masks: Iterable[Mask]) -> Words:
    """What readers see of `words` under normalised masks."""
    kept = tuple(masks)
    return Words(*(redact(getattr(words, name), of_field(kept, name)) for name in FIELDS))


def suggested(words: Written, findings: str = "") -> Masks:
    """What should be masked: personal data, and whatever the screening found (`findings`, as it is
    kept with the comment). A number that is masked in one place is masked everywhere.
    """
    return _suggested(words.full_name, words.title, words.content, findings)


@lru_cache(maxsize=512)  # a queue shows the same fifty comments again and again
def _suggested(full_name: str, title: str, content: str, findings: str) -> Masks:
    words = Words(full_name, title, content)
    masks = [*_personal(words), *_from_findings(findings)]
    return normalise([*masks, *_repeated_numbers(masks, words)], words)


def _personal(words: Words) -> Iterable[Mask]:
    for name in FIELDS:
        for span in personal_data.find(getattr(words, name)):
            if name == "full_name" and span.kind is PersonalData.CHILD_NAME:
                continue  # what people call themselves
            yield Mask(name, span.start, span.end, MaskKind(span.kind.value))


def _from_findings(findings: str) -> Iterable[Mask]:
    """What the screening would mask, and every rude word whatever it does with the comment."""
    for found in from_json(findings):
        if found.code in _RUDE_CODES:
            kind = MaskKind.RUDE
        elif found.severity is Severity.MASK:
            kind = _KIND_OF.get(found.code.value, MaskKind.OTHER)
        else:
            continue
        yield from (Mask(each.field, each.start, each.end, kind) for each in found.places)


def _repeated_numbers(masks: Iterable[Mask], words: Words) -> Iterable[Mask]:
    for mask in tuple(masks):
        for digits in _DIGITS.findall(getattr(words, mask.field)[mask.start : mask.end]):
            yield from occurrences(digits, words, kind=mask.kind)


def occurrences(
    phrase: str,
    words: Written,
    *,
    fields: Iterable[str] = FIELDS,
    kind: MaskKind = MaskKind.OTHER,
    whole_words: bool = False,
) -> Iterable[Mask]:
    """A mask over every place where `phrase` stands, in whatever case; `whole_words` leaves out
    those inside a longer word.
    """
    edge = r"(?<!\w){}(?!\w)" if whole_words else "{}"
    spelled_out = r"\s+".join(re.escape(word) for word in phrase.split())
    wanted = re.compile(edge.replace("{}", spelled_out), re.IGNORECASE)
    for name in fields if spelled_out else ():
        for found in wanted.finditer(getattr(words, name)):
            yield Mask(name, found.start(), found.end(), kind)


def over_whole_words(mask: Mask, text: str) -> Mask:
    """The mask, reaching over the words it begins and ends in: no part of a word is left to say
    something else.
    """
    start, end = mask.start, mask.end
    for word in _WORD.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return Mask(mask.field, start, end, mask.kind)


def shortened_name(full_name: str) -> Mask | None:
    """The mask that leaves an initial of the last word of a name; None for a name that is short
    already.
    """
    short = personal_data.public_name(full_name)
    last = full_name.rstrip().rpartition(" ")[2]
    if not last or full_name.rstrip() == short:
        return None
    start = full_name.rstrip().rindex(last)
    return Mask("full_name", start, start + len(last), MaskKind.INITIAL)


def chosen_or_suggested(words: Written, masks: str, findings: str) -> Masks:
    """The masks somebody chose (`Comment.masks`), else those suggested."""
    return normalise(parse(masks), words) if masks else suggested(words, findings)
