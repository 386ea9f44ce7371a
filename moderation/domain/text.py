"""Text as people type it: tidied, folded for comparison, cut at words."""

import re
import unicodedata

#: Direction overrides make a text show other words than it holds; nobody types them.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BLANK = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def tidy_line(text: str) -> str:
    """One line: NFC, control characters gone, every run of white space one space, trimmed."""
    return " ".join(_INVISIBLE.sub(" ", _newlines(text)).split())


def tidy_block(text: str) -> str:
    """Paragraphs: NFC, control characters gone, at most one empty line in a row, trimmed."""
    lines = _BLANK.sub(" ", _INVISIBLE.sub("", _newlines(text))).split("\n")
    return _MANY_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def tidy_markdown(text: str) -> str:
    """As `tidy_block`, but indentation and empty lines mean something and stay."""
    return _INVISIBLE.sub("", _newlines(text)).strip("\n").rstrip()


def _newlines(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


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
