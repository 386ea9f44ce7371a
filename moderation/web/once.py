"""Forms that make something, sent twice: by a double click, or again after going back."""

from dataclasses import dataclass
from typing import Any

from flask import redirect
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField

from models import Submission
from moderation.domain.captcha_answers import fresh_id, is_id
from moderation.services import submissions
from moderation.web import fields
from moderation.web.context import give_up, now, session, settings, tell
from moderation.web.fields import said
from moderation.web.words import gettext


class OnceForm(fields.Form):
    """A form that makes something: sent twice, it makes one."""

    submission_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_id(self.submission_id.data or ""):
            self.submission_id.data = fresh_id()

    def start_anew(self, field: Field) -> None:
        """From here on this is another form; the person is told at `field` and decides."""
        self.submission_id.data = fresh_id()
        field.errors = [
            gettext(
                "Lần gửi trước đã được lưu. Nội dung này khác: gửi lần nữa để thêm một mục mới."
            )
        ]


@dataclass(frozen=True, slots=True)
class Sending:
    """One arrival of a form, beside what an earlier one with the same id has made."""

    row: Submission
    digest: str

    @property
    def is_repeated(self) -> bool:
        return self.row.receipt is not None and self.row.digest == self.digest

    @property
    def is_edited(self) -> bool:
        return self.row.receipt is not None and self.row.digest != self.digest

    @property
    def made(self) -> int:
        """The id of what the equal form before made; only when `is_repeated`."""
        return int(self.row.receipt or 0)

    def makes(self, row_id: int) -> None:
        """Note what came of this form, in the transaction that makes it."""
        self.row.receipt, self.row.digest = str(row_id), self.digest


def claim(form: OnceForm, what: str, *typed: str) -> Sending:
    """This arrival of `form`; a second one waits here until the first is done."""
    row = submissions.claim(session(), said(form.submission_id), now=now())
    return Sending(row, submissions.digest(settings().secret_key, (what, *typed)))


def lead_to(address: str) -> Response:
    """To what the form made the first time."""
    give_up()
    tell(gettext("Lần gửi trước đã được lưu; không có gì được thêm lần nữa."))
    return redirect(address, code=303)
