"""Reference data shipped under moderation/data/, each file naming its source."""

import json
from collections.abc import Mapping
from pathlib import Path

from moderation.domain.reasons import Reason
from moderation.domain.word_lists import WordListName

FOLDER = Path(__file__).parent.parent / "data"


def comment_reasons() -> Mapping[str, Reason]:
    """Reasons for not publishing a comment, by code, in the order they are offered."""
    return _reasons("comment_reasons.json")


def complaint_reasons() -> Mapping[str, Reason]:
    """Reasons for not accepting a complaint, by code, in the order they are offered."""
    return _reasons("complaint_reasons.json")


def word_lists() -> dict[WordListName, str]:
    """The lists screening starts with, in the form in which administrators edit them."""
    folder = FOLDER / "word_lists"
    return {name: (folder / f"{name}.txt").read_text(encoding="utf-8") for name in WordListName}


def _reasons(name: str) -> Mapping[str, Reason]:
    held = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return {
        entry["code"]: Reason(entry["code"], {"vi": entry["vi"], "en": entry["en"]})
        for entry in held["reasons"]
    }
