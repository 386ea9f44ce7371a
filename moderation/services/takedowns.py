"""The register of requests to take comments down: on which basis, by when, and done or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Comment, Takedown
from moderation.domain.comment_states import CommentAction, CommentState, Tally
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.people import Officer
from moderation.services import audit, comments, counters, decisions
from moderation.services.audit import Subject
from moderation.services.comments import SETTLING, Decision

_LOADED = select(Takedown).execution_options(populate_existing=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTakedown:
    """A request as it came in. `confirm_by` and `ordered_by` for an oral one only."""

    requester: str
    legal_basis: str
    is_urgent: bool
    received_at: datetime
    due_at: datetime
    ordered_by: str = ""
    confirm_by: datetime | None = None


def record(
    session: Session, comment: Comment, request: NewTakedown, *, actor: Officer, now: datetime
) -> Takedown:
    """Enter a request about `comment`. Raises NotFound for a covered one: nobody can see it.
    Flushes.
    """
    if comment.state is CommentState.SEALED:
        raise NotFound
    made = Takedown(
        comment_id=comment.id,
        requester=request.requester,
        legal_basis=request.legal_basis,
        is_urgent=request.is_urgent,
        received_at=request.received_at,
        due_at=request.due_at,
        recorded_by_id=actor.id,
        is_oral=request.confirm_by is not None,
        ordered_by=request.ordered_by,
        confirm_by=request.confirm_by,
    )
    session.add(made)
    session.flush()
    _tell(session, made, "record_takedown", actor=actor, now=now)
    counters.shift(session, {Tally.TAKEDOWNS: 1})
    return made


def load_for_change(session: Session, takedown_id: int) -> tuple[Takedown, Comment]:
    """The request and its comment, both locked, the comment first. Raises NotFound, also when the
    comment is covered by now.
    """
    comment_id = session.scalar(select(Takedown.comment_id).where(Takedown.id == takedown_id))
    if comment_id is None:
        raise NotFound
    comment = comments.load_for_change(session, comment_id)
    if comment.state is CommentState.SEALED:
        raise NotFound
    return session.scalars(
        _LOADED.where(Takedown.id == takedown_id).with_for_update()
    ).one(), comment


def carry_out(
    session: Session,
    takedown: Takedown,
    comment: Comment,
    *,
    seen_version: int,
    reason_code: str | None,
    reason_text: str,
    actor: Officer,
    now: datetime,
    settling: timedelta = SETTLING,
) -> Takedown:
    """Take the comment down, which every open request about it asked for; the author reads why.

    One that is not on the page any more is only noted as done. Raises StaleVersion,
    IllegalTransition when the request was done before, Invalid (field `reason_code`). Flushes.
    """
    _expect_open(takedown, seen_version)
    if comment.state is not CommentState.PUBLISHED:
        takedown.done_at, takedown.done_by_id = now, actor.id
        return _finish(session, takedown, "finish_takedown", actor=actor, now=now)
    decision = Decision(
        action=CommentAction.TAKE_DOWN,
        seen_version=comment.version,
        reason_code=reason_code,
        reason_text=reason_text,
    )
    decisions.decide(session, comment, decision, actor=actor, now=now, settling=settling)
    return takedown


def decline(
    session: Session,
    takedown: Takedown,
    because: str,
    *,
    seen_version: int,
    actor: Officer,
    now: datetime,
) -> Takedown:
    """The comment stays, and the register says why.

    Raises StaleVersion, IllegalTransition when it was done before, Invalid (field `because`)
    without a why. Flushes.
    """
    _expect_open(takedown, seen_version)
    if not because:
        raise Invalid("a why is needed", field="because")
    takedown.declined_because = because
    takedown.done_at, takedown.done_by_id = now, actor.id
    return _finish(session, takedown, "decline_takedown", actor=actor, now=now, note=because)


def confirm(
    session: Session,
    takedown: Takedown,
    document_number: str,
    *,
    seen_version: int,
    actor: Officer,
    now: datetime,
) -> Takedown:
    """The paper of an oral order came, also when it was done long ago.

    Raises StaleVersion, IllegalTransition when there is nothing to confirm, Invalid (field
    `document_number`). Flushes.
    """
    _expect_version(takedown, seen_version)
    if not takedown.is_oral or takedown.confirmed_at is not None:
        raise IllegalTransition("confirm", "confirmed")
    if not document_number:
        raise Invalid("a number is needed", field="document_number")
    takedown.document_number, takedown.confirmed_at = document_number, now
    _flush(session, seen_version)
    _tell(session, takedown, "confirm_takedown", actor=actor, now=now, note=document_number)
    return takedown


def _expect_version(takedown: Takedown, seen: int) -> None:
    if takedown.version != seen:
        raise StaleVersion(seen=seen, current=takedown.version)


def _expect_open(takedown: Takedown, seen: int) -> None:
    _expect_version(takedown, seen)
    if takedown.done_at is not None:
        raise IllegalTransition("finish", "done")


def _finish(
    session: Session,
    takedown: Takedown,
    action: str,
    *,
    actor: Officer,
    now: datetime,
    note: str = "",
) -> Takedown:
    _flush(session, takedown.version)
    counters.shift(session, {Tally.TAKEDOWNS: -1})
    _tell(session, takedown, action, actor=actor, now=now, note=note)
    return takedown


def _flush(session: Session, seen: int) -> None:
    try:
        session.flush()
    except StaleDataError:
        raise StaleVersion(seen=seen, current=seen + 1) from None


def _tell(
    session: Session,
    takedown: Takedown,
    action: str,
    *,
    actor: Officer,
    now: datetime,
    note: str = "",
) -> None:
    audit.record(
        session, Subject.COMMENT, takedown.comment_id, action, actor=actor, now=now, note=note
    )
