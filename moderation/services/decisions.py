"""What a decision at the comment desk brings with it: the claim ends with it, a question is
answered by it, and under a sensitive article it takes two people.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Article, Comment, table_of
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.errors import Refusal, Refused
from moderation.domain.holds import HoldRule
from moderation.domain.people import Actor, Officer
from moderation.services import aftermath, claims, comments, opinions
from moderation.services.comments import SETTLING, Decision

_article = table_of(Article).c
_IS_SENSITIVE = select(_article.is_sensitive).where(_article.id == bindparam("id"))


def decide(
    session: Session,
    comment: Comment,
    decision: Decision,
    *,
    actor: Officer,
    now: datetime,
    settling: timedelta = SETTLING,
    hold_rule: HoldRule | None = None,
) -> Comment:
    """`comments.decide` with all that belongs to it; `hold_rule` belongs to holding.

    The first of two approvals leaves the comment pending, endorsed. Raises what `comments.decide`
    raises, and Refused: somebody else asked for an opinion, the same person approves twice, or a
    claim was held long enough. Flushes.
    """
    comments.expect_version(comment, decision.seen_version)
    was_discussed = comment.state is CommentState.ESCALATED
    if was_discussed:
        opinions.expect_may_decide(session, comment, actor)
    decision, values = _by_two(session, comment, decision, actor)
    if decision.action is CommentAction.HOLD:
        values |= _held(comment, decision, hold_rule, now)
    elif decision.action is CommentAction.RELEASE:
        values |= {"hold_code": None}
    comments.decide(
        session, comment, decision, actor=actor, now=now, settling=settling, values=values
    )
    if was_discussed:
        opinions.close(session, comment, now=now)
    claims.free(session, [comment.id])
    aftermath.follow(session, comment, decision.action, actor=actor, now=now)
    return comment


def _by_two(
    session: Session, comment: Comment, decision: Decision, actor: Actor
) -> tuple[Decision, dict[str, Any]]:
    """Under a sensitive article the first approval endorses; going back begins anew."""
    if decision.action is CommentAction.REQUEUE:
        return decision, {"endorsed_by_id": None}
    if decision.action is not CommentAction.APPROVE or not is_sensitive(session, comment):
        return decision, {}
    if comment.endorsed_by_id is None:
        return replace(decision, action=CommentAction.ENDORSE), {"endorsed_by_id": actor.id}
    if comment.endorsed_by_id == actor.id:
        raise Refused(Refusal.SAME_APPROVER)
    return decision, {}


def is_sensitive(session: Session, comment: Comment) -> bool:
    """Whether a comment needs two approvals."""
    return bool(session.scalar(_IS_SENSITIVE, {"id": comment.article_id}))


def _held(
    comment: Comment, decision: Decision, rule: HoldRule | None, now: datetime
) -> dict[str, Any]:
    """A claim has its days once: holding it again begins no new ones."""
    if rule is None:
        return {"hold_code": decision.hold_code}
    if rule.is_over(comment.decide_by, now):
        raise Refused(Refusal.HELD_LONG_ENOUGH)
    by = comment.decide_by or rule.decide_by(decision.hold_code, now)
    return {"hold_code": decision.hold_code, "decide_by": by}


def undo(
    session: Session, comment: Comment, *, seen_version: int, actor: Actor, now: datetime
) -> CommentAction:
    """`comments.undo` with all that belongs to it; raises what that raises. Flushes."""
    action = comments.undo(session, comment, seen_version=seen_version, actor=actor, now=now)
    if comment.state is CommentState.ESCALATED:
        opinions.reopen(session, comment)
    aftermath.take_back(session, comment, action)
    return action
