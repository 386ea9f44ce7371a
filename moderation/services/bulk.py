"""One decision about many comments: those that can't have it are left out and named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Article, Comment
from moderation.domain import bulk
from moderation.domain.bulk import Pick, Refusal
from moderation.domain.errors import IllegalTransition, NotAllowed, StaleVersion
from moderation.domain.people import Actor
from moderation.services import comments, decisions
from moderation.services.comments import SETTLING, Decision


@dataclass(slots=True)
class Outcome:
    """What was done, and what was left out; a refused comment may not be there at all."""

    done: list[Comment] = field(default_factory=list)
    refused: list[tuple[Pick, Comment | None, Refusal]] = field(default_factory=list)


def decide(
    session: Session,
    picks: Sequence[Pick],
    decision: Decision,
    *,
    actor: Actor,
    now: datetime,
    settling: timedelta = SETTLING,
) -> Outcome:
    """Apply `decision` to each pick in the version that was seen (its own version says nothing).

    Raises Invalid (field `reason_code`) without a reason where one is needed. Flushes.
    """
    found = comments.load_many_for_change(session, [pick.comment_id for pick in picks])
    sensitive = _sensitive(session, {comment.article_id for comment in found.values()})
    outcome = Outcome()
    wanted = []
    for pick in picks:
        comment = found.get(pick.comment_id)
        why = _refusal(comment, pick, decision, actor, sensitive) if comment else Refusal.GONE
        if comment is None or why:
            outcome.refused.append((pick, comment, why or Refusal.GONE))
        else:
            wanted.append((comment, replace(decision, seen_version=pick.version)))
    if wanted:
        decisions.decide_many(session, wanted, actor=actor, now=now, settling=settling)
    outcome.done = [comment for comment, _ in wanted]
    return outcome


def _refusal(
    comment: Comment, pick: Pick, decision: Decision, actor: Actor, sensitive: Collection[int]
) -> Refusal | None:
    endorsed = comment.endorsed_by_id not in (None, actor.id)
    needs_second = comment.article_id in sensitive and not endorsed
    return bulk.refusal(
        comment.state, comment.version, pick, decision.action, needs_second=needs_second
    )


def _sensitive(session: Session, article_ids: Collection[int]) -> set[int]:
    marked = select(Article.id).where(Article.id.in_(article_ids), Article.is_sensitive)
    return set(session.scalars(marked)) if article_ids else set()


def undo(session: Session, picks: Sequence[Pick], *, actor: Actor, now: datetime) -> Outcome:
    """Take back one's own decisions about these comments, as far as that is still possible.
    Flushes.
    """
    found = comments.load_many_for_change(session, [pick.comment_id for pick in picks])
    outcome = Outcome()
    wanted = []
    for pick in picks:
        comment = found.get(pick.comment_id)
        why = _undo_refusal(comment, pick, actor, now) if comment else Refusal.GONE
        if comment is None or why:
            outcome.refused.append((pick, comment, why or Refusal.GONE))
        else:
            wanted.append((comment, pick.version))
    if wanted:
        decisions.undo_many(session, wanted, actor=actor, now=now)
    outcome.done = [comment for comment, _ in wanted]
    return outcome


def _undo_refusal(comment: Comment, pick: Pick, actor: Actor, now: datetime) -> Refusal | None:
    try:
        comments.expect_undo(comment, seen_version=pick.version, actor=actor, now=now)
    except StaleVersion:
        return Refusal.STALE
    except IllegalTransition:
        return Refusal.TOO_LATE
    except NotAllowed:
        return Refusal.NOT_YOURS
    return None
