"""What becomes of appeals, readers' reports and requests beside a comment that changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models import Comment, Event, Takedown, table_of
from moderation.adapters.database import affected
from moderation.domain.comment_states import CommentAction, Tally
from moderation.domain.people import Actor
from moderation.services import appeals, counters, reader_reports
from moderation.services.audit import Subject

_takedown = table_of(Takedown)
_A = CommentAction
#: Actions that leave a state an author can appeal against, and those that may leave the page.
_ENDS_APPEALS = frozenset({_A.REQUEUE, _A.RESTORE, _A.COVER})
_OFF_THE_PAGE = frozenset({_A.TAKE_DOWN, _A.WITHDRAW, _A.COVER})


def follow(
    session: Session, comment: Comment, action: CommentAction, *, actor: Actor | None, now: datetime
) -> None:
    """After `action`, if it is one that matters: there may be nothing left to appeal against; once
    it is off the page, reports are settled and requests to take it down are done. Flushes.
    """
    if action in _ENDS_APPEALS:
        appeals.lapse(session, comment.id, actor=actor, now=now)
    if action in _OFF_THE_PAGE:
        reader_reports.settle(session, comment, actor=actor, now=now)
        _finish_requests(session, comment, actor=actor, now=now)


def take_back(session: Session, comment: Comment, action: CommentAction) -> None:
    """`action`, the last one, was undone: what `follow` ended by it waits again. Flushes."""
    if action not in _ENDS_APPEALS | _OFF_THE_PAGE:
        return
    last = (
        select(Event.at)
        .where(
            Event.subject == Subject.COMMENT,
            Event.subject_id == comment.id,
            Event.action == action,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    at = session.scalars(last).one()
    appeals.revive(session, comment.id, lapsed_at=at)
    reader_reports.reopen(session, comment, settled_at=at)
    _reopen_requests(session, comment, done_at=at)


def _finish_requests(
    session: Session, comment: Comment, *, actor: Actor | None, now: datetime
) -> None:
    waiting = (_takedown.c.comment_id == comment.id, _takedown.c.done_at.is_(None))
    end = {"done_at": now, "done_by_id": actor.id if actor else None}
    _change_requests(session, comment, waiting, end, by=-1)


def _reopen_requests(session: Session, comment: Comment, *, done_at: datetime) -> None:
    finished = (
        _takedown.c.comment_id == comment.id,
        _takedown.c.done_at == done_at,
        _takedown.c.declined_because == "",
    )
    _change_requests(session, comment, finished, {"done_at": None, "done_by_id": None}, by=1)


def _change_requests(
    session: Session,
    comment: Comment,
    which: tuple[ColumnElement[bool], ...],
    values: dict[str, Any],
    *,
    by: int,
) -> None:
    """On the table, with the version kept by hand, for there may be several."""
    changed = update(_takedown).where(*which).values(version=_takedown.c.version + 1, **values)
    count = affected(session.execute(changed))
    counters.shift(session, {Tally.TAKEDOWNS: by * count})
    for row in session.identity_map.values():
        if count and isinstance(row, Takedown) and row.comment_id == comment.id:
            session.expire(row)
