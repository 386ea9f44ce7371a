"""What else the author of a comment sent, as far as anybody can tell without an account: under the
same name, from the same telephone, from the same address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models import Article, Comment, table_of
from moderation.domain.comment_states import CommentState
from moderation.queries.comment_queues import WORDS
from moderation.queries.rows import AnyRow

#: Of each trait, so many of the latest comments are counted: "Bạn đọc" is a common name.
COUNTED = 500


class Trait(StrEnum):
    """What two comments can have in common."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Record:
    """`counts`: other comments by state, for each trait this comment has. `latest`: the newest
    first, each with the traits it shares.
    """

    counts: Mapping[Trait, Mapping[CommentState, int]]
    latest: Sequence[tuple[AnyRow, Sequence[Trait]]]


_c, _a = table_of(Comment).c, table_of(Article).c
_COLUMNS = {Trait.NAME: _c.name_folded, Trait.PHONE: _c.phone, Trait.ADDRESS: _c.address_key}
_SAME = {
    trait: (
        select(_c.id, _c.state)
        .where(column == bindparam("value"), _c.id != bindparam("id"))
        .order_by(_c.submitted_at.desc())
        .limit(COUNTED)
        .subquery()
    )
    for trait, column in _COLUMNS.items()
}
_COUNTS = {
    trait: select(same.c.state, func.count().label("comments")).group_by(same.c.state)
    for trait, same in _SAME.items()
}
_LATEST = {
    trait: (
        select(_c.id, WORDS["title"], _c.language, _c.state, _c.reason_code, _c.submitted_at)
        .add_columns(_a.title.label("article_title"))
        .join(table_of(Article), _a.id == _c.article_id)
        .where(column == bindparam("value"), _c.id != bindparam("id"))
        .order_by(_c.submitted_at.desc())
        .limit(bindparam("limit"))
    )
    for trait, column in _COLUMNS.items()
}


def record(session: Session, comment: Comment, *, limit: int = 20) -> Record:
    """The author's record beside `comment`. What is sealed shares no trait with anything."""
    values = {
        Trait.NAME: comment.name_folded,
        Trait.PHONE: comment.phone,
        Trait.ADDRESS: comment.address_key,
    }
    counts: dict[Trait, dict[CommentState, int]] = {}
    rows: dict[int, AnyRow] = {}
    shared: dict[int, list[Trait]] = {}
    for trait, value in values.items():
        if not value:
            continue
        asked = {"value": value, "id": comment.id}
        counts[trait] = {row.state: row.comments for row in session.execute(_COUNTS[trait], asked)}
        for row in session.execute(_LATEST[trait], {**asked, "limit": limit}):
            rows[row.id] = row
            shared.setdefault(row.id, []).append(trait)
    newest = sorted(rows.values(), key=lambda row: (row.submitted_at, row.id), reverse=True)
    return Record(counts, [(row, shared[row.id]) for row in newest[:limit]])
