"""Reasons that an author reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: What is not published as false must have been refuted by an official source, which is cited.
REFUTED = "refuted"
_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
#: 12/QĐ-UBND, 116/2025/QH15, 686-BC/BTGTU.
_DOCUMENT = re.compile(
    r"(?<![\w/])\d{1,6}(?:/\d{4})?[/-][A-ZĐƯ]{2,8}\d{0,2}(?:[/-][A-ZĐƯ]{2,10})*(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment is not published, in the languages of the product."""

    code: str
    wording: Mapping[str, str]  # by language
    is_active: bool = True  # no longer given otherwise; whoever was given it still reads it

    def in_language(self, language: str) -> str:
        """The sentence in `language`, in the language of record where it is missing."""
        return self.wording.get(language) or self.wording["vi"]


def cites_source(text: str) -> bool:
    """Whether a reason names where one can look it up: a web address or a document's number."""
    return bool(_ADDRESS.search(text) or _DOCUMENT.search(text))
