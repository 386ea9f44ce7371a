"""Contact details shown inside the house without being told; words without who sent them."""

import re
from collections.abc import Iterator

from moderation.domain.text import fold

_NAME = "[tên người gửi]"
_ADDRESS = "[địa chỉ]"


def mask_phone(number: str) -> str:
    """The last three digits only: "+84900000101" -> "••• ••• 101"."""
    return f"••• ••• {number[-3:]}"


def mask_email(address: str) -> str:
    """First letter and domain: "hoa@mail.example" -> "h•••@mail.example"."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def without_sender(text: str, full_name: str, address: str = "") -> str:
    """`text` with a label for the sender's whole name, for its last two words, and for `address`,
    with or without marks. A single word is left: most names are also words.
    """
    for pattern in _names(full_name):
        text = _cut(text, pattern, _NAME)
    return _cut(text, _phrase(fold(address)), _ADDRESS) if address else text


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
