"""The rows of the coordinator's lists, each rendered once: whoever comes back from a case reads the
same list again, and one of its fifty rows is another.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple, cast

from flask import current_app
from markupsafe import Markup

from moderation.domain.case_filters import CaseQueue
from moderation.domain.permissions import Permission, allows
from moderation.queries.rows import AnyRow
from moderation.web.context import me, today, tools
from moderation.web.locale import language
from moderation.web.memory import Memory, memory

#: Rows in a language; about 2 KB each.
_REMEMBERED = 1000
#: Lists in which cases of several states stand.
_MIXED = (CaseQueue.DUE_TODAY, CaseQueue.LATE, CaseQueue.OPEN, CaseQueue.CLOSED)


class _Shown(NamedTuple):
    """How a list shows its rows."""

    picked: bool  # with a box to choose it
    mixed: bool  # how far the case is, else how far its lead
    returned: bool
    over: bool


def of(rows: Sequence[AnyRow], queue: CaseQueue) -> Markup:
    """The rows as this person reads them in that list."""
    known: Memory[Markup] = memory("case rows", _REMEMBERED)
    shown = _Shown(
        picked=allows(me().role, Permission.DECIDE_COMPLAINTS),
        mixed=queue in _MIXED,
        returned=queue is CaseQueue.RETURNED,
        over=queue is CaseQueue.CLOSED,
    )
    reader = (shown, language(), today())
    fields = {each.code: each.names[language()] for each in tools().taxonomy.categories}
    named = [(row, fields.get(row.category_code, "")) for row in rows]
    return Markup("").join(
        known.of((tuple(row), field, reader), partial(_rendered, row, field, shown))
        for row, field in named
    )


def _rendered(row: AnyRow, field: str, shown: _Shown) -> Markup:
    macros = cast(Any, current_app.jinja_env.get_template("staff/_case_row.html").module)
    agency = name_of_lead(row)
    return cast(Markup, macros.case_row(row, field=field, agency=agency, shown=shown))


def name_of_lead(row: AnyRow) -> str:
    """The lead of a row, in the reader's language."""
    return str(row.agency_vi if language() == "vi" or not row.agency_en else row.agency_en)
