"""The queues of the comment desk, page by page. Each page is a few index scans, never a sort of the
table; lengths come from the kept counters.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from models import Article, Comment, CommentClaim, Staff, table_of
from moderation.domain.comment_states import UNDECIDED, CommentState, Tally
from moderation.domain.desk_queues import Queue, states_of, tallies_of
from moderation.domain.pages import Mark, Page
from moderation.domain.text import fold
from moderation.queries.rows import AnyRow

#: A search looks through so many of the newest of its queue.
SEARCHED = 1000
#: Arrivals beyond this are told as "more than".
MOST_ARRIVALS = 99

_comment, _claim = table_of(Comment), table_of(CommentClaim)
_parent, _holder = _comment.alias("parent"), table_of(Staff).alias("holder")
_c, _a, _p, _l = _comment.c, table_of(Article).c, _parent.c, _claim.c
_LIMIT: ColumnElement[int] = bindparam("limit", type_=Integer())
_STATE = bindparam("state", type_=_c.state.type)
_NOW = bindparam("now", type_=_l.until.type)
_AT = bindparam("at", type_=_c.submitted_at.type)
_ID: ColumnElement[int] = bindparam("id", type_=_c.id.type)


def _words(name: str) -> ColumnElement[Any]:
    """Who decides needs the words as written; afterwards the desk shows what readers see."""
    public, written = _c[f"public_{name.removeprefix('full_')}"], _c[name]
    shown = func.coalesce(public, written)
    return case((_c.state.in_(UNDECIDED), written), else_=shown).label(name)


#: The words of a comment as a list of the desk shows them.
WORDS = {"full_name": _words("full_name"), "title": _words("title"), "content": _words("content")}
#: What a card shows; who has it in front of them just now comes with it.
CARD = (
    select(
        _c.id,
        _c.version,
        *WORDS.values(),
        _c.language,
        _c.state,
        _c.masks,
        _c.findings,
        _c.hold_code,
        _c.decide_by,
        _c.endorsed_by_id,
        _c.submitted_at,
        _c.decided_at,
        _c.reported_at,
        _c.reason_code,
        _c.reason_text,
        _c.parent_id,
        func.coalesce(_p.public_name, _p.full_name).label("parent_name"),
        _p.state.label("parent_state"),
        _a.title.label("article_title"),
        _a.slug.label("article_slug"),
        _a.is_sensitive,
        _l.staff_id.label("held_by_id"),
        _l.until.label("held_until"),
        _holder.c.name.label("held_by"),
    )
    .join(table_of(Article), _a.id == _c.article_id)
    .outerjoin(_parent, _p.id == _c.parent_id)
    .outerjoin(_claim, and_(_l.comment_id == _c.id, _l.until > _NOW))
    .outerjoin(_holder, _holder.c.id == _l.staff_id)
)


def _behind(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    return tuple_(moment, _c.id) > tuple_(_AT, _ID)


def _oldest_first(state: CommentState, *, after: bool) -> Select[Any]:
    """Ids of comments in `state`, from the index, no more than a page can need."""
    ids = select(_c.id).where(_c.state == state)
    if after:
        ids = ids.where(_behind(_c.submitted_at))
    return ids.order_by(_c.submitted_at, _c.id).limit(_LIMIT)


def _undecided(*, after: bool) -> Select[Any]:
    """One index scan for each state, then a sort of three pages at most."""
    parts = [_oldest_first(state, after=after).subquery().select() for state in UNDECIDED]
    some = union_all(*parts).subquery()
    return CARD.join(some, some.c.id == _c.id).order_by(_c.submitted_at, _c.id).limit(_LIMIT)


def _in_state(moment: ColumnElement[Any], *, newest_first: bool) -> tuple[Select[Any], Select[Any]]:
    here, place = tuple_(moment, _c.id), tuple_(_AT, _ID)
    first = CARD.where(_c.state == _STATE).limit(_LIMIT)
    if newest_first:
        first = first.order_by(moment.desc(), _c.id.desc())
        return first, first.where(here < place)
    first = first.order_by(moment, _c.id)
    return first, first.where(here > place)


_mine = (
    CARD.where(_l.staff_id == bindparam("staff_id"), _c.state.in_(UNDECIDED))
    .order_by(_c.submitted_at, _c.id)
    .limit(_LIMIT)
)
#: Said so that no index on the state is chosen: those of a report are few, published ones are not.
_IS_PUBLISHED = func.nullif(_c.state, literal("")) == literal(CommentState.PUBLISHED.value)
_reported = (
    CARD.where(_c.reported_at.is_not(None), _IS_PUBLISHED)
    .order_by(_c.reported_at, _c.id)
    .limit(_LIMIT)
)
_WAITING = _in_state(_c.submitted_at, newest_first=False)
_DECIDED = _in_state(_c.decided_at, newest_first=True)
#: (moment that orders it, first page, page behind a mark)
_SEVERAL: Mapping[Queue, tuple[str, Select[Any], Select[Any]]] = {
    Queue.UNDECIDED: ("submitted_at", _undecided(after=False), _undecided(after=True)),
    Queue.MINE: ("submitted_at", _mine, _mine.where(_behind(_c.submitted_at))),
    Queue.REPORTED: ("reported_at", _reported, _reported.where(_behind(_c.reported_at))),
}


def page(
    session: Session,
    queue: Queue,
    *,
    now: datetime,
    staff_id: int = 0,
    after: Mark | None = None,
    limit: int = 50,
) -> Page[AnyRow]:
    """Comments of a queue with article, parent and whoever has them just now. What waits comes
    oldest first, what is decided latest first, what was reported by its oldest report.

    `limit` is rows, 1..200; `staff_id` is for Queue.MINE.
    """
    moment, first, following = _statements(queue)
    values = {"limit": limit + 1, "now": now, "staff_id": staff_id, "state": states_of(queue)[0]}
    if after is None:
        rows = session.execute(first, values).all()
    else:
        rows = session.execute(following, {**values, "at": after.at, "id": after.id}).all()
    return Page.cut(rows, limit, key=lambda row: (getattr(row, moment), row.id))


def _statements(queue: Queue) -> tuple[str, Select[Any], Select[Any]]:
    if queue in _SEVERAL:
        return _SEVERAL[queue]
    if states_of(queue)[0] in UNDECIDED:
        return ("submitted_at", *_WAITING)
    return ("decided_at", *_DECIDED)


def search(
    session: Session, queue: Queue, words: str, *, now: datetime, staff_id: int = 0, limit: int = 50
) -> Sequence[AnyRow]:
    """Comments with `words` in title or name, marks and case aside: the first `limit` found among
    the SEARCHED newest of the queue, newest first.
    """
    wanted = fold(words)
    found: list[int] = []
    for row in _newest(session, queue, now=now, staff_id=staff_id):
        if wanted in fold(row.full_name) or wanted in fold(row.title):
            found.append(row.id)
            if len(found) == limit:
                break
    rows = by_ids(session, found, now=now)
    return [rows[comment_id] for comment_id in found]


_BY_IDS = CARD.where(_c.id.in_(bindparam("ids", expanding=True)), _c.state != CommentState.SEALED)


def some(session: Session, ids: Sequence[int]) -> dict[int, Comment]:
    """Chosen comments as they stand, by id, locked by nobody."""
    chosen = select(Comment).where(Comment.id.in_(ids))
    return {each.id: each for each in session.scalars(chosen)} if ids else {}


def by_ids(session: Session, ids: Sequence[int], *, now: datetime) -> dict[int, AnyRow]:
    """The same rows for chosen comments, by id; what is covered is not there."""
    if not ids:
        return {}
    return {row.id: row for row in session.execute(_BY_IDS, {"ids": list(ids), "now": now})}


def _newest(session: Session, queue: Queue, *, now: datetime, staff_id: int) -> Sequence[AnyRow]:
    """Name and title of the newest of a queue, at most SEARCHED for each of its states."""
    read = select(_c.id, _c.submitted_at, WORDS["full_name"], WORDS["title"]).limit(SEARCHED)
    if queue is Queue.MINE:
        mine = read.join(_claim, _l.comment_id == _c.id)
        return session.execute(mine.where(_l.staff_id == staff_id, _l.until > now)).all()
    if queue is Queue.REPORTED:
        reported = read.where(_c.reported_at.is_not(None), _IS_PUBLISHED)
        return session.execute(reported.order_by(_c.reported_at.desc(), _c.id.desc())).all()
    order = (_c.submitted_at.desc(), _c.id.desc())
    parts = (
        session.execute(read.where(_c.state == state).order_by(*order)).all()
        for state in states_of(queue)
    )
    merged = sorted(chain(*parts), key=lambda row: (row.submitted_at, row.id), reverse=True)
    return merged[:SEARCHED]


def length(counts: Mapping[Tally, int], queue: Queue) -> int:
    """How many stand in `queue`, from the kept counters."""
    return sum(counts[tally] for tally in tallies_of(queue))


_OLDEST = (
    select(_c.submitted_at).where(_c.state == _STATE).order_by(_c.submitted_at, _c.id).limit(1)
)


def oldest(session: Session, queue: Queue) -> datetime | None:
    """When the comment that waits longest in a queue of undecided ones came in."""
    moments = [session.scalars(_OLDEST, {"state": state}).first() for state in states_of(queue)]
    return min((moment for moment in moments if moment), default=None)


_NEWEST_ID = select(func.max(_c.id))
_ARRIVED = select(func.count()).select_from(
    select(_c.id)
    .where(_c.id > _ID, _c.state.in_(bindparam("states", expanding=True)))
    .limit(MOST_ARRIVALS + 1)
    .subquery()
)


def newest_id(session: Session) -> int:
    """The number of the comment that came in last, whatever became of it; 0 for none."""
    return session.scalars(_NEWEST_ID).one() or 0


def arrivals(session: Session, queue: Queue, since: int) -> int:
    """How many of `queue` came in after the comment numbered `since`; MOST_ARRIVALS + 1 stands for
    more.
    """
    return session.scalars(_ARRIVED, {"id": since, "states": states_of(queue)}).one()
