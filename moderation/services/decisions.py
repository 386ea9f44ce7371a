"""What a decision at the comment desk brings with it: the claim ends with it, a question is
answered by it, and under a sensitive article it takes two people.
"""

from collections.abc import Collection, Sequence
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
from moderation.services import aftermath, claims, comments, opinions, undoing
from moderation.services.comments import SETTLING, Change, Decision

_article = table_of(Article).c
_SENSITIVE = select(_article.id).where(_article.is_sensitive)
_THIS_SENSITIVE = _SENSITIVE.where(_article.id == bindparam("id"))
_THESE_SENSITIVE = _SENSITIVE.where(_article.id.in_(bindparam("ids", expanding=True)))


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
    decide_many(
        session, [(comment, decision)], actor=actor, now=now, settling=settling, hold_rule=hold_rule
    )
    return comment


def decide_many(
    session: Session,
    wanted: Sequence[tuple[Comment, Decision]],
    *,
    actor: Officer,
    now: datetime,
    settling: timedelta = SETTLING,
    hold_rule: HoldRule | None = None,
) -> None:
    """`decide` for each, or for none when one of them raises; a few statements however many."""
    about = [comment for comment, _ in wanted]
    discussed = [comment.id for comment in about if comment.state is CommentState.ESCALATED]
    for comment, decision in wanted:
        comments.expect_version(comment, decision.seen_version)
    if opinions.asked_by_others(session, about, actor):
        raise Refused(Refusal.ASKED_BY_ANOTHER)
    sensitive = sensitive_articles(session, about)
    changes = [_prepared(each, actor, sensitive, hold_rule, now) for each in wanted]
    comments.decide_many(session, changes, actor=actor, now=now, settling=settling)
    if discussed:
        opinions.close(session, discussed, now=now)
    claims.free(session, [comment.id for comment in about])
    for comment, decision, _ in changes:
        aftermath.follow(session, comment, decision.action, actor=actor, now=now)


def _prepared(
    wanted: tuple[Comment, Decision],
    actor: Actor,
    sensitive: Collection[int],
    hold_rule: HoldRule | None,
    now: datetime,
) -> Change:
    comment, asked = wanted
    decision, values = _by_two(comment, asked, actor, sensitive)
    if decision.action is CommentAction.HOLD:
        values |= _held(comment, decision, hold_rule, now)
    elif decision.action is CommentAction.RELEASE:
        values |= {"hold_code": None}
    return Change(comment, decision, values)


def _by_two(
    comment: Comment, decision: Decision, actor: Actor, sensitive: Collection[int]
) -> tuple[Decision, dict[str, Any]]:
    """Under a sensitive article the first approval endorses; going back begins anew."""
    if decision.action is CommentAction.REQUEUE:
        return decision, {"endorsed_by_id": None}
    if decision.action is not CommentAction.APPROVE or comment.article_id not in sensitive:
        return decision, {}
    if comment.endorsed_by_id is None:
        return replace(decision, action=CommentAction.ENDORSE), {"endorsed_by_id": actor.id}
    if comment.endorsed_by_id == actor.id:
        raise Refused(Refusal.SAME_APPROVER)
    return decision, {}


def is_sensitive(session: Session, comment: Comment) -> bool:
    """Whether a comment needs two approvals."""
    return bool(sensitive_articles(session, [comment]))


def sensitive_articles(session: Session, about: Sequence[Comment]) -> Collection[int]:
    """Ids of the articles of these comments that are marked: a comment needs two approvals."""
    ids = {comment.article_id for comment in about}
    if len(ids) == 1:
        return frozenset(session.scalars(_THIS_SENSITIVE, {"id": ids.pop()}))
    return frozenset(session.scalars(_THESE_SENSITIVE, {"ids": list(ids)}))


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
    """`undoing.undo` with all that belongs to it; raises what that raises. Flushes."""
    return undo_many(session, [(comment, seen_version)], actor=actor, now=now)[0]


def undo_many(
    session: Session, wanted: Sequence[tuple[Comment, int]], *, actor: Actor, now: datetime
) -> list[CommentAction]:
    """`undo` for each comment and the version of it that was seen, or for none when one of them
    raises; which decisions they were.
    """
    actions = undoing.undo_many(session, wanted, actor=actor, now=now)
    for (comment, _), action in zip(wanted, actions, strict=True):
        if comment.state is CommentState.ESCALATED:
            opinions.reopen(session, comment)
        aftermath.take_back(session, comment, action)
    return actions
