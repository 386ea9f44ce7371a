"""What screening found, as a card shows it: marked in the text, explained below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from moderation.domain.findings import Finding, FindingCode, Severity, from_json
from moderation.domain.redaction import of_field
from moderation.web.locale import language
from moderation.web.staff.masking import Reading, drawn, over
from moderation.web.words import gettext

_C = FindingCode
_RUDE = frozenset({_C.INSULT_SURE, _C.INSULT_SUSPECT, _C.HATE, _C.THREAT, _C.INCITEMENT})


class Span(NamedTuple):
    """A place of the finding `number`."""

    start: int
    end: int
    number: int
    is_rude: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """The findings of one comment, numbered from 1 as they are shown."""

    found: Sequence[Finding]

    def lines(self) -> list[tuple[int, str]]:
        """Number and sentence of each finding; 0 where it points at no place in the text."""
        spoken, to_mask = language(), gettext("%(found)s: đề nghị che")
        lines = []
        for number, finding in enumerate(self.found, start=1):
            said = finding.sentence(spoken).rstrip(".")
            if finding.severity is Severity.MASK:
                said = to_mask % {"found": said}
            lines.append((number if finding.places else 0, said))
        return lines

    def drawn(self, read: Reading, field: str) -> Markup:
        """A field as `masking.drawn`, with the places of findings marked where no mask lies over
        them, and their numbers behind the masks that do.
        """
        text = getattr(read.words, field)
        spans = [] if read.is_copy else self.spans(field, len(text))
        if not spans:
            return drawn(read, field)
        pieces: list[str] = []
        shown = 0
        for mask in of_field(read.masks, field):
            pieces += _between(text, shown, mask.start, spans)
            pieces.append(over(mask, text))
            pieces += [
                _number(span) for span in spans if span.start < mask.end and mask.start < span.end
            ]
            shown = mask.end
        pieces += _between(text, shown, len(text), spans)
        return Markup("".join(pieces))  # noqa: S704 - every piece of text is escaped

    def why_held(self, hold_code: str | None) -> str:
        """The sentence of the finding for which a comment is held; "" for none."""
        held = (finding for finding in self.found if finding.code == hold_code)
        finding = next(held, None)
        return finding.sentence(language()) if finding else ""

    def spans(self, field: str, length: int) -> list[Span]:
        """The places in `field`, in order; where two overlap, the later one gives way."""
        places = sorted(
            Span(place.start, min(place.end, length), number, finding.code in _RUDE)
            for number, finding in enumerate(self.found, start=1)
            for place in finding.places
            if place.field == field
        )
        kept: list[Span] = []
        for span in places:
            begins = max(span.start, kept[-1].end if kept else 0)
            if begins < span.end:
                kept.append(span._replace(start=begins))
        return kept


NOTHING = Seen(())


def read(kept: str) -> Seen:
    """The findings kept with a comment."""
    return Seen(from_json(kept)) if kept else NOTHING


def read_all(rows: Iterable[object]) -> Mapping[int, Seen]:
    """The same for the rows of a page that have some, by comment id."""
    return {row.id: read(row.findings) for row in rows if row.findings}  # type: ignore[attr-defined]  # rows of columns


def _between(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterable[str]:
    """`text[start:end]` as HTML, the parts of spans in it marked. Plain strings: a page has
    hundreds of marks.
    """
    at = start
    for span in spans:
        begins, ends = max(span.start, start), min(span.end, end)
        if begins < ends:
            rude = " is-rude" if span.is_rude else ""
            number = _number(span) if ends == span.end else ""
            yield str(escape(text[at:begins]))
            yield f'<mark class="ln-find{rude}">{escape(text[begins:ends])}{number}</mark>'
            at = ends
    yield str(escape(text[at:end]))


def _number(span: Span) -> str:
    """What `data-label` marks is no part of the text: masks.js counts without it."""
    return f"<sup data-label>{span.number}</sup>"
