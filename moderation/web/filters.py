"""Template filters: dates as the portal writes them, numbers, ages, paragraphs. Local time lives
here only.
"""

from datetime import date, datetime, timedelta

from flask import Flask
from markupsafe import Markup, escape

from moderation.domain.masking import mask_email, mask_phone
from moderation.domain.text import shorten
from moderation.web.context import now, settings
from moderation.web.locale import language
from moderation.web.words import counted, gettext

_DAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def register(app: Flask) -> None:
    """Give the filters to the templates."""
    for each in (
        portal_date,
        date_time,
        day,
        machine_time,
        age,
        number,
        paragraphs,
        shorten,
        initials,
        mask_phone,
        mask_email,
    ):
        app.add_template_filter(each)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(settings().zone)


def portal_date(moment: datetime) -> str:
    """As the city's portal writes it: (09:21 29/06/2019)."""
    here = _local(moment)
    return f"({here:%H:%M} {here:%d/%m/%Y})"


def date_time(moment: datetime) -> str:
    """21/11/2026, 19:05."""
    here = _local(moment)
    return f"{here:%d/%m/%Y}, {here:%H:%M}"


def day(value: datetime | date) -> str:
    """thứ Hai 23/11/2026."""
    here = _local(value) if isinstance(value, datetime) else value
    return f"{_DAYS[language()][here.weekday()]} {here:%d/%m/%Y}"


def machine_time(moment: datetime) -> str:
    """For the `datetime` attribute of a time element."""
    return _local(moment).isoformat(timespec="minutes")


def age(moment: datetime) -> str:
    """How long ago, in the two largest units: 1 giờ 50 phút."""
    return duration(now() - moment)


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


def number(value: int) -> str:
    """1.284 in Vietnamese, 1,284 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language() == "vi" else grouped


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; every sign of it escaped."""
    parts = [str(escape(part)).replace("\n", "<br>") for part in text.split("\n\n")]
    return Markup("".join(f"<p>{part}</p>" for part in parts))  # noqa: S704 - escaped one line above


def initials(name: str) -> str:
    """Two letters for an avatar: first and last word's."""
    words = name.split() or ["?"]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
