"""How long comments may be held, by the calendar as it stands; and those that waited too long."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from models import Comment, table_of
from moderation.domain.comment_states import CommentState
from moderation.domain.holds import HoldRule
from moderation.domain.settings import Settings
from moderation.queries import agencies
from moderation.queries.comment_queues import CARD
from moderation.queries.rows import AnyRow

_c = table_of(Comment).c
_OVERDUE = (
    CARD.where(
        _c.state == bindparam("state", type_=_c.state.type),
        _c.decide_by < bindparam("today", type_=_c.decide_by.type),
    )
    .order_by(_c.decide_by, _c.submitted_at, _c.id)
    .limit(bindparam("limit"))
)


def rule(session: Session, settings: Settings) -> HoldRule:
    """The rule with the calendar's rows as they are now."""
    calendar = agencies.calendar(session, settings.office_hours, settings.zone)
    return HoldRule(calendar, settings.hold_days)


def overdue(
    session: Session, state: CommentState, *, today: date, now: datetime, limit: int = 50
) -> Sequence[AnyRow]:
    """Claims in `state` (held, discussed) that had to be decided before the local day `today`, the
    longest overdue first; rows as of `queries.comment_queues.page`, where they stand too.
    """
    values = {"state": state, "today": today, "now": now, "limit": limit}
    return session.execute(_OVERDUE, values).all()
