"""What screening found, as a card shows it: marked in the text, explained below. The only place of
the desk that knows the screening's form.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from moderation.domain.findings import Finding, FindingCode, Severity, from_json
from moderation.web.filters import paragraphs
from moderation.web.locale import language
from moderation.web.words import gettext

_C = FindingCode
_RUDE = frozenset({_C.INSULT_SURE, _C.INSULT_SUSPECT, _C.HATE, _C.THREAT, _C.INCITEMENT})


@dataclass(frozen=True, slots=True)
class Seen:
    """The findings of one comment, numbered from 1 as they are shown."""

    found: Sequence[Finding]

    def lines(self) -> list[tuple[int, str]]:
        """Number and sentence of each finding; 0 where it points at no place in the text."""
        spoken = language()
        return [
            (number if finding.places else 0, _line(finding, spoken))
            for number, finding in enumerate(self.found, start=1)
        ]

    def marked(self, field: str, text: str) -> Markup:
        """The words of `field` as paragraphs, every place of a finding in it marked."""
        spans = self._spans(field, len(text))
        if not spans:
            return paragraphs(text)
        return _as_paragraphs("".join(_pieces(text, spans)))

    def marked_line(self, field: str, text: str) -> Markup:
        """The same in one line, for a title or a name."""
        spans = self._spans(field, len(text))
        return Markup("".join(_pieces(text, spans))) if spans else escape(text)  # noqa: S704 - escaped piece by piece

    def why_held(self, hold_code: str | None) -> str:
        """The sentence of the finding for which a comment is held; "" for none."""
        held = (finding for finding in self.found if finding.code == hold_code)
        finding = next(held, None)
        return finding.sentence(language()) if finding else ""

    @property
    def to_mask(self) -> int:
        """How many places are better hidden before readers see the text."""
        return sum(len(each.places) for each in self.found if each.severity is Severity.MASK)

    def _spans(self, field: str, length: int) -> list[tuple[int, int, int, bool]]:
        """(start, end, number, is rude) of the places in `field`, in order; where two overlap, the
        later one gives way.
        """
        places = sorted(
            (place.start, min(place.end, length), number, finding.code in _RUDE)
            for number, finding in enumerate(self.found, start=1)
            for place in finding.places
            if place.field == field
        )
        kept: list[tuple[int, int, int, bool]] = []
        for start, end, number, is_rude in places:
            begins = max(start, kept[-1][1] if kept else 0)
            if begins < end:
                kept.append((begins, end, number, is_rude))
        return kept


NOTHING = Seen(())


def read(kept: str) -> Seen:
    """The findings kept with a comment."""
    return Seen(from_json(kept)) if kept else NOTHING


def read_all(rows: Iterable[object]) -> Mapping[int, Seen]:
    """The same for the rows of a page that have some, by comment id."""
    return {row.id: read(row.findings) for row in rows if row.findings}  # type: ignore[attr-defined]  # rows of columns


def _line(finding: Finding, spoken: str) -> str:
    said = finding.sentence(spoken).rstrip(".")
    if finding.severity is Severity.MASK:
        return gettext("%(found)s: đề nghị che", found=said)
    return said


def _pieces(text: str, spans: Iterable[tuple[int, int, int, bool]]) -> Iterable[str]:
    """Escaped text and marks; a mark ends with its line and begins anew on the next."""
    at = 0
    for start, end, number, is_rude in spans:
        yield str(escape(text[at:start]))
        lines = text[start:end].split("\n")
        for index, line in enumerate(lines):
            last = index == len(lines) - 1
            if line:
                yield _mark(line, number if last else 0, is_rude)
            if not last:
                yield "\n"
        at = end
    yield str(escape(text[at:]))


def _mark(line: str, number: int, is_rude: bool) -> str:
    rude = " is-rude" if is_rude else ""
    note = f"<sup>{number}</sup>" if number else ""
    return f'<mark class="ln-find{rude}">{escape(line)}{note}</mark>'


def _as_paragraphs(made: str) -> Markup:
    parts = [part.replace("\n", "<br>") for part in made.split("\n\n")]
    return Markup("".join(f"<p>{part}</p>" for part in parts))  # noqa: S704 - escaped piece by piece
