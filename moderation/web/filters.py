"""Template filters: dates as the portal writes them, numbers, ages, paragraphs. Local time lives
here only.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup, escape

from moderation.adapters.phones import local_form
from moderation.domain.masking import mask_email, mask_phone
from moderation.domain.text import shorten
from moderation.web.context import now
from moderation.web.words import counted, gettext, number

#: As the city's portal writes it, and as people write it.
_FORMS = {"portal": "(%H:%M %d/%m/%Y)", "plain": "%d/%m/%Y, %H:%M"}


def register(app: Flask) -> None:
    """Give the filters to the templates; local time is made here and nowhere else."""
    time_tag = _time_tags(app.extensions["toolbox"].settings.zone)
    app.add_template_filter(time_tag, "time_tag")
    plain = (age, ago, duration, number, paragraphs, put, shorten, initials)
    for each in (*plain, local_form, mask_phone, mask_email):
        app.add_template_filter(each)


def _time_tags(zone: ZoneInfo) -> Callable[..., Markup]:
    """A filter that makes time elements; a page has hundreds, so they are remembered."""

    @lru_cache(maxsize=10_000)
    def time_tag(moment: datetime, form: str = "plain") -> Markup:
        """`plain`: 21/11/2026, 19:05; `portal`: (09:21 29/06/2019)."""
        here = moment.astimezone(zone)
        machine = here.isoformat(timespec="minutes")
        return Markup(f'<time datetime="{machine}">{here:{_FORMS[form]}}</time>')  # noqa: S704 - digits

    return time_tag


def age(moment: datetime) -> str:
    """How long ago, in the two largest units: 1 giờ 50 phút."""
    return duration(now() - moment)


def ago(moment: datetime) -> str:
    """The same as a moment of the past, to follow a verb: 1 giờ 50 phút trước, vừa xong."""
    span = now() - moment
    if span < timedelta(minutes=1):
        return gettext("vừa xong")
    return gettext("%(age)s trước", age=duration(span))


def duration(span: timedelta) -> str:
    """A length of time in its one or two largest units."""
    minutes = max(0, int(span.total_seconds()) // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return _two(counted("%(num)s ngày", days), hours and _hours(hours))
    if hours:
        return _two(_hours(hours), minutes and _minutes(minutes))
    return _minutes(minutes) if minutes else gettext("vừa xong")


def _hours(count: int) -> str:
    return counted("%(num)s giờ", count)


def _minutes(count: int) -> str:
    return counted("%(num)s phút", count)


def _two(first: str, second: str | int) -> str:
    return f"{first} {second}" if second else first


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; every sign of it escaped."""
    parts = [str(escape(part)).replace("\n", "<br>") for part in text.split("\n\n")]
    return Markup("".join(f"<p>{part}</p>" for part in parts))  # noqa: S704 - escaped one line above


def put(made: Markup, **numbers: int) -> Markup:
    """`made` with each number in the places of its name, `@name@`: for markup made once and used
    fifty times.
    """
    filled = str(made)
    for name, value in numbers.items():
        filled = filled.replace(f"@{name}@", str(int(value)))
    return Markup(filled)  # noqa: S704 - numbers into our own


def initials(name: str) -> str:
    """Two letters for an avatar: first and last word's."""
    words = name.split() or ["?"]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
