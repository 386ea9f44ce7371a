"""A local date and time in a form: the browser's own picker, or typed by hand without one."""

from datetime import datetime
from typing import Any

from wtforms import Field, StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import DateTimeLocalInput

from moderation.web import fields
from moderation.web.context import settings
from moderation.web.words import gettext

#: As the picker sends it, with seconds where the browser adds them, and as people write it.
_FORMS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y, %H:%M")
_YEARS = range(2000, 2200)


def field(label: Any, *checks: Any) -> StringField:
    """A field for a moment; `read` gives what was typed."""
    return StringField(
        label, [*checks, _readable], filters=[fields.line], widget=DateTimeLocalInput()
    )


def read(text: str) -> datetime | None:
    """The aware moment that `text` names in the city's zone; None for nothing or nonsense."""
    for form in _FORMS:
        try:
            here = datetime.strptime(text, form).replace(tzinfo=settings().zone)
        except ValueError:
            continue
        return here if here.year in _YEARS else None
    return None


def written(moment: datetime | None) -> str:
    """`moment` as the picker wants it, "" for none."""
    return moment.astimezone(settings().zone).strftime(_FORMS[0]) if moment else ""


def _readable(_form: BaseForm, field: Field) -> None:
    if field.data and read(field.data) is None:
        raise ValidationError(gettext("Ghi ngày và giờ, ví dụ 30/11/2026 17:00."))
