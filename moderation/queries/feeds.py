"""Published comments for feeds: masked words only, and only what has taken effect."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from models import Comment, table_of
from moderation.queries.comments import LATEST, PUBLIC
from moderation.queries.rows import AnyRow

_c = table_of(Comment).c
_OF_ARTICLE = PUBLIC.where(_c.article_id == bindparam("article_id")).order_by(
    _c.published_at.desc(), _c.id.desc()
)


def latest(
    session: Session, *, now: datetime, article_id: int | None = None, limit: int = 50
) -> Sequence[AnyRow]:
    """What readers see at `now`, under one article or under all, the latest first."""
    values: dict[str, object] = {"limit": limit, "now": now}
    if article_id is None:
        return session.execute(LATEST, values).all()
    return session.execute(_OF_ARTICLE, {**values, "article_id": article_id}).all()
