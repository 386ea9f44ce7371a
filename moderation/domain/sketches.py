"""Was this text here before? A key that trivial changes leave alone; a sketch for near repeats."""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from moderation.domain.spelling import Spelling, fold_letters, normalise

#: Bytes of one shingle's hash, and how many of the smallest a sketch keeps: 128 bytes in all.
_SIZE, _KEPT = 4, 32
_ALNUM = re.compile(r"[^\W_]+")
#: Shorter texts have too few shingles to be compared: "Rất hay, cảm ơn" is nobody's copy.
FEWEST_SHINGLES = 8


@dataclass(frozen=True, slots=True)
class RecentText:
    comment_id: int
    sketch: bytes


def text_key(title: str, content: str) -> str:
    """64 hex digits, the same for texts that differ in marks, case, spaces or punctuation only."""
    return key_of([normalise(title), normalise(content)])


def sketch(title: str, content: str) -> bytes:
    """At most 128 bytes that tell how many pairs of words two texts share; b"" without words."""
    return sketch_of([normalise(title), normalise(content)])


def key_of(spellings: Iterable[Spelling]) -> str:
    """`text_key` of what is already normalised."""
    text = "\n".join([spelling.text for spelling in spellings])
    letters = "".join(_ALNUM.findall(fold_letters(text)))
    # Only signs: they are all there is to compare.
    letters = letters or "".join(text.split())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()


def sketch_of(spellings: Iterable[Spelling]) -> bytes:
    """`sketch` of what is already normalised."""
    words: list[bytes] = []
    for spelling in spellings:
        words += fold_letters(" ".join(spelling.words)).encode("utf-8", "replace").split()
    shingles = {zlib.crc32(two, zlib.crc32(one)) for one, two in pairwise(words)}
    smallest = sorted(shingles)[:_KEPT]
    return b"".join([shingle.to_bytes(_SIZE, "big") for shingle in smallest])


@lru_cache(maxsize=1024)  # recent texts are compared with each new one
def _cut(kept: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f">{len(kept) // _SIZE}I", kept))


def similarity(one: bytes, other: bytes) -> float:
    """About which part of their pairs of words two sketched texts share, 0 to 1."""
    return _share(_cut(one), _cut(other))


def _share(ours: frozenset[int], theirs: frozenset[int], least: float = 0.0) -> float:
    """`similarity`, or 0 as soon as it can't reach `least`."""
    shared = ours & theirs
    if len(shared) < least * max(len(ours), len(theirs)):
        return 0.0
    smallest = sorted(ours | theirs)[:_KEPT]
    # Both have the smallest of their own, so what both have among the smallest is their share.
    return len(shared.intersection(smallest)) / len(smallest) if smallest else 0.0


def near(mine: bytes, recent: Iterable[RecentText], least: float) -> list[tuple[int, float]]:
    """Recent texts at least that similar: number of the comment and similarity, closest first."""
    ours = _cut(mine)
    if len(ours) < FEWEST_SHINGLES:
        return []
    # A near copy has one of the smallest in common.
    one, two, three, four = (mine[place : place + _SIZE] for place in range(0, 4 * _SIZE, _SIZE))
    found = [
        (text.comment_id, _share(ours, _cut(text.sketch), least))
        for text in recent
        if (kept := text.sketch) and (one in kept or two in kept or three in kept or four in kept)
    ]
    alike = [(number, share) for number, share in found if share >= least]
    return sorted(alike, key=lambda pair: (-pair[1], pair[0]))
