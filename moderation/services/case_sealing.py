"""The words of a covered complaint that stand elsewhere than in it: in its case, in what agencies
noted and asked, in what its sender said about the answer.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Approval,
    Assignment,
    CaseExtension,
    CaseFile,
    CaseNote,
    CasePause,
    Chase,
    ContractorLink,
    PartyOpinion,
    Rating,
)
from moderation.domain.people import Actor
from moderation.services import cases, sealing

#: Tables with words about a case, by its number, and what stays in them meanwhile.
_OF_CASE: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "notes": (CaseNote, {"text": ""}),
    "extensions": (CaseExtension, {"reason": "", "answer": ""}),
    "pauses": (CasePause, {"question": ""}),
    "chases": (Chase, {"text": ""}),
    "party_opinions": (PartyOpinion, {"text": "", "answer": ""}),
}
#: The same, by the number of an assignment.
_OF_PART: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "approvals": (Approval, {"note": ""}),
    "contractors": (ContractorLink, {"question": "", "answer": "", "contractor": ""}),
}
#: The same, by the number of the complaint.
_OF_COMPLAINT: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "ratings": (Rating, {"text": ""}),
    "notes": (CaseNote, {"text": ""}),
    "pauses": (CasePause, {"question": ""}),
}
_PUBLIC = {"public_answer": ""}


def cover(session: Session, case_id: int, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Take every word out of a case, and end every agency's part in it: for the seal. Flushes."""
    held = cases.cover(session, case_id, actor=actor, now=now)
    case = session.get_one(CaseFile, case_id)
    case.merged_into_id = None  # nothing leads from it to where its complaint went
    parts = _parts(session, case_id)
    held["public"] = sealing.take([case], _PUBLIC)
    held["public_parts"] = sealing.take(parts, _PUBLIC)
    ids = [part.id for part in parts]
    held["beside"] = {
        name: sealing.take(_rows(session, table.case_id, [case_id]), empty)
        for name, (table, empty) in _OF_CASE.items()
    } | {
        name: sealing.take(_rows(session, table.assignment_id, ids), empty)
        for name, (table, empty) in _OF_PART.items()
    }
    session.flush()
    return held


def put_back(session: Session, case_id: int, held: dict[str, Any]) -> None:
    """Undo what `cover` took; the case stays closed. Flushes."""
    cases.put_words_back(session, case_id, held)
    parts = _parts(session, case_id)
    sealing.put_back([session.get_one(CaseFile, case_id)], held.get("public", {}))
    sealing.put_back(parts, held.get("public_parts", {}))
    beside, ids = held.get("beside", {}), [part.id for part in parts]
    for name, (table, _empty) in _OF_CASE.items():
        sealing.put_back(_rows(session, table.case_id, [case_id]), beside.get(name, {}))
    for name, (table, _empty) in _OF_PART.items():
        sealing.put_back(_rows(session, table.assignment_id, ids), beside.get(name, {}))
    session.flush()


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


def _parts(session: Session, case_id: int) -> Sequence[Assignment]:
    return session.scalars(select(Assignment).where(Assignment.case_id == case_id)).all()


def _rows(session: Session, column: Any, ids: Sequence[int]) -> Sequence[Any]:
    return session.scalars(select(column.class_).where(column.in_(ids))).all()
