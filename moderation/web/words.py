"""Words on screen. Vietnamese is the language of record, so it is what stands in the code;
translations/en holds the English (docs/adr/0002)."""

from typing import Any

import flask_babel


def gettext(words: str, **values: Any) -> str:
    """`words` in the reader's language, with its %(name)s filled in."""
    return str(flask_babel.gettext(words, **values))


def counted(words: str, num: int, **values: Any) -> str:
    """`words` about %(num)s things. Vietnamese has one form for any number; English has two."""
    return str(flask_babel.ngettext(words, words, num, **values))


def lazy_gettext(words: str, **values: Any) -> Any:
    """`words`, put into the reader's language when they are shown; for labels of forms."""
    return flask_babel.lazy_gettext(words, **values)
