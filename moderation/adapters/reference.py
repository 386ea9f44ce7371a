"""Reference data shipped under moderation/data/, each file naming its source."""

import json
from collections.abc import Mapping
from pathlib import Path

from moderation.domain.reasons import Reason

FOLDER = Path(__file__).parent.parent / "data"


def comment_reasons() -> Mapping[str, Reason]:
    """Reasons for not publishing a comment, by code, in the order they are offered."""
    held = json.loads((FOLDER / "comment_reasons.json").read_text(encoding="utf-8"))
    return {
        entry["code"]: Reason(entry["code"], {"vi": entry["vi"], "en": entry["en"]})
        for entry in held["reasons"]
    }
