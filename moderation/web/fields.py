"""Validators and filters that forms of several rooms share; every message is ours, in the reader's
language.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import cache
from typing import Any, TypeVar, cast

from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import BooleanField, Field, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from moderation.adapters import addresses
from moderation.adapters.phones import normal_form
from moderation.domain.errors import Invalid
from moderation.domain.logins import PASSWORD_LENGTHS, check_password
from moderation.domain.text import tidy_block, tidy_line, tidy_markdown
from moderation.web.locale import language
from moderation.web.words import gettext, lazy_gettext


class _Messages:
    """What WTForms itself would say, in our words. It has no Vietnamese, and loads a catalogue
    for every form to find that out.
    """

    def gettext(self, words: str) -> str:
        if "date" in words:
            return gettext("Không có ngày này trong lịch.")
        return gettext("Không có lựa chọn này.") if "choice" in words else gettext("Chưa hợp lệ.")

    def ngettext(self, words: str, _plural: str, _count: int) -> str:
        return self.gettext(words)


class _ChecksOnly(FlaskForm.Meta.csrf_class):  # type: ignore[misc]  # Flask-WTF has no types
    """Pages write their token with `macros/forms.html`: signing another one for every form that is
    read would be in vain.
    """

    def generate_csrf_token(self, _field: Field) -> str:
        return ""


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The base of every form: expects the CSRF token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        csrf_class = _ChecksOnly

        def get_translations(self, _form: BaseForm) -> _Messages:
            return _MESSAGES

    def __init__(self, formdata: Any = _Auto, **given: Any) -> None:
        """As Flask-WTF's; with `formdata=None` a form that is shown and never validated, without
        a token of its own: the page writes one.
        """
        if formdata is None:
            given["meta"] = {"csrf": False, **(given.get("meta") or {})}
        super().__init__(formdata, **given)


_MESSAGES = _Messages()
Blank = TypeVar("Blank", bound=Form)


def blank(kind: type[Blank], **filled: Hashable) -> Blank:
    """A form with nothing typed but what is `filled` in, only to be shown: all requests in a
    language share it, so nobody may change it. Not for forms that offer what an administrator may
    change.
    """
    made: Blank = _blank(cast(Hashable, kind), language(), tuple(filled.items()))
    return made


@cache
def _blank(kind: Any, _spoken: str, filled: tuple[tuple[str, Hashable], ...]) -> Any:
    return kind(formdata=None, **dict(filled))


class Tick(BooleanField):
    """A box that only a plain yes ticks: `no`, `off` and `0` are no consent."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = bool(valuelist) and str(valuelist[0]).lower() in _YES


_YES = ("y", "yes", "true", "on", "1")


def said(field: Field) -> str:
    """What was typed into a text field, after its filters; never None."""
    return field.data or ""


def line(value: str | None) -> str:
    """One tidied line; nothing becomes ""."""
    return tidy_line(value or "")


def block(value: str | None) -> str:
    """Tidied paragraphs; nothing becomes ""."""
    return tidy_block(value or "")


def markdown(value: str | None) -> str:
    """Markdown as written, newlines and control characters in order; nothing becomes ""."""
    return tidy_markdown(value or "")


def required(message: Any) -> Callable[[BaseForm, Field], None]:
    """Refuse an empty field with `message` and look no further."""

    def check(_form: BaseForm, field: Field) -> None:
        if not field.data:
            raise StopValidation(str(message))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it
    return check


def at_most(setting_limit: Callable[[], int]) -> Callable[[BaseForm, Field], None]:
    """Refuse text longer than a setting, saying by how much."""

    def check(_form: BaseForm, field: Field) -> None:
        limit, length = setting_limit(), len(field.data or "")
        if length > limit:
            raise ValidationError(
                gettext(
                    "Dài %(length)s ký tự, nhiều nhất là %(limit)s. Xin bớt %(over)s ký tự.",
                    length=length,
                    limit=limit,
                    over=length - limit,
                )
            )

    return check


def phone(_form: BaseForm, field: Field) -> None:
    """Accept what can be rung; the view stores the normal form."""
    if field.data and normal_form(field.data) is None:
        raise ValidationError(gettext("Số điện thoại chưa đúng. Ví dụ: 0912 345 678."))


def email(_form: BaseForm, field: Field) -> None:
    """Accept an address a mail can be sent to; the view stores the normal form."""
    if field.data and addresses.normal_form(field.data) is None:
        raise ValidationError(gettext("Địa chỉ e-mail chưa đúng. Ví dụ: ten@example.com."))


def errors_of(form: BaseForm) -> Iterable[tuple[str, str]]:
    """(field id, first message) of every field that has one, in the order of the form.

    Away from its field "this is empty" says nothing, so there the field's name goes before it.
    """
    return [
        (field.id, _told_away(field, str(field.errors[0])))
        for field in form
        if field.errors and field.name != "csrf_token"
    ]


def _told_away(field: Field, message: str) -> str:
    return f"{field.label.text}: {message}" if message == str(NEEDED) else message


NEEDED = lazy_gettext("Chỗ này còn trống.")


def new_password(_form: BaseForm, field: Field) -> None:
    """Refuse a password that is too short or too long."""
    try:
        check_password(field.data or "")
    except Invalid:
        shortest, longest = PASSWORD_LENGTHS
        raise ValidationError(
            gettext(
                "Mật khẩu dài từ %(shortest)s đến %(longest)s ký tự.",
                shortest=shortest,
                longest=longest,
            )
        ) from None


def people_of(typed: str) -> int | None:
    """How many people a form speaks for; None for what is no such number."""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
    return number or None
