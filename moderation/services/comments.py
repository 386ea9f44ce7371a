"""Comments: from submission to every decision. `change` and `undo` are the only places a state
changes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Comment
from moderation.domain import comment_states, tracking_codes
from moderation.domain.comment_states import (
    NEEDS_REASON,
    UNDECIDED,
    UNDOABLE,
    CommentAction,
    CommentState,
    move,
)
from moderation.domain.errors import IllegalTransition, Invalid, NotAllowed, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.domain.reasons import REFUTED, cites_source
from moderation.domain.redaction import Masks, dump, normalise, parse, public_copy, suggested
from moderation.domain.text import fold
from moderation.services import audit, counters, outbox
from moderation.services.audit import Subject

#: A decision takes effect after this when nothing else is said, so that one taken back at once
#: tells nobody.
SETTLING = timedelta(minutes=1)
#: What `undo` puts back: columns a decision writes over, moments as ISO text.
_REPLACED = ("reason_code", "reason_text", "decided_by_id", "endorsed_by_id", "hold_code", "masks")
_REPLACED_MOMENTS = ("decided_at", "published_at", "visible_from")
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
    if decision.action not in NEEDS_REASON:  # what was left in the form is none
        decision = replace(decision, reason_code=None, reason_text="")
    elif not (decision.reason_code or decision.reason_text):
        raise Invalid("a reason is needed", field="reason_code")
    elif decision.reason_code == REFUTED and not cites_source(decision.reason_text):
        raise Invalid("an official source is needed", field="reason_text")
    reason = {"reason_code": decision.reason_code, "reason_text": decision.reason_text}
    change(
        session, comment, decision, actor=actor, now=now, values=reason | dict(values or {}),
        settling=settling,
    )  # fmt: skip
    _tell_author(session, comment, now=now, due_at=now + settling)
    session.flush()
    return comment


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
    expect_version(comment, decision.seen_version)
    old, new = comment.state, move(comment.state, decision.action)
    can_be_undone = decision.action in UNDOABLE
    comment.before = _kept(comment, decision.action, actor) if can_be_undone else ""
    comment.state = new
    comment.visible_from = now + settling
    if new in UNDECIDED:
        comment.decided_at = comment.decided_by_id = None
    else:
        comment.decided_at, comment.decided_by_id = now, actor.id if actor else None
    if new is CommentState.PUBLISHED:
        comment.published_at = comment.published_at or comment.visible_from
    _cover_words(comment, decision)
    for name, value in values.items():
        setattr(comment, name, value)
    flush_version(session, decision.seen_version)
    audit.record(
        session, Subject.COMMENT, comment.id, decision.action, actor=actor, now=now,
        old_state=old, new_state=new, reason_code=decision.reason_code,
        reason_text=decision.reason_text, note=decision.note,
    )  # fmt: skip
    counters.move(session, old, new)
    counters.shift_on_article(session, comment, old, new)


def _cover_words(comment: Comment, decision: Decision) -> None:
    """Nothing suggested to be masked is published in clear unless somebody said so."""
    if decision.masks is not None:
        set_masks(comment, decision.masks)
    elif comment.state is CommentState.PUBLISHED and not comment.masks:
        set_masks(comment, suggested(comment, comment.findings))


def set_masks(comment: Comment, masks: Masks | None) -> None:
    """Choose what is masked, and make the public copy from it; None is as if nobody had chosen.
    Neither flushes nor writes an event.
    """
    kept = normalise(masks or (), comment)
    comment.masks = "" if masks is None else dump(kept)
    copy = public_copy(comment, kept)
    name, title = copy.full_name[:_LONGEST_PUBLIC_LINE], copy.title[:_LONGEST_PUBLIC_LINE]
    comment.public_name = name if name != comment.full_name else None
    comment.public_title = title if title != comment.title else None
    comment.public_content = copy.content if copy.content != comment.content else None


def _kept(comment: Comment, action: CommentAction, actor: Actor | None) -> str:
    """What `undo` will need, as JSON."""
    kept: dict[str, Any] = {name: getattr(comment, name) for name in _REPLACED}
    for name in _REPLACED_MOMENTS:
        at = getattr(comment, name)
        kept[name] = at.isoformat() if at else None
    kept["decide_by"] = comment.decide_by.isoformat() if comment.decide_by else None
    who = {"action": action, "actor_id": actor.id if actor else None, "state": comment.state}
    return json.dumps(kept | who)


def can_undo(comment: Comment, *, actor: Actor, now: datetime) -> bool:
    """Whether `actor` made the last decision a moment ago, and it has not taken effect."""
    if not comment.before or comment.visible_from is None or now >= comment.visible_from:
        return False
    return bool(json.loads(comment.before)["actor_id"] == actor.id)


def undo(
    session: Session, comment: Comment, *, seen_version: int, actor: Actor, now: datetime
) -> CommentAction:
    """Take the last decision back, as if it had not been made; which one it was.

    Raises StaleVersion, IllegalTransition when it has taken effect or can't be undone, NotAllowed
    when it was somebody else's. Flushes.
    """
    expect_version(comment, seen_version)
    if not comment.before or comment.visible_from is None or now >= comment.visible_from:
        raise IllegalTransition("undo", comment.state)
    kept = json.loads(comment.before)
    if kept["actor_id"] != actor.id:
        raise NotAllowed
    action = CommentAction(kept["action"])
    old, new = comment.state, CommentState(kept["state"])
    comment.state = comment_states.undo(old, action, new)
    _put_back(comment, kept)
    flush_version(session, seen_version)
    audit.record(
        session, Subject.COMMENT, comment.id, "undo", actor=actor, now=now, old_state=old,
        new_state=new,
    )  # fmt: skip
    counters.move(session, old, new)
    counters.shift_on_article(session, comment, old, new)
    outbox.drop(session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now)
    session.flush()
    return action


def _put_back(comment: Comment, kept: Mapping[str, Any]) -> None:
    for name in _REPLACED:
        setattr(comment, name, kept[name])
    for name in _REPLACED_MOMENTS:
        setattr(comment, name, datetime.fromisoformat(kept[name]) if kept[name] else None)
    by = kept["decide_by"]
    comment.decide_by = date.fromisoformat(by) if by else None
    set_masks(comment, parse(comment.masks) if comment.masks else None)
    comment.before = ""


def flush_version(session: Session, seen_version: int) -> None:
    """Flush a changed comment. Raises StaleVersion when another process was first."""
    try:
        session.flush()
    except StaleDataError:
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None


def _tell_author(session: Session, comment: Comment, *, now: datetime, due_at: datetime) -> None:
    if not comment.email:
        return
    if comment.state not in UNDECIDED:
        outbox.enqueue(session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now, due_at=due_at)
    else:
        outbox.drop(session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now)
