"""Words on screen. Vietnamese is the language of record, so it is what stands in the code;
translations/en holds the English (docs/adr/0002).

The catalogues are asked directly: a page has sixty sentences, and Flask-Babel's own way costs
16 microseconds for each, even in Vietnamese, where there is nothing to look up.
"""

from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, current_app
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from moderation.domain.settings import SPOKEN
from moderation.web.locale import language

_FOLDER = Path(__file__).parent.parent.parent / "translations"
_RECORD = SPOKEN[0]


def gettext(words: str, **values: Any) -> str:
    """`words` in the reader's language, with its %(name)s filled in."""
    said = _said(words)
    return said % values if values else said


def counted(words: str, num: int) -> str:
    """`words` about %(num)s things. Vietnamese has one form for any number; English has two."""
    spoken = language()
    said = words if spoken == _RECORD else _catalogue(spoken).ngettext(words, words, num)
    return said % {"num": number(num)}


def number(value: int) -> str:
    """1.284 in Vietnamese, 1,284 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language() == "vi" else grouped


def lazy_gettext(words: str, **values: Any) -> Any:
    """`words`, put into the reader's language when they are shown; for labels of forms."""
    return LazyString(gettext, words, **values)


def unchanging(template: str) -> Markup:
    """A part of a page that holds nothing but words, made once for each language."""
    return _made(template, language())


@cache
def _made(template: str, _spoken: str) -> Markup:
    made = current_app.jinja_env.get_template(template).render()
    return Markup(made)  # noqa: S704 - a template escapes


def register(app: Flask) -> None:
    """Give the templates their words: what a value holds is escaped, what we wrote is not."""
    app.jinja_env.globals.update(
        _=_marked, gettext=_marked, counted=_marked_count, unchanging=unchanging
    )


def _said(words: str) -> str:
    spoken = language()
    return words if spoken == _RECORD else _catalogue(spoken).gettext(words)


def _marked(words: str, **values: Any) -> Markup:
    said = Markup(_said(words))  # noqa: S704 - our own sentence
    return said % values if values else said


def _marked_count(words: str, num: int) -> Markup:
    return Markup(counted(words, num))  # noqa: S704 - our own sentence and a number


@cache
def _catalogue(spoken: str) -> NullTranslations:
    return Translations.load(_FOLDER, [spoken])
