"""The words of the queue's cards, rendered once. Whoever decides one comment reads the same queue
again without it: forty-nine of its fifty cards are as they were.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, cast

from flask import current_app
from markupsafe import Markup

from moderation.domain.permissions import Permission, allows
from moderation.queries.rows import AnyRow
from moderation.web.context import me, today
from moderation.web.labels import reason_sentence
from moderation.web.locale import language
from moderation.web.memory import Memory, memory
from moderation.web.staff import findings, masking

Card = tuple[Markup, Markup, Markup]  # title; author and article; words, findings and notes

#: Cards in a language; about 5 KB each.
_REMEMBERED = 1000
#: All of a row that a card's words depend on; who has it open and for how long it waits change.
_SHOWN = attrgetter(
    "id", "full_name", "title", "content", "language", "state", "masks", "findings", "hold_code",
    "decide_by", "endorsed_by_id", "reason_code", "reason_text", "parent_id", "parent_name",
    "parent_state", "article_title", "article_slug", "is_sensitive",
)  # fmt: skip


def of(rows: Sequence[AnyRow]) -> Mapping[int, Card]:
    """The words of each card as this person reads them, by comment id."""
    known: Memory[Card] = memory("cards", _REMEMBERED)
    person = me()
    reader = (language(), allows(person.role, Permission.DECIDE_COMMENTS), person.id, today())
    return {
        row.id: known.of(
            (_SHOWN(row), reason_sentence(row.reason_code), reader), partial(_rendered, row)
        )
        for row in rows
    }


def _rendered(row: AnyRow) -> Card:
    macros = cast(Any, current_app.jinja_env.get_template("staff/_card_words.html").module)
    read, seen = masking.card(row), findings.read(row.findings)
    return (
        macros.title(row, read, seen),
        macros.whereabouts(row, read),
        macros.words(row, read, seen, today(), me().id),
    )
