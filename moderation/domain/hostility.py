"""Hostile sentences by how they are built, whatever their words: who speaks, to whom or of whom,
and what is wished on them, a few words apart.

The lists (`word_lists.py`) know phrases; here only kinds of words (`signs.py`) and their distance
count.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from moderation.domain.findings import FindingCode
from moderation.domain.signs import Sign, Signs
from moderation.domain.spelling import Spelling


class Hostile(NamedTuple):
    """What is built so, and where in the original."""

    code: FindingCode
    places: tuple[tuple[int, int], ...]


#: Without one of these nothing below applies.
_ANCHORS = frozenset(
    ("speaker", "you", "head", "group", "all", "must", "crowd", "warning", "people")
)


def hostile(signs: Signs, spelling: Spelling, original: str) -> Iterator[Hostile]:
    """Threats, insults, contempt and calls for violence in one text, each kind at most once.

    Takes time in proportion to the length.
    """
    if _ANCHORS.isdisjoint(signs):
        return
    span = spelling.finder()
    for code, rule in _RULES:
        for one, other in rule(signs):
            places = tuple(sorted(span(sign.first, sign.last) for sign in (one, other)))
            if not _is_cut(original[places[0][1] : places[1][0]]):
                yield Hostile(code, places)
                break


def _is_cut(between: str) -> bool:
    """Whether a sentence ends there."""
    return any(sign in between for sign in ".!?\n;")


Pairs = Iterable[tuple[Sign, Sign]]


def _pairs(signs: Signs, one: str, other: str, apart: int, *, either: bool = False) -> Pairs:
    """Signs of both kinds, the second at most `apart` words behind the first, or before it."""
    others = signs.get(other, [])
    begin = 0
    for sign in signs.get(one, ()):
        while begin < len(others) and others[begin].last + apart < sign.first:
            begin += 1
        for mate in others[begin : begin + _FEW]:
            behind = 0 <= mate.first - sign.last <= apart
            before = either and 0 <= sign.first - mate.last <= apart
            if behind or before:
                yield sign, mate


#: So many neighbours are looked at; more of one kind in a few words say nothing new.
_FEW = 12


def _told(signs: Signs, sign: Sign, before: int = 5) -> bool:
    """Whether it is only told, feared or asked against."""
    return any(0 <= sign.first - other.last < before for other in signs.get("told", ()))


def _threat(signs: Signs) -> Pairs:
    for pair in _pairs(signs, "speaker", "violence", 9, either=True):
        if not _told(signs, pair[0], 3):
            yield pair
    yield from _pairs(signs, "you", "doom", 6)
    yield from _pairs(signs, "crowd", "harm", 9)
    for pair in _pairs(signs, "warning", "harm", 7):
        if not _told(signs, pair[0], 3):
            yield pair


def _insult(signs: Signs) -> Pairs:
    yield from _pairs(signs, "you", "scorn", 5)
    yield from _pairs(signs, "speaker", "you", 12, either=True)
    for head, scorn in _pairs(signs, "head", "person_scorn", 4):
        if not _told(signs, head):
            yield head, scorn


def _hate(signs: Signs) -> Pairs:
    for mark, group in _pairs(signs, "mark", "group", 3):
        if not _told(signs, mark):
            yield from _near(signs, group, "contempt", 5)
            yield from ((expel, group) for expel in _before(signs, group, "expel", 4))
    for who, how, apart in (("group", "always", 2), ("group", "sheer", 2), ("people", "sheer", 4)):
        for people, always in _pairs(signs, who, how, apart):
            yield from ((people, contempt) for _, contempt in _near(signs, always, "contempt", 3))


def _near(signs: Signs, sign: Sign, kind: str, apart: int) -> Pairs:
    """`sign` and what of a kind stands at most `apart` words behind it."""
    return _pairs({"sign": [sign], kind: signs.get(kind, [])}, "sign", kind, apart)


def _before(signs: Signs, sign: Sign, kind: str, apart: int) -> Iterator[Sign]:
    """What of a kind stands at most `apart` words in front of `sign` and isn't only told."""
    for other in signs.get(kind, ()):
        if 0 <= sign.first - other.last <= apart and not _told(signs, other):
            yield other


def _incitement(signs: Signs) -> Pairs:
    if "told" in signs:
        return
    acts = [*_pairs(signs, "wreck", "place", 3), *_pairs(signs, "strike", "person", 3)]
    if "all" in signs and "urge" in signs:
        yield from acts
    for act in acts:
        is_bidden = any(0 <= act[0].first - must.last <= 1 for must in signs.get("must", ()))
        if is_bidden and "fear" in signs:
            yield act


_RULES = (
    (FindingCode.THREAT, _threat),
    (FindingCode.INSULT_SURE, _insult),
    (FindingCode.HATE, _hate),
    (FindingCode.INCITEMENT, _incitement),
)
