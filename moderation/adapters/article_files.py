"""Files of articles to import: Markdown with front matter, or the text of a portal's page."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from moderation.domain import portal_article
from moderation.domain.errors import Invalid
from moderation.domain.text import tidy_line, tidy_markdown

_FENCE = "---"
_DATE_FORMATS = (
    "%H:%M %d/%m/%Y",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%d/%m/%Y",
)


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article read from a file; `published_at` is aware, `body` is Markdown."""

    title: str
    published_at: datetime
    lead: str
    byline: str
    body: str


def read(path: Path, zone: ZoneInfo) -> ArticleFile:
    """The article in `path`. Raises Invalid when it is not readable as either form."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"can't be read as UTF-8 text: {error}") from None
    if text.lstrip().startswith(_FENCE):
        return _markdown(text.lstrip(), zone)
    page = portal_article.parse(text, zone)
    return ArticleFile(page.title, page.published_at, page.lead, page.byline, page.body)


def _markdown(text: str, zone: ZoneInfo) -> ArticleFile:
    import yaml  # only a command reads such files: the server does not hold it in memory

    _, head, body = [*text.split(f"{_FENCE}\n", 2), "", ""][:3]
    try:
        fields = yaml.safe_load(head) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: 2026-13-01 is no date to it
        raise Invalid(f"the front matter can't be read: {error}") from None
    title = _line(fields, "title") if isinstance(fields, dict) else ""
    if not title:
        raise Invalid("the front matter has no `title`")
    if not (body := tidy_markdown(body)):
        raise Invalid("there is no text behind the front matter")
    return ArticleFile(
        title=title,
        published_at=_moment(fields.get("date"), zone),
        lead=_line(fields, "lead"),
        byline=_line(fields, "byline") or _line(fields, "author"),
        body=body,
    )


def _line(fields: dict[str, Any], name: str) -> str:
    """YAML also makes lists, tables and truth values of what was meant as words."""
    value = fields.get(name)
    if isinstance(value, list | dict | bool):
        raise Invalid(f"`{name}` is no line of text; put it in quotes")
    return "" if value is None else tidy_line(str(value))


def _moment(value: Any, zone: ZoneInfo) -> datetime:
    """YAML gives dates, moments or text; what has no zone is local."""
    if value is None:
        raise Invalid("the front matter has no `date`")
    for form in (None, *_DATE_FORMATS):
        try:
            text = str(value).strip()
            moment = datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    raise Invalid(f"`date: {value}` is not a date; write 2026-11-20 08:40")
