"""Screening tried on texts whose outcome people have decided: what it catches, what it holds.

The decisions read so: approve is pending; approve_masked may be held, but its personal data is
found; hold, reject and spam are held with a finding of their reason; convert has a problem or a
denunciation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from moderation.domain.errors import Invalid
from moderation.domain.findings import FindingCode, Severity
from moderation.domain.screening import Screening, screen
from moderation.domain.screening_context import ScreeningContext
from moderation.domain.word_lists import WordLists

_LINKS = (
    FindingCode.LINK,
    FindingCode.SHORT_LINK,
    FindingCode.LOOKALIKE_HOST,
    FindingCode.MANY_LINKS,
)
_INSULTS = (FindingCode.INSULT_SURE, FindingCode.INSULT_SUSPECT)
INSULTS = "insults"
#: Reasons as the files name them, and the kind each belongs to.
_KIND_OF = {
    "tuc_tiu": INSULTS,
    "tan_cong_ca_nhan": "attacks",
    "phan_biet": "hate",
    "trai_phap_luat": "incitement",
    "quang_cao": "advertising",
    "lien_ket_doc": "links",
    "chua_kiem_chung": "unverified",
    "to_cao": "denunciation",
}
_CODES = {
    INSULTS: _INSULTS,
    "attacks": (*_INSULTS, FindingCode.THREAT, FindingCode.HATE),
    "hate": (FindingCode.HATE,),
    "incitement": (FindingCode.INCITEMENT, FindingCode.THREAT),
    "advertising": (FindingCode.ADVERTISING, *_LINKS),
    "links": _LINKS,
    "unverified": (FindingCode.UNVERIFIED_CLAIM,),
    "denunciation": (FindingCode.DENUNCIATION,),
}
_PERSONAL = {
    "phone": FindingCode.PHONE,
    "cccd": FindingCode.IDENTITY_NUMBER,
    "cmnd": FindingCode.IDENTITY_NUMBER,
    "email": FindingCode.EMAIL,
    "bank": FindingCode.BANK_ACCOUNT,
    "bank_account": FindingCode.BANK_ACCOUNT,
    "plate": FindingCode.VEHICLE_PLATE,
    "address": FindingCode.HOUSE_ADDRESS,
}
#: Of these nothing may be missed.
SURE_PERSONAL = (FindingCode.PHONE, FindingCode.IDENTITY_NUMBER)
_DECISIONS = ("approve", "approve_masked", "hold", "reject", "spam", "convert")


@dataclass(frozen=True, slots=True)
class Trial:
    """One text and what was decided about it; `personal` are codes and the pieces they hide."""

    name: str
    context: ScreeningContext
    decision: str
    kinds: tuple[str, ...]
    personal: tuple[tuple[FindingCode, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    trial: Trial
    screening: Screening
    is_right: bool


@dataclass(slots=True)
class Figures:
    """`wanted` and `caught` by kind or code of personal data; `false_holds` by reason."""

    wanted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    false_holds: Counter[str] = field(default_factory=Counter)
    results: list[Result] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        """Part caught of what was wanted, 1 when nothing was."""
        return self.caught[kind] / self.wanted[kind] if self.wanted[kind] else 1.0


def read(row: Mapping[str, Any], words: WordLists) -> Trial:
    """A row of the file. Raises Invalid when something is missing or unknown."""
    try:
        expected = row["expected"]
        context = ScreeningContext(
            full_name=row.get("name") or "",
            title=row.get("title") or "",
            content=row["content"],
            words=words,
        )
        decision = expected["outcome"]
        kinds = [_KIND_OF[reason] for reason in expected.get("reasons", ()) if reason in _KIND_OF]
        personal = [
            (_PERSONAL[piece["type"]], piece["value"])
            for piece in expected.get("pii", ())
            if piece["type"] in _PERSONAL
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise Invalid(f"not as expected: {error}") from None
    if decision not in _DECISIONS:
        raise Invalid(f"unknown outcome {decision!r}")
    return Trial(str(row.get("id", "")), context, decision, tuple(kinds), tuple(personal))


def evaluate(trials: Iterable[Trial]) -> Figures:
    """Screens every text and counts."""
    figures = Figures()
    for trial in trials:
        screening = screen(trial.context)
        shown = {finding.code for finding in screening.findings}
        holding = {
            finding.code for finding in screening.findings if finding.severity is Severity.HOLD
        }
        found = [piece for piece in trial.personal if _covers(trial, screening, piece)]
        figures.wanted.update(code.value for code, _ in trial.personal)
        figures.caught.update(code.value for code, _ in found)
        if trial.decision in ("hold", "reject", "spam"):
            figures.wanted.update(trial.kinds)
            figures.caught.update(kind for kind in trial.kinds if holding & set(_CODES[kind]))
        if trial.decision == "approve" and screening.hold:
            figures.false_holds[screening.hold.value] += 1
        if trial.decision == "convert":
            figures.wanted["cues"] += 1
            figures.caught["cues"] += bool(_CUES & shown)
        is_right = _is_right(trial, screening, shown, holding) and len(found) == len(trial.personal)
        figures.results.append(Result(trial, screening, is_right))
    return figures


_CUES = {FindingCode.PROBLEM, FindingCode.DENUNCIATION}


def _is_right(
    trial: Trial, screening: Screening, shown: set[FindingCode], holding: set[FindingCode]
) -> bool:
    if trial.decision == "approve":
        return not screening.is_held
    if trial.decision == "approve_masked":
        return True
    if trial.decision == "convert":
        return bool(_CUES & shown)
    wanted = {code for kind in trial.kinds for code in _CODES[kind]}
    return bool(holding & wanted) if wanted else screening.is_held


def _covers(trial: Trial, screening: Screening, piece: tuple[FindingCode, str]) -> bool:
    """Whether places of that code hide all digits of a piece, or all of one without digits.

    Of an address the number is enough: the street may stay.
    """
    code, value = piece
    texts = {"title": trial.context.title, "content": trial.context.content}
    for finding in screening.findings:
        if finding.code is not code:
            continue
        for place in finding.places:
            hidden = texts.get(place.field, "")[place.start : place.end]
            if value in hidden or (hidden and hidden in value and _is_enough(code, hidden, value)):
                return True
    return False


def _is_enough(code: FindingCode, hidden: str, value: str) -> bool:
    if code is FindingCode.HOUSE_ADDRESS:
        return True
    return [sign for sign in hidden if sign.isdigit()] == [sign for sign in value if sign.isdigit()]
