"""Comments that were sent again, edited, and what had become of the earlier ones."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Comment, table_of
from moderation.domain.comment_states import CommentState
from moderation.queries.rows import AnyRow

_new = table_of(Comment)
_old = table_of(Comment).alias("earlier")
_EARLIER = (
    select(_new.c.id, _old.c.id.label("old_id"), _old.c.state, _old.c.reason_code)
    .join(_old, _old.c.id == _new.c.resubmits_id)
    .where(
        _new.c.id.in_(bindparam("ids", expanding=True)),
        _old.c.state != CommentState.SEALED,
    )
)


def earlier(session: Session, comment_ids: Sequence[int]) -> Mapping[int, AnyRow]:
    """By the id of the new comment: id, state and reason of the one it says better. One that is
    covered by now is not told.
    """
    if not comment_ids:
        return {}
    return {row.id: row for row in session.execute(_EARLIER, {"ids": comment_ids})}


# Within its article: the index of threads finds those few, and none holds `resubmits_id` alone.
_LATER = (
    select(_new.c.receipt, _new.c.id)
    .where(
        _new.c.article_id == bindparam("article_id"), _new.c.resubmits_id == bindparam("comment_id")
    )
    .order_by(_new.c.id)
    .limit(1)
)


def later(session: Session, comment: Comment) -> AnyRow | None:
    """The comment that says `comment` better: its receipt and id."""
    asked = {"article_id": comment.article_id, "comment_id": comment.id}
    return session.execute(_LATER, asked).first()
