"""The words of a covered complaint that stand elsewhere than in it: in its case, in what its sender
said about the answer.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CaseFile, CaseNote, CasePause, Rating
from moderation.domain.people import Actor
from moderation.services import cases, sealing

#: Tables with words about one complaint, and what stays in them meanwhile.
_OF_COMPLAINT: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "ratings": (Rating, {"text": ""}),
    "notes": (CaseNote, {"text": ""}),
    "pauses": (CasePause, {"question": ""}),
}


def cover(
    session: Session, case_id: int, *, actor: Actor, today: date, now: datetime
) -> dict[str, Any]:
    """Take every word out of a case, and end every agency's part in it: for the seal. A clock that
    stood still does so no more, from `today` on, a local date. Flushes.
    """
    held = cases.cover(session, case_id, actor=actor, now=now)
    case = session.get_one(CaseFile, case_id)
    case.merged_into_id = None  # nothing leads from it to where its complaint went
    for pause in _rows(session, CasePause.case_id, [case_id]):
        if pause.began_on is not None and pause.ended_on is None:
            pause.ended_on = today
    session.flush()
    return held


def put_back(session: Session, case_id: int, held: dict[str, Any]) -> None:
    """Undo what `cover` took; the case stays closed, what ended stays ended. Flushes."""
    cases.put_words_back(session, case_id, held)


def of_complaint(session: Session, complaint_id: int) -> dict[str, Any]:
    """Take the words that stand beside one complaint, whatever becomes of its case. Flushes."""
    taken = {
        name: sealing.take(_rows(session, table.complaint_id, [complaint_id]), empty)
        for name, (table, empty) in _OF_COMPLAINT.items()
    }
    session.flush()
    return taken


def put_back_of_complaint(session: Session, complaint_id: int, held: Mapping[str, Any]) -> None:
    """Undo `of_complaint`. Flushes."""
    for name, (table, _empty) in _OF_COMPLAINT.items():
        rows = _rows(session, table.complaint_id, [complaint_id])
        sealing.put_back(rows, held.get(name, {}))
    session.flush()


def _rows(session: Session, column: Any, ids: Sequence[int]) -> Sequence[Any]:
    return session.scalars(select(column.class_).where(column.in_(ids))).all()
