"""What happens to demo comments beside the decisions: second readings, an author who withdraws."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Comment, Staff
from moderation.domain.agreement import READABLE
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.services import comments, readings
from moderation.services.comments import Decision
from moderation.services.readings import Choice

#: So many decisions are in the sample; so many of them are read, one of those otherwise.
_SAMPLED, _READ = 12, 9


def withdraw(session: Session, comment: Comment, *, now: datetime) -> None:
    """Its author takes it back."""
    decision = Decision(action=CommentAction.WITHDRAW, seen_version=comment.version)
    comments.change(session, comment, decision, actor=None, now=now, values={})


def read_again(
    session: Session, written: Sequence[Comment], reader: Staff, *, now: datetime
) -> None:
    """Some decisions are sampled, most of these read by `reader`."""
    decided = [comment for comment in written if comment.state in READABLE]
    decided.sort(key=lambda comment: (comment.state is CommentState.PUBLISHED, comment.id))
    ids = [comment.id for comment in decided[:_SAMPLED]]
    columns = (Comment.id, Comment.state, Comment.reason_code, Comment.decided_by_id)
    rows = session.execute(select(*columns).where(Comment.id.in_(ids)).order_by(Comment.id)).all()
    readings.draw(session, rows, now=now)
    harsh = next((row.id for row in rows if row.state is CommentState.REJECTED), None)
    for row in rows[:_READ]:
        state = CommentState.PUBLISHED if row.id == harsh else row.state
        choice = Choice(state=state, reason_code=row.reason_code or "duplicate")
        readings.read_again(session, row.id, choice, actor=reader, now=now)
