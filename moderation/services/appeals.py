"""Appeals: an author asks once for another look; somebody else than before answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Appeal, Article, Comment
from moderation.domain.appeals import (
    APPEALABLE,
    AppealAction,
    AppealState,
    appealable_until,
    move,
)
from moderation.domain.comment_states import CommentAction, Tally
from moderation.domain.errors import (
    IllegalTransition,
    Invalid,
    NotFound,
    OwnDecision,
    Refusal,
    Refused,
    StaleVersion,
)
from moderation.domain.people import Actor
from moderation.queries.comments import is_settled
from moderation.services import audit, claims, comments, counters, outbox
from moderation.services.audit import Subject
from moderation.services.comments import Decision

_OF_COMMENT = select(Appeal).execution_options(populate_existing=True)


def can_submit(comment: Comment, *, days: int, now: datetime) -> bool:
    """Whether the author of `comment` may appeal now; that they did so before is not looked at."""
    return (
        comment.state in APPEALABLE
        and is_settled(comment, now=now)
        and comment.decided_at is not None
        and now <= appealable_until(comment.decided_at, days)
    )


def submit(session: Session, comment: Comment, text: str, *, days: int, now: datetime) -> Appeal:
    """The author's one appeal; the one they made before, when they send it again. One that lapsed
    unanswered was none: it is made anew against what was decided since.

    `comment` is locked. Raises IllegalTransition when nothing can be appealed against, or not any
    more. Flushes.
    """
    appeal = of(session, comment.id)
    if appeal is not None and appeal.state is not AppealState.LAPSED:
        return appeal
    if not can_submit(comment, days=days, now=now):
        raise IllegalTransition("appeal", comment.state)
    if appeal is None:
        appeal = Appeal(comment_id=comment.id, state=AppealState.OPEN)
        session.add(appeal)
    else:
        appeal.state = move(appeal.state, AppealAction.REVIVE)
        appeal.decided_by_id = appeal.decided_at = None
    appeal.against, appeal.decided_first_by_id = comment.state, comment.decided_by_id
    appeal.text, appeal.submitted_at = text, now
    session.flush()
    audit.record(session, Subject.COMMENT, comment.id, "appeal", actor=None, now=now)
    counters.shift(session, {Tally.APPEALS: 1})
    return appeal


def of(session: Session, comment_id: int) -> Appeal | None:
    """The appeal about a comment, as it stands in the database."""
    return session.scalars(_OF_COMMENT.where(Appeal.comment_id == comment_id)).first()


def load_for_change(session: Session, appeal_id: int) -> tuple[Appeal, Comment]:
    """The appeal and its comment, both locked, the comment first: so does whoever decides about
    it. Raises NotFound.
    """
    comment_id = session.scalar(select(Appeal.comment_id).where(Appeal.id == appeal_id))
    if comment_id is None:
        raise NotFound
    comment = comments.load_for_change(session, comment_id)
    appeal = session.scalars(_OF_COMMENT.where(Appeal.id == appeal_id).with_for_update()).one()
    return appeal, comment


def uphold(
    session: Session,
    appeal: Appeal,
    comment: Comment,
    *,
    seen_versions: tuple[int, int],
    answer: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> Appeal:
    """The author was right: the comment is published at once, with `values` (masks and the masked
    words) beside it; the author is told. Under a sensitive article the first to say so endorses,
    and the appeal stays open for somebody else.

    `seen_versions`: of the appeal and of the comment. Raises OwnDecision, StaleVersion,
    IllegalTransition, Refused when the same person says so twice. Flushes.
    """
    if _is_first_of_two(session, comment, actor):
        _expect(appeal, seen_versions[0], actor)
        _endorse(session, comment, seen_version=seen_versions[1], actor=actor, now=now, note=note)
        return appeal
    _close(appeal, AppealAction.UPHOLD, seen_version=seen_versions[0], actor=actor, now=now)
    appeal.answer = answer
    decision = Decision(action=CommentAction.UPHOLD, seen_version=seen_versions[1], note=note)
    changed = {"reason_code": None, "reason_text": "", **(values or {})}
    comments.change(session, comment, decision, actor=actor, now=now, values=changed)
    claims.free(session, [comment.id])
    return _decided(session, appeal, comment, now=now)


def _is_first_of_two(session: Session, comment: Comment, actor: Actor) -> bool:
    if not session.get_one(Article, comment.article_id).is_sensitive:
        return False
    if comment.endorsed_by_id == actor.id:
        raise Refused(Refusal.SAME_APPROVER)
    return comment.endorsed_by_id is None


def _endorse(
    session: Session, comment: Comment, *, seen_version: int, actor: Actor, now: datetime, note: str
) -> None:
    comments.expect_version(comment, seen_version)
    comment.endorsed_by_id = actor.id
    comments.flush_version(session, seen_version)
    audit.record(
        session, Subject.COMMENT, comment.id, CommentAction.ENDORSE, actor=actor, now=now,
        old_state=comment.state, new_state=comment.state, note=note,
    )  # fmt: skip


def dismiss(
    session: Session,
    appeal: Appeal,
    comment: Comment,
    *,
    seen_version: int,
    answer: str,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> Appeal:
    """The decision stands, and the author reads why in `answer`.

    Raises OwnDecision, StaleVersion, IllegalTransition, or Invalid (field `answer`) without an
    answer. Flushes.
    """
    if not answer:
        raise Invalid("an answer is needed", field="answer")
    _close(appeal, AppealAction.DISMISS, seen_version=seen_version, actor=actor, now=now)
    appeal.answer = answer
    audit.record(
        session, Subject.COMMENT, comment.id, "dismiss_appeal", actor=actor, now=now,
        reason_text=answer, note=note,
    )  # fmt: skip
    return _decided(session, appeal, comment, now=now)


def _close(
    appeal: Appeal, action: AppealAction, *, seen_version: int, actor: Actor, now: datetime
) -> None:
    _expect(appeal, seen_version, actor)
    appeal.state = move(appeal.state, action)
    appeal.decided_by_id, appeal.decided_at = actor.id, now


def _expect(appeal: Appeal, seen_version: int, actor: Actor) -> None:
    if appeal.version != seen_version:
        raise StaleVersion(seen=seen_version, current=appeal.version)
    if appeal.decided_first_by_id == actor.id:
        raise OwnDecision
    move(appeal.state, AppealAction.UPHOLD)  # only an open one is decided


def _decided(session: Session, appeal: Appeal, comment: Comment, *, now: datetime) -> Appeal:
    """One mail about it, whatever else waited to be told."""
    try:
        session.flush()
    except StaleDataError:
        raise StaleVersion(seen=appeal.version, current=appeal.version + 1) from None
    counters.shift(session, {Tally.APPEALS: -1})
    outbox.drop(session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now)
    if comment.email:
        outbox.enqueue(session, outbox.Kind.APPEAL_DECIDED, comment.id, now=now, due_at=now)
    session.flush()
    return appeal


def lapse(session: Session, comment_id: int, *, actor: Actor | None, now: datetime) -> None:
    """The comment changed by another way: an open appeal has nothing left to decide. Flushes."""
    appeal = of(session, comment_id)
    if appeal is None or appeal.state is not AppealState.OPEN:
        return
    appeal.state = move(appeal.state, AppealAction.LAPSE)
    appeal.decided_by_id, appeal.decided_at = actor.id if actor else None, now
    session.flush()
    counters.shift(session, {Tally.APPEALS: -1})


def revive(session: Session, comment_id: int, *, lapsed_at: datetime) -> None:
    """The decision made at `lapsed_at` was taken back: what lapsed by it is open again. Flushes."""
    appeal = of(session, comment_id)
    lapsed = appeal is not None and appeal.state is AppealState.LAPSED
    if appeal is None or not lapsed or appeal.decided_at != lapsed_at:
        return
    appeal.state = move(appeal.state, AppealAction.REVIVE)
    appeal.decided_by_id = appeal.decided_at = None
    session.flush()
    counters.shift(session, {Tally.APPEALS: 1})
