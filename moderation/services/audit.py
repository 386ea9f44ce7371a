"""One line of history for everything that happens, in the transaction in which it happens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models import Event, table_of
from moderation.domain.people import Actor

_INSERT = insert(table_of(Event))


class Subject(StrEnum):
    """What an event is about; `Event.subject_id` is the row's id in that table."""

    ARTICLE = "article"
    COMMENT = "comment"
    OFFICIAL_REPLY = "official_reply"
    STAFF = "staff"
    COMPLAINT = "complaint"
    CASE = "case"
    ASSIGNMENT = "assignment"
    AGENCY = "agency"
    CALENDAR = "calendar"
    STANDARD_TEXT = "standard_text"  # no number: the note names the reason and the language
    MAIL_TEMPLATE = "mail_template"  # no number: the note names the mail and the language
    MESSAGE = "message"
    WORD_LIST = "word_list"  # no number: the note names the list
    OFFICE = "office"  # no number: the note names the sheet and the row
    RULES = "rules"  # of routing and suggesting; an id of `routing_rule`, else the note tells


def record(
    session: Session,
    subject: Subject,
    subject_id: int,
    action: str,
    *,
    actor: Actor | None,
    now: datetime,
    old_state: str | None = None,
    new_state: str | None = None,
    reason_code: str | None = None,
    reason_text: str = "",
    note: str = "",
) -> None:
    """Write the event; `actor` is None for a citizen and for the house itself."""
    row = line(
        subject, subject_id, action, actor=actor, now=now, old_state=old_state,
        new_state=new_state, reason_code=reason_code, reason_text=reason_text, note=note,
    )  # fmt: skip
    record_all(session, [row])


def line(
    subject: Subject,
    subject_id: int,
    action: str,
    *,
    actor: Actor | None,
    now: datetime,
    old_state: str | None = None,
    new_state: str | None = None,
    reason_code: str | None = None,
    reason_text: str = "",
    note: str = "",
) -> dict[str, Any]:
    """The event as `record_all` takes it."""
    return {
        "at": now,
        "actor_id": actor.id if actor else None,
        "subject": subject,
        "subject_id": subject_id,
        "action": action,
        "old_state": old_state,
        "new_state": new_state,
        "reason_code": reason_code,
        "reason_text": reason_text,
        "note": note,
    }


def record_all(session: Session, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write these events with one statement."""
    session.execute(_INSERT, [dict(each) for each in lines])
