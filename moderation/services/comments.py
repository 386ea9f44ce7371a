"""Comments: from submission to every decision. `change` is the only place a state changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Comment
from moderation.domain import tracking_codes
from moderation.domain.comment_states import NEEDS_REASON, CommentAction, CommentState, move
from moderation.domain.errors import Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.services import audit, counters, outbox
from moderation.services.audit import Subject

#: A mail waits this long, so that a decision taken back at once tells nobody.
SETTLING = timedelta(minutes=1)


_LOCKED = (
    select(Comment)
    .where(Comment.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """What a reader typed, validated and tidied. `email` only with consent."""

    full_name: str
    title: str
    content: str
    phone: str | None = None
    email: str | None = None
    parent_id: int | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One action on the version somebody saw. `reason_text` is for the author, `note` stays
    inside.
    """

    action: CommentAction
    seen_version: int
    reason_code: str | None = None
    reason_text: str = ""
    note: str = ""


def submit(session: Session, article_id: int, words: NewComment, *, now: datetime) -> Comment:
    """A pending comment with its receipt. Raises Invalid when `parent_id` can't be answered.
    Flushes.
    """
    comment = Comment(
        article_id=article_id,
        parent_id=_thread_of(session, article_id, words.parent_id),
        receipt=str(tracking_codes.make(tracking_codes.Prefix.COMMENT)),
        state=CommentState.PENDING,
        full_name=words.full_name,
        phone=words.phone,
        email=words.email,
        language=words.language,
        title=words.title,
        content=words.content,
        submitted_at=now,
    )
    session.add(comment)
    session.flush()
    audit.record(
        session,
        Subject.COMMENT,
        comment.id,
        CommentAction.SUBMIT,
        actor=None,
        now=now,
        new_state=CommentState.PENDING,
    )
    counters.shift(session, {CommentState.PENDING: 1})
    session.flush()
    return comment


def _thread_of(session: Session, article_id: int, parent_id: int | None) -> int | None:
    """One level only: an answer to an answer joins the same thread."""
    if parent_id is None:
        return None
    parent = session.get(Comment, parent_id)
    first = session.get(Comment, parent.parent_id) if parent and parent.parent_id else parent
    shown = parent and first and parent.state is first.state is CommentState.PUBLISHED
    if not (parent and first and shown) or parent.article_id != article_id:
        raise Invalid("the comment answered is not there any more", field="parent_id")
    return first.id


def load_for_change(session: Session, comment_id: int) -> Comment:
    """The comment, locked on PostgreSQL until the transaction ends. Raises NotFound."""
    comment = session.scalars(_LOCKED, {"id": comment_id}).first()
    if comment is None:
        raise NotFound
    return comment


def expect_version(comment: Comment, seen: int) -> None:
    """Raises StaleVersion unless `seen` is the present version."""
    if comment.version != seen:
        raise StaleVersion(seen=seen, current=comment.version)


def decide(
    session: Session, comment: Comment, decision: Decision, *, actor: Actor, now: datetime
) -> Comment:
    """Apply a moderator's decision; the author is told when an address was left.

    Raises StaleVersion, IllegalTransition, or Invalid (field `reason_code`) without a reason.
    Flushes.
    """
    if decision.action not in NEEDS_REASON:  # what was left in the form is none
        decision = replace(decision, reason_code=None, reason_text="")
    elif not (decision.reason_code or decision.reason_text):
        raise Invalid("a reason is needed", field="reason_code")
    reason = {"reason_code": decision.reason_code, "reason_text": decision.reason_text}
    change(session, comment, decision, actor=actor, now=now, values=reason)
    _tell_author(session, comment, now=now)
    session.flush()
    return comment


def change(
    session: Session,
    comment: Comment,
    decision: Decision,
    *,
    actor: Actor,
    now: datetime,
    values: Mapping[str, Any],
) -> None:
    """Move `comment` along the table, set `values` with it, write its event and counters.

    Sealing uses it too. The UPDATE compares the version. Raises StaleVersion, IllegalTransition.
    Flushes.
    """
    expect_version(comment, decision.seen_version)
    old, new = comment.state, move(comment.state, decision.action)
    comment.state = new
    comment.decided_at = None if new is CommentState.PENDING else now
    if new is CommentState.PUBLISHED:
        comment.published_at = comment.published_at or now
    for name, value in values.items():
        setattr(comment, name, value)
    _flush(session, decision.seen_version)
    audit.record(
        session, Subject.COMMENT, comment.id, decision.action, actor=actor, now=now,
        old_state=old, new_state=new, reason_code=decision.reason_code,
        reason_text=decision.reason_text, note=decision.note,
    )  # fmt: skip
    counters.shift(session, {old: -1, new: 1})
    counters.shift_on_article(session, comment, old, new)


def _flush(session: Session, seen_version: int) -> None:
    """Raises StaleVersion when another process was first."""
    try:
        session.flush()
    except StaleDataError:
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None


def _tell_author(session: Session, comment: Comment, *, now: datetime) -> None:
    if not comment.email:
        return
    if comment.state is not CommentState.PENDING:
        outbox.enqueue(
            session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now, due_at=now + SETTLING
        )
    else:
        outbox.drop(session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now)
