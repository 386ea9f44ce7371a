"""Comments: from submission to every decision. `change` here and `undo` in `undoing` are the only
places a state changes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Comment
from moderation.domain import tracking_codes
from moderation.domain.comment_states import (
    NEEDS_REASON,
    UNDECIDED,
    UNDOABLE,
    CommentAction,
    CommentState,
    move,
)
from moderation.domain.errors import Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.domain.reasons import REFUTED, cites_source
from moderation.domain.redaction import Masks, dump, normalise, public_copy, suggested
from moderation.domain.text import fold
from moderation.services import audit, counters, outbox, versions
from moderation.services.audit import Subject
from moderation.services.counters import Moved

#: A decision takes effect after this when nothing else is said, so that one taken back at once
#: tells nobody.
SETTLING = timedelta(minutes=1)
#: What `undo` puts back: columns a decision writes over, moments as ISO text.
REPLACED = ("reason_code", "reason_text", "decided_by_id", "endorsed_by_id", "hold_code", "masks")
REPLACED_MOMENTS = ("decided_at", "published_at", "visible_from")
_LONGEST_PUBLIC_LINE = 300  # of the columns; labels may be longer than what they cover


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
    address_key: str | None = None  # a keyed hash of where it came from
    resubmits_id: int | None = None  # the comment this one says better


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What the screening found (`domain/screening.py`), as it is kept with the comment."""

    hold_code: str | None = None  # held for this; none: pending
    decide_by: date | None = None  # of an unverified claim: `HoldRule.decide_by`
    findings: str = ""
    text_key: str | None = None
    sketch: bytes | None = None


