"""Articles in the form of a city portal's page: plain text with the page's furniture around it.

First line: title, then the date in brackets. A lead. The body. The author's name on a line of its
own. Then what the page adds: reading lists, the views table, the comment form.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from moderation.domain.errors import Invalid
from moderation.domain.text import fold, tidy_block, tidy_line

_TITLE = re.compile(
    r"^(?P<title>.+?)\s*\((?P<date>\d{1,2}:\d{2}\s+\d{1,2}/\d{1,2}/\d{4})\)$", re.DOTALL
)
#: Lines at which the page's own furniture begins, folded, without closing colon and asterisks.
_FURNITURE = {
    "cac bai moi dang",
    "cac bai da dang",
    "bai viet xem",
    "viet binh luan",
    "ho ten",
    "so dien thoai",
    "tieu de",
    "noi dung",
    "ma xac nhan",
    "lay lai ma bao mat",
}
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PortalArticle:
    """`published_at` is aware, in the zone given to `parse`; `body` has paragraphs apart by empty
    lines.
    """

    title: str
    published_at: datetime
    lead: str
    body: str
    byline: str


def parse(text: str, zone: ZoneInfo) -> PortalArticle:
    """Read one page. Raises Invalid, saying which part is missing."""
    paragraphs = [
        part for part in (tidy_line(line) for line in tidy_block(text).split("\n")) if part
    ]
    if not paragraphs:
        raise Invalid("the file is empty")
    title, published_at, rest = _head(paragraphs, zone)
    rest = _without_furniture(rest)
    rest, byline = _without_byline(rest)
    if not rest:
        raise Invalid("there is a title and a date, and no text behind them")
    lead, body = (rest[0], rest[1:]) if len(rest) > 1 else ("", rest)
    return PortalArticle(title, published_at, lead, "\n\n".join(map(_plain, body)), byline)


def _head(paragraphs: list[str], zone: ZoneInfo) -> tuple[str, datetime, list[str]]:
    """Title and date; a long title may have been broken over two lines, or the date set
    under it.
    """
    for lines in (1, 2, 3):
        found = _TITLE.match(" ".join(paragraphs[:lines]))
        if found:
            moment = _moment(found["date"]).replace(tzinfo=zone)
            return tidy_line(found["title"]), moment, paragraphs[lines:]
    raise Invalid(
        "the first line is not a title with its date in brackets, such as (09:21 29/06/2019)"
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(" ".join(text.split()), "%H:%M %d/%m/%Y")  # noqa: DTZ007 - the zone follows
    except ValueError:
        raise Invalid(f"({text}) is not a date") from None


def _without_furniture(paragraphs: list[str]) -> list[str]:
    for index, paragraph in enumerate(paragraphs):
        if _is_furniture(paragraph):
            return paragraphs[:index]
    return paragraphs


def _is_furniture(paragraph: str) -> bool:
    """A label stands alone or before its field's colon; a sentence that begins alike is text."""
    label, colon, field = fold(paragraph).partition(":")
    label = label.strip(" *()")
    if label not in _FURNITURE:
        return False
    return not colon or field.strip(" *()") in _FURNITURE | {""}


def _without_byline(paragraphs: list[str]) -> tuple[list[str], str]:
    if len(paragraphs) > 1 and _looks_like_a_name(paragraphs[-1]):
        return paragraphs[:-1], paragraphs[-1]
    return paragraphs, ""


def _looks_like_a_name(text: str) -> bool:
    words = re.split(r"[\s\-–,&]+", text)
    short = len(text) <= _LONGEST_NAME and len(words) <= 6
    return short and text[-1].isalnum() and all(word[:1].isupper() for word in words if word)


def _plain(paragraph: str) -> str:
    """Markdown must show the paragraph as it was: signs that would format it are escaped."""
    escaped = re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", paragraph)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+])", r"\\\1", escaped))
