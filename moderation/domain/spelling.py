"""What a text says, however it is spelled: one spelling for all, with the way back to the original.

NFC or NFD, wide or small letters, look-alikes of other alphabets, digits for letters, letters set
apart, letters repeated, the tone on either vowel: they read the same. `text.fold` goes further and
drops the marks; here they stay, because they tell "các" from what it is not.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from moderation.domain.lookalikes import DIGITS, LETTERS, SHORT_WORDS
from moderation.domain.text import fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_MARKS = frozenset(_TONES + "\u0302\u0306\u031b")
_TONED = {
    unicodedata.normalize("NFC", vowel + tone): (vowel, tone)
    for vowel in _VOWELS
    for tone in _TONES
}
_OURS = frozenset("abcdefghijklmnopqrstuvwxyzđ" + _VOWELS + "".join(_TONED))
_UNTONED = str.maketrans({toned: vowel for toned, (vowel, _) in _TONED.items()})
_KNOWN = "\n\t -~“”‘’–—" + "".join(sorted(_OURS | {sign.upper() for sign in _OURS}))

_UNKNOWN = re.compile(rf"[^{_KNOWN}]")
_STRANGE = re.compile(rf"[^\W_]?[^{_KNOWN}]+")
_L = r"[^\W\d_]"
_DIGIT_INSIDE = re.compile(rf"[0134@!](?<={_L}.)")
_DIGITS = re.compile(rf"(?<![\w@]){_L}{{1,6}}(?:[0134]|[@!](?={_L}))[^\W25-9_]{{0,8}}(?!\w)")
_APART = re.compile(
    rf"(?<![\w*@])(?={_L}[ .*_·|/-])"
    rf"(?:{_L}(?:[ ]?[.*_·|/-]{{1,3}}[ ]?(?:{_L}|[0134])(?!\w))+|{_L}(?: {_L}(?!\w)){{2,}})"
)
_CUT = re.compile(rf"(?<![\w.@])(?:{_L}[._-]{{1,3}}{_L}{{2,4}}|{_L}{{2,4}}[._-]{{1,3}}{_L})(?!\w)")
_CUT_INSIDE = re.compile(rf"[._-]{_L}")
_REPEATED = re.compile(r"([^\W\d_]|\*)\1+")
_LATE_TONE = re.compile(
    rf"(?<![{_VOWELS}{''.join(_TONED)}])[{_VOWELS}]++[{''.join(_TONED)}][{_VOWELS}]*+"
    rf"(?![{''.join(_TONED)}])"
)
#: "lon`", "vai~": tones typed behind the word.
_TYPED_TONE = re.compile(rf"(?<={_L})[`~^´]+")
_J_INSIDE = re.compile(rf"(?<={_L})j")
_WORD = re.compile(r"[^\W_]+(?:\*[^\W_]+)*")
#: "fải" is "phải"; words of other languages have no marks and stay.
_SOUNDS = {"f": "ph", "w": "qu", "z": "d"}
_SOUND = re.compile(r"\b[fwz](?=[a-z]?[^\W\da-z_])")
#: What is uncovered may uncover more; nobody who wants to be read goes that far.
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Spelling:
    """`text` reads as the original; its character i began at `starts[i]` there.

    `starts` has one more entry, the length of the original. `hidden` are spans of the original that
    were disguised, in order. `words` are in order, short ones in full: "ko" is "không".
    """

    text: str
    starts: Sequence[int]
    hidden: tuple[tuple[int, int], ...] = ()
    words: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        text = self.text
        if "f" in text or "w" in text or "z" in text:
            text = _SOUND.sub(_our_sound, text)
        written = _WORD.findall(text)
        words = tuple(map(SHORT_WORDS.get, written, written))
        object.__setattr__(self, "words", words)

    def spans(self) -> list[tuple[int, int]]:
        """Where each of `words` stands in the original."""
        return [(self.starts[first], self._end(last)) for first, last in self._places()]

    def finder(self) -> Callable[[int, int], tuple[int, int]]:
        """Gives where the words from one number up to another stand in the original; quicker than
        `spans` when few are asked for.
        """
        places = self._places()
        return lambda first, last: (self.starts[places[first][0]], self._end(places[last - 1][1]))

    def _places(self) -> list[tuple[int, int]]:
        return [found.span() for found in _WORD.finditer(self.text)]

    def _end(self, last: int) -> int:
        """Where the character before `last` ends; one sign may stand for several: "¼", "ﬁ"."""
        end, start = self.starts[last], self.starts[last - 1]
        return end if end > start else self.starts[bisect_right(self.starts, start)]

    def is_hidden(self, start: int, end: int) -> bool:
        """Whether somebody disguised something in this span of the original."""
        place = bisect_left(self.hidden, (end, end)) - 1
        # Spans may overlap but none reaches far beyond the one behind it: two are enough to see.
        return any(last > start for _, last in self.hidden[max(0, place - 1) : place + 1])


Edit = tuple[str, Sequence[int]]  # the new letters, and where each began in what they replace


def normalise(original: str) -> Spelling:
    """The one spelling of `original`. Its `text` is idempotent, and the same for NFC and NFD.

    Takes time in proportion to the length.
    """
    hidden: list[tuple[int, int]] = []
    text: str = original
    starts: Sequence[int] = range(len(original) + 1)
    # Here and below, most texts have nothing to be changed, and looking first is quick.
    if _UNKNOWN.search(original):
        text, starts = _edited(original, starts, _STRANGE, _familiar, hidden)
    text = text.lower()
    if any(sign in text for sign in "`~^´"):
        text, starts = _edited(text, starts, _TYPED_TONE, _nothing, hidden)
    text, starts = _without_repeats(_with_i(text), starts)
    for _ in range(_ROUNDS):
        before = len(hidden)
        text, starts = _revealed(text, starts, hidden)
        if len(hidden) == before:
            break
    return Spelling(_LATE_TONE.sub(_early_tone, text), starts, tuple(sorted(hidden)))


def _revealed(
    text: str, starts: Sequence[int], hidden: list[tuple[int, int]]
) -> tuple[str, Sequence[int]]:
    before = len(hidden)
    if _DIGIT_INSIDE.search(text):
        text, starts = _edited(text, starts, _DIGITS, _letters_for_digits, hidden)
    text, starts = _edited(text, starts, _APART, _joined, hidden)
    if _CUT_INSIDE.search(text):
        text, starts = _edited(text, starts, _CUT, _joined, hidden)
    if len(hidden) == before:
        return text, starts
    return _without_repeats(_with_i(text), starts)


def _with_i(text: str) -> str:
    """ "j" inside a word reads "i": "djt"."""
    return _J_INSIDE.sub("i", text) if "j" in text else text


def composed(original: str) -> tuple[str, Sequence[int]]:
    """`original` in NFC, and where each of its characters began, one more entry for the end."""
    if unicodedata.is_normalized("NFC", original):
        return original, range(len(original) + 1)
    return _edited(original, range(len(original) + 1), _CLUSTER, _composed, [])


_CLUSTER = re.compile(r"\w[^\w\s!-~]+")


def _composed(found: re.Match[str]) -> Edit:
    new = unicodedata.normalize("NFC", found[0])
    return new, [min(place, len(found[0]) - 1) for place in range(len(new))]


def _edited(
    text: str,
    starts: Sequence[int],
    pattern: re.Pattern[str],
    change: Callable[[re.Match[str]], Edit | None],
    hidden: list[tuple[int, int]],
) -> tuple[str, Sequence[int]]:
    """`text` with what `change` makes of each match; None leaves a match alone.

    The spans of changed matches that hid something are added to `hidden`.
    """
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for found in pattern.finditer(text):
        edit = change(found)
        if edit is None:
            continue
        first, last = found.span()
        new, offsets = edit
        pieces += [text[done:first], new]
        kept += starts[done:first]
        kept += [starts[first + offset] for offset in offsets]
        done = last
        if pattern is not _STRANGE or any(sign in LETTERS for sign in found[0].lower()):
            hidden.append((starts[first], starts[last]))
    if not pieces:
        return text, starts
    return "".join([*pieces, text[done:]]), [*kept, *starts[done:]]


#: A letter and two marks; there are signs that stand for eighteen letters.
_MOST_PARTS = 3


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """What is left of one character: lower-case letters of ours, and Vietnamese marks."""
    parts = sign
    for _ in range(3):  # what a sign stands for may itself stand for something
        parts = unicodedata.normalize("NFKD", "".join(LETTERS.get(part, part) for part in parts))
        parts = parts.lower()
    seen = [part for part in parts if part in _MARKS or _is_seen(part)]
    return "".join(seen[:_MOST_PARTS])


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Mn", "Me", "Cf", "Cc", "Cs") or sign in "\n\t"


def _familiar(found: re.Match[str]) -> Edit:
    letters: list[str] = []
    offsets: list[int] = []
    for offset, sign in enumerate(found[0]):
        for part in _plain(sign):
            if part not in _MARKS:
                letters.append(part)
                offsets.append(offset)
            elif letters:
                letters[-1] = _with_mark(letters[-1], part)
    return "".join(letters), offsets


def _with_mark(letter: str, mark: str) -> str:
    marked = unicodedata.normalize("NFC", letter + mark)
    return marked if marked in _OURS else letter


def _letters_for_digits(found: re.Match[str]) -> Edit | None:
    word = found[0]
    behind = found.string[found.end() : found.end() + 2]
    is_address = "@" in word and (behind[:1] == "@" or (behind[:1] == "." and behind[1:].isalnum()))
    if is_address or any(one.isdigit() and two.isdigit() for one, two in pairwise(word)):
        return None
    return "".join(DIGITS.get(sign, sign) for sign in word), range(len(word))


def _nothing(found: re.Match[str]) -> Edit:
    return "", ()


def _joined(found: re.Match[str]) -> Edit | None:
    """Letters set apart as one word, unless they are initials in front of a name: "Đ.M.Tuấn"."""
    run = found[0]
    behind = found.string[found.end() : found.end() + 2]
    letters, digits = sum(map(str.isalpha, run)), sum(map(str.isdigit, run))
    starred = "*" in run and len(run) < 5
    if starred or letters <= digits or (behind[:1] in (".", "-", "@") and behind[1:].isalnum()):
        return None
    offsets = [offset for offset, sign in enumerate(run) if sign.isalnum()]
    return "".join([DIGITS.get(run[offset], run[offset]) for offset in offsets]), offsets


def _without_repeats(text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Every run of a letter is one letter; a word of only that letter keeps two."""
    untoned = text.translate(_UNTONED)
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for found in _REPEATED.finditer(untoned):
        first, last = found.span()
        run = text[first:last]
        marked = next((sign for sign in run if sign in _TONED), run[0])
        alone = not (text[first - 1 : first].isalpha() or text[last : last + 1].isalpha())
        stay = 2 if alone and marked.isalpha() else 1
        pieces += [text[done:first], marked, untoned[first] * (stay - 1)]
        kept += starts[done : first + stay] if first >= done else ()
        done = last
    if not pieces:
        return text, starts
    return "".join([*pieces, text[done:]]), [*kept, *starts[done:]]


def _early_tone(found: re.Match[str]) -> str:
    """The tone on the first of the vowels: "hoà" and "hòa" are one."""
    return _toned_early(found[0])


@lru_cache(maxsize=1024)
def _toned_early(run: str) -> str:
    tone = next(_TONED[sign][1] for sign in run if sign in _TONED)
    return unicodedata.normalize("NFC", run[0] + tone) + run[1:].translate(_UNTONED)


def _our_sound(found: re.Match[str]) -> str:
    return _SOUNDS[found[0]]


_BARE = str.maketrans({letter: fold(letter) for letter in _OURS if fold(letter) != letter})


def fold_letters(text: str) -> str:
    """Normalised `text` without marks, letter for letter; quicker than `fold`."""
    return text.translate(_BARE)
