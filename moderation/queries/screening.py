"""What screening looks at around a new comment. Three statements, built once: they run with every
submission.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from models import Comment, table_of
from moderation.domain.comment_states import CommentState
from moderation.domain.screening import AuthorRecord, RecentText

#: A repeat is looked for among the comments of a day, a near one among so many latest.
REPEATS_WITHIN = timedelta(hours=24)
RECENT = 100
#: What became of an author's comments of half a year counts, so many of them at most.
REMEMBERED = timedelta(days=180)
_LONGEST_RECORD = 200
#: Counting stops here: more than enough is enough.
_ENOUGH = 100

_c = table_of(Comment).c
_latest = (
    select(_c.id, _c.sketch).order_by(_c.id.desc()).limit(RECENT).subquery()
)  # the primary key only: those without a sketch are few
_RECENT = select(_latest.c.id, _latest.c.sketch).where(_latest.c.sketch.is_not(None))


def _since(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=_c.submitted_at.type)


def _count(*where: ColumnElement[bool]) -> ColumnElement[int]:
    some = select(_c.id).where(*where).limit(_ENOUGH).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


_COUNTS = select(
    _count(_c.text_key == bindparam("text_key"), _c.submitted_at >= _since("a_day_ago")).label(
        "same_text"
    ),
    _count(_c.address_key == bindparam("address_key"), _c.submitted_at >= _since("lately")).label(
        "from_address"
    ),
    _count(_c.phone == bindparam("phone"), _c.submitted_at >= _since("lately")).label("from_phone"),
)


def _record(who: ColumnElement[bool]) -> Select[Any]:
    lately = and_(who, _c.submitted_at >= _since("since"))
    theirs = (
        select(_c.state, _c.submitted_at)
        .where(lately)
        .order_by(_c.submitted_at.desc())
        .limit(_LONGEST_RECORD)
        .subquery()
    )
    return select(theirs.c.state, func.count().label("comments")).group_by(theirs.c.state)


_BY_PHONE = _record(_c.phone == bindparam("phone"))
_BY_NAME = _record(
    and_(_c.address_key == bindparam("address_key"), _c.name_folded == bindparam("name_folded"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sent something, as far as screening knows: all three stay inside the house."""

    phone: str | None
    address_key: str | None
    name_folded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Earlier comments with the same text in a day, from the same address and phone since
    `lately`; `_ENOUGH` stands for more.
    """

    same_text: int
    from_address: int
    from_phone: int


def recent(session: Session, *, but: int | None = None) -> list[RecentText]:
    """Sketches of the latest comments, whatever became of them, `but` this one."""
    return [RecentText(row.id, row.sketch) for row in session.execute(_RECENT) if row.id != but]


def around(
    session: Session, sender: Sender, *, text_key: str, flood: timedelta, now: datetime
) -> Around:
    """How often the same came lately, this one not counted."""
    values = {
        "text_key": text_key,
        "address_key": sender.address_key,
        "phone": sender.phone,
        "a_day_ago": now - REPEATS_WITHIN,
        "lately": now - flood,
    }
    row = session.execute(_COUNTS, values).one()
    return Around(same_text=row.same_text, from_address=row.from_address, from_phone=row.from_phone)


def record(session: Session, sender: Sender, *, now: datetime) -> AuthorRecord:
    """What became of the same author's comments in the last half year.

    The same author has the same phone; or, without one, the same name at the same address: a name
    alone is many people's, and so is an address.
    """
    since = {"since": now - REMEMBERED}
    if sender.phone:
        found = session.execute(_BY_PHONE, since | {"phone": sender.phone})
    elif sender.address_key:
        keys = {"address_key": sender.address_key, "name_folded": sender.name_folded}
        found = session.execute(_BY_NAME, since | keys)
    else:
        return AuthorRecord()
    counts = {row.state: row.comments for row in found}
    return AuthorRecord(
        published=counts.get(CommentState.PUBLISHED, 0),
        rejected=counts.get(CommentState.REJECTED, 0),
        spam=counts.get(CommentState.SPAM, 0),
        taken_down=counts.get(CommentState.TAKEN_DOWN, 0),
    )
