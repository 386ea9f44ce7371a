"""Text as people type it: tidied, folded for comparison, cut at words."""

import re
import unicodedata

_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]")
#: Direction overrides make a text show other words than it holds, the rest shows nothing at all:
#: nobody types them, and a name made of them only is no name.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
#: Fillers of Hangul and the empty Braille cell: as wide as a letter and as empty as a space.
_FILLER = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
#: Variation selectors mean something behind the sign they vary.
_LOOSE_SELECTOR = re.compile(
    r"(?<![^\s\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f])"
    r"[\u180b-\u180d\u180f\ufe00-\ufe0f]+"
)
#: The joiner is needed between two emoji, the non-joiner between two letters.
_EMOJI = r"\u203c-\u3299\U0001f000-\U0001faff"
_LOOSE_JOINER = re.compile(
    rf"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])"
    r"|(?<![^\W\d_])\u200c|\u200c(?![^\W\d_])"
)
_MOST_MARKS = 4  # Vietnamese needs two; a tower of them covers the lines above and below
_MAYBE_MARKS = re.compile(rf"[^\w\s!-~]{{{_MOST_MARKS + 1},}}")
_BLANK = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def tidy_line(text: str) -> str:
    """One line: NFC, nothing unseen, every run of white space one space, trimmed."""
    return " ".join(_seen(_CONTROL.sub(" ", _newlines(text))).split())


def tidy_block(text: str) -> str:
    """Paragraphs: NFC, nothing unseen, at most one empty line in a row, trimmed."""
    lines = _BLANK.sub(" ", _seen(_CONTROL.sub("", _newlines(text)))).split("\n")
    return _MANY_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def tidy_markdown(text: str) -> str:
    """As `tidy_block`, but indentation and empty lines mean something and stay."""
    return _seen(_CONTROL.sub("", _newlines(text))).strip("\n").rstrip()


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _seen(text: str) -> str:
    """`text` in NFC without what nobody sees, and with no more marks on a letter than are read."""
    text = _FILLER.sub(" ", _UNSEEN.sub("", text))
    text = _LOOSE_JOINER.sub("", _LOOSE_SELECTOR.sub("", text))
    return _MAYBE_MARKS.sub(_with_few_marks, unicodedata.normalize("NFC", text))


def _with_few_marks(found: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in found[0]:
        marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def fold(text: str) -> str:
    """`text` without marks and case, for comparing: "Phường ĐỊNH Công" -> "phuong dinh cong".

    NFC and NFD spellings give the same; idempotent.
    """
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", kept).casefold()


def slugify(text: str, limit: int = 80) -> str:
    """Words of `text` for an address: a-z, 0-9 and dashes, cut between words at `limit`
    characters.
    """
    words = _NOT_WORD.sub("-", fold(text)).strip("-")
    if len(words) <= limit:
        return words
    return words[: limit + 1].rpartition("-")[0] or words[:limit]


def shorten(text: str, limit: int) -> str:
    """The first `limit` characters or fewer, cut at a word, an ellipsis behind when cut."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[:limit].rpartition(" ")[0] or line[: limit - 1]
    return head.rstrip(" ,.;:-") + "…"
