"""Reasons that an author reads."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment is not published, in the languages of the product."""

    code: str
    wording: Mapping[str, str]  # by language

    def in_language(self, language: str) -> str:
        """The sentence in `language`, in the language of record where it is missing."""
        return self.wording.get(language) or self.wording["vi"]
