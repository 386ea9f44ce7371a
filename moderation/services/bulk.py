"""One decision about many comments: those that can't have it are left out and named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from models import Comment
from moderation.domain import bulk
from moderation.domain.bulk import Omission, Pick
from moderation.domain.comment_states import CommentAction
from moderation.domain.errors import IllegalTransition, NotAllowed, StaleVersion
from moderation.domain.people import Actor, Officer
from moderation.services import comments, decisions, opinions, undoing
from moderation.services.comments import SETTLING, Decision


class Judged(NamedTuple):
    """A chosen comment, if it is there, and why it would be left out."""

    pick: Pick
    comment: Comment | None
    why: Omission | None


@dataclass(slots=True)
class Outcome:
    """What was done, and what was left out."""

    done: list[Comment] = field(default_factory=list)
    omitted: list[Judged] = field(default_factory=list)


def decide(
    session: Session,
    picks: Sequence[Pick],
    decision: Decision,
    *,
    actor: Officer,
    now: datetime,
    settling: timedelta = SETTLING,
) -> Outcome:
    """Apply `decision` to each pick in the version that was seen (its own version says nothing).

    Raises Invalid (fields `reason_code`, `reason_text`) as a single decision. Flushes.
    """
    found = comments.load_many_for_change(session, [pick.comment_id for pick in picks])
    outcome, wanted = Outcome(), []
    for each in judge(session, found, picks, decision.action, actor=actor):
        if each.comment is None or each.why:
            outcome.omitted.append(each)
        else:
            outcome.done.append(each.comment)
            wanted.append((each.comment, replace(decision, seen_version=each.pick.version)))
    if wanted:
        decisions.decide_many(session, wanted, actor=actor, now=now, settling=settling)
    return outcome


def judge(
    session: Session,
    found: Mapping[int, Comment],
    picks: Sequence[Pick],
    action: CommentAction,
    *,
    actor: Officer,
) -> list[Judged]:
    """What would become of each pick, in order; `found` are the comments by id. Writes nothing."""
    sensitive = decisions.sensitive_articles(session, list(found.values()))
    asked = opinions.asked_by_others(session, found.values(), actor)
    judged = []
    for pick in picks:
        comment = found.get(pick.comment_id)
        if comment is None:
            judged.append(Judged(pick, None, Omission.GONE))
            continue
        endorsed = comment.endorsed_by_id not in (None, actor.id)
        needs_second = comment.article_id in sensitive and not endorsed
        why = bulk.omission(comment.state, comment.version, pick, action, needs_second=needs_second)
        if why is None and comment.id in asked:
            why = Omission.ASKED_BY_ANOTHER
        judged.append(Judged(pick, comment, why))
    return judged


def undo(session: Session, picks: Sequence[Pick], *, actor: Actor, now: datetime) -> Outcome:
    """Take back one's own decisions about these comments, as far as that is still possible.
    Flushes.
    """
    found = comments.load_many_for_change(session, [pick.comment_id for pick in picks])
    outcome, wanted = Outcome(), []
    for pick in picks:
        comment = found.get(pick.comment_id)
        why = _keeps(comment, pick, actor, now) if comment else Omission.GONE
        if comment is None or why:
            outcome.omitted.append(Judged(pick, comment, why))
        else:
            outcome.done.append(comment)
            wanted.append((comment, pick.version))
    if wanted:
        decisions.undo_many(session, wanted, actor=actor, now=now)
    return outcome


def _keeps(comment: Comment, pick: Pick, actor: Actor, now: datetime) -> Omission | None:
    """Why a decision stays as it is."""
    try:
        undoing.expect_undo(comment, seen_version=pick.version, actor=actor, now=now)
    except StaleVersion:
        return Omission.STALE
    except IllegalTransition:
        return Omission.TOO_LATE
    except NotAllowed:
        return Omission.NOT_YOURS
    return None
