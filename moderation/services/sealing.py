"""The sealed lane for comments: covered with one action, opened only by a confidential-lane
officer.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Appeal,
    Comment,
    Event,
    OfficialReply,
    Opinion,
    ReaderReport,
    SealedComment,
    Takedown,
)
from moderation.domain.comment_states import CommentAction
from moderation.domain.errors import NotFound
from moderation.domain.people import Actor
from moderation.domain.sketches import sketch
from moderation.services import aftermath, audit, comments, opinions, outbox, readings
from moderation.services.audit import Subject
from moderation.services.comments import Decision

#: Columns of a comment that tell what was said or by whom, and what stays in them meanwhile.
_WORDS: dict[str, Any] = {
    "full_name": "",
    "phone": None,
    "email": None,
    "title": "",
    "content": "",
    "reason_code": None,
    "reason_text": "",
    "before": "",
    "masks": "",
    "public_name": None,
    "public_title": None,
    "public_content": None,
    "findings": "",
    "hold_code": None,
    "address_key": None,
    "name_folded": None,
    "text_key": None,
    "resubmits_id": None,  # the one it says better may name who wrote both
}
#: What is only worked out from the words: forgotten, not kept.
_DERIVED: dict[str, Any] = {"sketch": None}
#: The same of its events and of the offices' replies.
OF_EVENT: dict[str, Any] = {"note": "", "reason_code": None, "reason_text": ""}
_OF_REPLY: dict[str, Any] = {"content": "", "signed_as": ""}
#: Rows beside a comment that speak of it: the columns that hold words, emptied with it.
_BESIDE: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "replies": (OfficialReply, _OF_REPLY),
    "opinions": (Opinion, {"question": "", "opinion": ""}),
    "appeals": (Appeal, {"text": "", "answer": ""}),
    "reports": (ReaderReport, {"text": "", "reason_code": ""}),
    "takedowns": (
        Takedown,
        {
            "requester": "",
            "legal_basis": "",
            "ordered_by": "",
            "document_number": "",
            "declined_because": "",
        },
    ),
}


class Sealer(Protocol):
    """Encryption bound to a row's id: `adapters.seal.Seal`."""

    def close(self, row_id: int | str, words: dict[str, Any]) -> bytes: ...

    def open(self, row_id: int | str, ciphertext: bytes) -> dict[str, Any]: ...


def cover(
    session: Session,
    comment: Comment,
    *,
    seen_version: int,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> SealedComment:
    """Take a suspected denunciation out of everybody's sight; no word of it stays in clear.

    Raises StaleVersion, IllegalTransition. Flushes.
    """
    words: dict[str, Any] = {name: getattr(comment, name) for name in _WORDS}
    decision = Decision(action=CommentAction.COVER, seen_version=seen_version)
    comments.change(session, comment, decision, actor=actor, now=now, values=_WORDS | _DERIVED)
    outbox.drop(session, outbox.Kind.COMMENT_DECIDED, comment.id, now=now)
    outbox.drop(session, outbox.Kind.APPEAL_DECIDED, comment.id, now=now)
    aftermath.follow(session, comment, CommentAction.COVER, actor=actor, now=now)
    opinions.close(session, [comment.id], now=now)
    words["events"] = take(_events(session, comment), OF_EVENT)
    for name, (table, empty) in _BESIDE.items():
        words[name] = take(_of(session, table, comment), empty)
    readings.drop(session, [comment.id])
    sealed = SealedComment(
        comment_id=comment.id, ciphertext=seal.close(comment.id, words), sealed_at=now
    )
    session.add(sealed)
    session.flush()
    return sealed


def read(
    session: Session, comment_id: int, *, seal: Sealer, actor: Actor, now: datetime
) -> dict[str, Any]:
    """What is sealed: the comment's columns by name, `events` and `replies` by their ids (as
    text). Every reading leaves an event. Raises NotFound. Flushes.
    """
    sealed = _load(session, comment_id)
    audit.record(session, Subject.COMMENT, comment_id, "read_sealed", actor=actor, now=now)
    session.flush()
    return seal.open(comment_id, sealed.ciphertext)


def uncover(
    session: Session,
    comment: Comment,
    *,
    seen_version: int,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> Comment:
    """Not a denunciation: give the comment back to the queue, its first date kept.

    Raises StaleVersion, IllegalTransition, NotFound. Flushes.
    """
    sealed = _load(session, comment.id)
    words = seal.open(comment.id, sealed.ciphertext)
    values = {name: words.get(name, empty) for name, empty in _WORDS.items()}
    values |= {"reason_code": None, "reason_text": "", "before": ""}
    values["sketch"] = sketch(values["title"], values["content"])
    decision = Decision(action=CommentAction.UNCOVER, seen_version=seen_version)
    comments.change(session, comment, decision, actor=actor, now=now, values=values)
    put_back(_events(session, comment), words["events"])
    for name, (table, _empty) in _BESIDE.items():
        put_back(_of(session, table, comment), words.get(name, {}))
    session.delete(sealed)
    session.flush()
    return comment


def _load(session: Session, comment_id: int) -> SealedComment:
    sealed = session.get(SealedComment, comment_id)
    if sealed is None:
        raise NotFound
    return sealed


def _events(session: Session, comment: Comment) -> Iterable[Event]:
    about = (Event.subject == Subject.COMMENT, Event.subject_id == comment.id)
    return session.scalars(select(Event).where(*about)).all()


def _of(session: Session, table: type[Any], comment: Comment) -> Iterable[Any]:
    return session.scalars(select(table).where(table.comment_id == comment.id)).all()


def take(rows: Iterable[Any], empty: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Empty the columns named in `empty`; what stood there by the row's id (as text: it travels
    as JSON).
    """
    taken = {str(row.id): {name: getattr(row, name) for name in empty} for row in rows}
    for row in rows:
        _fill(row, empty)
    return taken


def put_back(rows: Iterable[Any], taken: Mapping[str, Mapping[str, Any]]) -> None:
    """Undo `take`."""
    for row in rows:
        _fill(row, taken.get(str(row.id), {}))


def _fill(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
