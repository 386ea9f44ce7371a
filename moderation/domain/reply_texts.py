"""Placeholders of the standard answers: what may stand in them, and putting the words in."""

import re
from collections.abc import Mapping

from moderation.domain.errors import Invalid

#: What a standard answer may hold between braces.
PLACEHOLDERS = ("code", "ward", "agency", "due")
_BRACES = re.compile(r"\{([^{}]*)\}")


def check(text: str) -> None:
    """Raises Invalid (field `text`, the message names the first fault) for a placeholder nobody
    knows, or a brace that stands alone.
    """
    for name in _BRACES.findall(text):
        if name not in PLACEHOLDERS:
            raise Invalid("{" + name + "}", field="text")
    rest = _BRACES.sub("", text)
    for brace in "{}":
        if brace in rest:
            raise Invalid(brace, field="text")


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each placeholder's value; one without a value stays as it is written."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)