UNSCREENED = Screened()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One action on the version somebody saw. `reason_text` is for the author, `note` stays
    inside. `masks` go with an approval: None leaves those chosen before, or those suggested where
    nobody chose.
    """

    action: CommentAction
    seen_version: int
    reason_code: str | None = None
    reason_text: str = ""
    note: str = ""
    masks: Masks | None = None
    hold_code: str | None = None  # the finding for which it is held


class Change(NamedTuple):
    """A comment, what is done to it, and the columns that are set with it."""

    comment: Comment
    decision: Decision
    values: Mapping[str, Any]


#: Anything that begins with the comment it is about.
AboutComment = TypeVar("AboutComment", Change, tuple[Comment, int])


def submit(
    session: Session,
    article_id: int,
    words: NewComment,
    *,
    now: datetime,
    screened: Screened = UNSCREENED,
) -> Comment:
    """A pending or held comment with its receipt. Raises Invalid when `parent_id` can't be
    answered. Flushes.
    """
    comment = Comment(
        article_id=article_id,
        receipt=str(tracking_codes.make(tracking_codes.Prefix.COMMENT)),
        state=CommentState.HELD if screened.hold_code else CommentState.PENDING,
        submitted_at=now,
        name_folded=fold(words.full_name),
        **{**asdict(words), "parent_id": _thread_of(session, article_id, words.parent_id)},
        **asdict(screened),
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
        new_state=comment.state,
    )
    counters.shift(session, {comment.state: 1})
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


_SOME_LOCKED = (
    select(Comment)
    .where(Comment.id.in_(bindparam("ids", expanding=True)))
    .order_by(Comment.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def load_many_for_change(session: Session, ids: Sequence[int]) -> dict[int, Comment]:
    """Those of the comments that are there, by id, locked as `load_for_change` does, always in the
    same order.
    """
    return {each.id: each for each in session.scalars(_SOME_LOCKED, {"ids": list(ids)})}


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
    session: Session,
    comment: Comment,
    decision: Decision,
    *,
    actor: Actor,
    now: datetime,
    settling: timedelta = SETTLING,
    values: Mapping[str, Any] | None = None,
) -> Comment:
    """Apply a moderator's decision, to take effect after `settling`; the author is told then when
    an address was left.

    Raises StaleVersion, IllegalTransition, or Invalid: `reason_code` without a reason,
    `reason_text` when something is called false and no source is cited. Flushes.
    """
    wanted = [Change(comment, decision, values or {})]
    decide_many(session, wanted, actor=actor, now=now, settling=settling)
    return comment


def decide_many(
    session: Session,
    wanted: Sequence[Change],
    *,
    actor: Actor,
    now: datetime,
    settling: timedelta = SETTLING,
) -> None:
    """`decide` for each, or for none when one of them raises; a few statements however many."""
    reasoned = [_with_reason(*each) for each in wanted]
    change_many(session, reasoned, actor=actor, now=now, settling=settling)
    _tell_authors(session, [each.comment for each in wanted], now=now, due_at=now + settling)
    session.flush()


def _with_reason(comment: Comment, decision: Decision, values: Mapping[str, Any]) -> Change:
    """The change with the reason it needs and no other. Raises Invalid."""
    if decision.action not in NEEDS_REASON:  # what was left in the form is none
        decision = replace(decision, reason_code=None, reason_text="")
    elif not (decision.reason_code or decision.reason_text):
        raise Invalid("a reason is needed", field="reason_code")
    elif decision.reason_code == REFUTED and not cites_source(decision.reason_text):
        raise Invalid("an official source is needed", field="reason_text")
    reason = {"reason_code": decision.reason_code, "reason_text": decision.reason_text}
    return Change(comment, decision, reason | dict(values))


def change(
    session: Session,
    comment: Comment,
    decision: Decision,
    *,
    actor: Actor | None,
    now: datetime,
    values: Mapping[str, Any],
    settling: timedelta = timedelta(0),
) -> None:
    """Move `comment` along the table, set `values` with it, write its event and counters.

    Sealing uses it too; `actor` is None for the author. The UPDATE compares the version. Raises
    StaleVersion, IllegalTransition. Flushes.
    """
    wanted = [Change(comment, decision, values)]
    change_many(session, wanted, actor=actor, now=now, settling=settling)


def change_many(
    session: Session,
    wanted: Sequence[Change],
    *,
    actor: Actor | None,
    now: datetime,
    settling: timedelta = timedelta(0),
) -> None:
    """`change` for each, or for none when one of them raises."""
    for comment, decision, _ in wanted:
        expect_version(comment, decision.seen_version)
        move(comment.state, decision.action)
    for wave in parents_first(wanted):
        written = [_values(each, actor=actor, now=now, settling=settling) for each in wave]
        moves = [
            Moved(comment, comment.state, values["state"])
            for (comment, _, _), values in zip(wave, written, strict=True)
        ]
        versions.write(session, [each.comment for each in wave], written)
        events = [
            audit.line(
                Subject.COMMENT, comment.id, decision.action, actor=actor, now=now,
                old_state=moved.old, new_state=moved.new, reason_code=decision.reason_code,
                reason_text=decision.reason_text, note=decision.note,
            )
            for moved, (comment, decision, _) in zip(moves, wave, strict=True)
        ]  # fmt: skip
        audit.record_all(session, events)
        counters.shift_all(session, moves)


def parents_first(wanted: Sequence[AboutComment]) -> list[list[AboutComment]]:
    """Answers behind what they answer: each counts with its thread as that stands by then."""
    there = {each[0].id for each in wanted}
    waves: tuple[list[AboutComment], list[AboutComment]] = ([], [])
    for each in wanted:
        waves[each[0].parent_id in there].append(each)
    return [wave for wave in waves if wave]


def _values(
    each: Change, *, actor: Actor | None, now: datetime, settling: timedelta
) -> dict[str, Any]:
    """The columns that a change writes over."""
    comment, action = each.comment, each.decision.action
    new = move(comment.state, action)
    is_open = new in UNDECIDED
    values: dict[str, Any] = {
        "before": _kept(comment, action, actor) if action in UNDOABLE else "",
        "state": new,
        "visible_from": now + settling,
        "decided_at": None if is_open else now,
        "decided_by_id": None if is_open or actor is None else actor.id,
    }
    if new is CommentState.PUBLISHED:
        values["published_at"] = comment.published_at or values["visible_from"]
    return values | _covered_words(comment, each.decision, new) | dict(each.values)


def _covered_words(comment: Comment, decision: Decision, new: CommentState) -> dict[str, Any]:
    """Nothing suggested to be masked is published in clear unless somebody said so."""
    if decision.masks is not None:
        return _masked(comment, decision.masks)
    if new is CommentState.PUBLISHED and not comment.masks:
        return _masked(comment, suggested(comment, comment.findings))
    return {}


def set_masks(comment: Comment, masks: Masks | None) -> None:
    """Choose what is masked, and make the public copy from it; None is as if nobody had chosen.
    Neither flushes nor writes an event.
    """
    for name, value in _masked(comment, masks).items():
        setattr(comment, name, value)


def _masked(comment: Comment, masks: Masks | None) -> dict[str, Any]:
    kept = normalise(masks or (), comment)
    copy = public_copy(comment, kept)
    name, title = copy.full_name[:_LONGEST_PUBLIC_LINE], copy.title[:_LONGEST_PUBLIC_LINE]
    return {
        "masks": "" if masks is None else dump(kept),
        "public_name": name if name != comment.full_name else None,
        "public_title": title if title != comment.title else None,
        "public_content": copy.content if copy.content != comment.content else None,
    }


def _kept(comment: Comment, action: CommentAction, actor: Actor | None) -> str:
    """What `undo` will need, as JSON."""
    kept: dict[str, Any] = {name: getattr(comment, name) for name in REPLACED}
    for name in REPLACED_MOMENTS:
        at = getattr(comment, name)
        kept[name] = at.isoformat() if at else None
    kept["decide_by"] = comment.decide_by.isoformat() if comment.decide_by else None
    who = {"action": action, "actor_id": actor.id if actor else None, "state": comment.state}
    return json.dumps(kept | who)


def flush_version(session: Session, seen_version: int) -> None:
    """Flush a changed comment. Raises StaleVersion when another process was first."""
    try:
        session.flush()
    except StaleDataError:
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None


def _tell_authors(
    session: Session, decided: Sequence[Comment], *, now: datetime, due_at: datetime
) -> None:
    written = [comment for comment in decided if comment.email]
    if not written:
        return
    kind = outbox.Kind.COMMENT_DECIDED
    outbox.drop_all(session, kind, [comment.id for comment in written], now=now)
    told = [comment.id for comment in written if comment.state not in UNDECIDED]
    outbox.enqueue_all(session, kind, told, now=now, due_at=due_at)
