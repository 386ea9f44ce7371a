"""Reading the sample of second readings: what to draw from, what to read next, what differs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from models import Article, Comment, SecondReading, Staff, table_of
from moderation.domain.agreement import GONE, READABLE
from moderation.domain.pages import Mark, Page
from moderation.queries.comment_queues import WORDS
from moderation.queries.rows import AnyRow

_c, _s, _a = table_of(Comment).c, table_of(SecondReading).c, table_of(Article).c
_parent = table_of(Comment).alias("parent")
_first, _second = table_of(Staff).alias("first_reader"), table_of(Staff).alias("second_reader")

_SETTLED = (
    select(_c.id, _c.state, _c.reason_code, _c.decided_by_id, _c.decided_at)
    .outerjoin(table_of(SecondReading), _s.comment_id == _c.id)
    .where(
        _c.state.in_(READABLE),
        _c.decided_at >= bindparam("since", type_=_c.decided_at.type),
        _c.decided_by_id.is_not(None),
        or_(
            _c.visible_from.is_(None),
            _c.visible_from <= bindparam("now", type_=_c.visible_from.type),
        ),
        _s.comment_id.is_(None),
    )
    .order_by(_c.id)
)


def settled_since(session: Session, since: datetime, *, now: datetime) -> Sequence[AnyRow]:
    """Decisions from `since` on that can't be undone any more and are not in the sample: id, state,
    reason_code, decided_by_id, decided_at.
    """
    return session.execute(_SETTLED, {"since": since, "now": now}).all()


_WAITING = (
    select(
        _c.id,
        _c.full_name,
        _c.title,
        _c.content,
        _c.language,
        _c.masks,
        _c.findings,
        _c.submitted_at,
        _a.title.label("article_title"),
        _a.lead.label("article_lead"),
        _a.slug.label("article_slug"),
        _parent.c.id.label("parent_id"),
        _parent.c.state.label("parent_state"),
        func.coalesce(_parent.c.public_name, _parent.c.full_name).label("parent_name"),
        func.coalesce(_parent.c.public_title, _parent.c.title).label("parent_title"),
        func.coalesce(_parent.c.public_content, _parent.c.content).label("parent_content"),
        _parent.c.language.label("parent_language"),
    )
    .select_from(table_of(SecondReading))
    .join(table_of(Comment), _c.id == _s.comment_id)
    .join(table_of(Article), _a.id == _c.article_id)
    .outerjoin(_parent, _parent.c.id == _c.parent_id)
    .where(
        _s.read_at.is_(None),
        _s.first_by_id != bindparam("reader"),
        or_(_c.decided_by_id.is_(None), _c.decided_by_id != bindparam("reader")),
        or_(_c.endorsed_by_id.is_(None), _c.endorsed_by_id != bindparam("reader")),
        _c.state.not_in(GONE),
    )
    .order_by(_s.sampled_at, _s.comment_id)
    .limit(1)
)
_THIS = _WAITING.where(_s.comment_id == bindparam("comment_id"))


def next_for(session: Session, reader_id: int, *, comment_id: int | None = None) -> AnyRow | None:
    """The reading that waits longest and is for `reader_id`, who had no part in the decision; or
    just `comment_id`'s. The words as they were written with the masks over them (what it answers:
    as readers see it), never the decision nor who made it.
    """
    if comment_id is None:
        return session.execute(_WAITING, {"reader": reader_id}).first()
    return session.execute(_THIS, {"reader": reader_id, "comment_id": comment_id}).first()


_DIFFERENT = (
    select(
        _s.comment_id,
        _s.first_state,
        _s.first_reason,
        _s.second_state,
        _s.second_reason,
        _s.read_at,
        _first.c.name.label("first_name"),
        _second.c.name.label("second_name"),
        WORDS["title"],
        _c.language,
    )
    .join(table_of(Comment), _c.id == _s.comment_id)
    .join(_first, _first.c.id == _s.first_by_id)
    .join(_second, _second.c.id == _s.read_by_id)
    .where(
        _s.read_at.is_not(None),
        _s.first_state != _s.second_state,
        _c.state.not_in(GONE),
    )
    .order_by(_s.read_at.desc(), _s.comment_id.desc())
    .limit(bindparam("limit"))
)
_DIFFERENT_AFTER = _DIFFERENT.where(
    tuple_(_s.read_at, _s.comment_id)
    < tuple_(bindparam("at", type_=_s.read_at.type), bindparam("id"))
)


def different(session: Session, *, after: Mark | None = None, limit: int = 50) -> Page[AnyRow]:
    """Pairs that chose otherwise, latest first, with both names and the comment's title."""
    values = {"limit": limit + 1}
    if after is None:
        rows = session.execute(_DIFFERENT, values).all()
    else:
        place = {"at": after.at, "id": after.id}
        rows = session.execute(_DIFFERENT_AFTER, values | place).all()
    return Page.cut(rows, limit, key=lambda row: (row.read_at, row.comment_id))
