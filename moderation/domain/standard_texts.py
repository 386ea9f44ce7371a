"""What the office writes to an author for a reason, beside or instead of the reason's own words."""

import re

from moderation.domain.errors import Invalid

#: The only place that is filled in: the title of the article.
ARTICLE = "{article}"
LONGEST = 2000
_BRACES = re.compile(r"[{}]")


def check(text: str) -> None:
    """Raises Invalid (field `text`) for a text that is too long, or holds braces that are no
    placeholder.
    """
    if len(text) > LONGEST:
        raise Invalid("too long", field="text")
    if _BRACES.search(text.replace(ARTICLE, "")):
        raise Invalid("an unknown placeholder", field="text")


def fill(text: str, article_title: str) -> str:
    """`text` as the author of a comment under the article reads it."""
    return text.replace(ARTICLE, article_title)
