"""Contact details shown inside the house without being told; words without who sent them."""

import re
import unicodedata
from collections.abc import Iterator

from moderation.domain.text import fold

_NAME = "[tên người gửi]"
_ADDRESS = "[địa chỉ]"
#: How people are spoken of: after one of these a single word with a capital is a name.
_SPOKEN_OF = (
    "anh", "bà", "bác", "chị", "cháu", "chú", "cô", "cậu", "cụ", "dì", "em", "mợ", "ông", "thầy",
    "chi", "ong",  # without marks
)  # fmt: skip
_LAST_WORD = re.compile(r"(\w+)\s+$")
_LONGEST_WORD = 8


def mask_phone(number: str) -> str:
    """The last three digits only: "+84900000101" -> "••• ••• 101"."""
    return f"••• ••• {number[-3:]}"


def mask_email(address: str) -> str:
    """First letter and domain: "hoa@mail.example" -> "h•••@mail.example"."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def without_sender(text: str, full_name: str, address: str = "") -> str:
    """`text` with a label for the sender's whole name, for its last two words, and for `address`,
    with or without marks; for its last word only after "chị", "ông" and the like, with a capital:
    most names are also words.
    """
    for pattern in _names(full_name):
        text = _cut(text, pattern, _NAME)
    text = _without_given_name(text, fold(full_name).split())
    return _cut(text, _phrase(fold(address)), _ADDRESS) if address else text


def _without_given_name(text: str, parts: list[str]) -> str:
    """`text` with a label for the last of `parts` where somebody is spoken of by it."""
    flat = _flat(text)
    if not parts or parts[-1] not in flat:  # most texts: no pattern is made for them
        return text
    pieces, shown = [], 0
    for hit in _phrase(parts[-1]).finditer(flat):
        if text[hit.start()].isupper() and _is_spoken_of(text[: hit.start()]):
            pieces += [text[shown : hit.start()], _NAME]
            shown = hit.end()
    return "".join([*pieces, text[shown:]])


def _is_spoken_of(before: str) -> bool:
    """Whether the words `before` a name end with how people are spoken of."""
    last = _LAST_WORD.search(unicodedata.normalize("NFC", before[-_LONGEST_WORD:]))
    return last is not None and last[1].casefold() in _SPOKEN_OF


def _names(full_name: str) -> Iterator[re.Pattern[str]]:
    parts = fold(full_name).split()
    for name in (parts, parts[-2:]) if len(parts) > 2 else (parts,):
        if len(name) > 1:
            yield _phrase(" ".join(name))


def _phrase(words: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)")


def _cut(text: str, pattern: re.Pattern[str], label: str) -> str:
    """`text` with `label` wherever its folded form fits `pattern`."""
    pieces, shown = [], 0
    for hit in pattern.finditer(_flat(text)):
        pieces += [text[shown : hit.start()], label]
        shown = hit.end()
    return "".join([*pieces, text[shown:]])


def _flat(text: str) -> str:
    """Folded, every letter in its place."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join((fold(letter) or "\0")[0] for letter in text)
