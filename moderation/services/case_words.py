"""Every word of a case: taken out when its complaint is covered, put back when that was wrong."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Approval,
    Assignment,
    Attachment,
    CaseExtension,
    CaseFile,
    CaseNote,
    CasePause,
    Chase,
    ContractorLink,
    Event,
    PartyOpinion,
)
from moderation.services import sealing
from moderation.services.audit import Subject

_OF_CASE: dict[str, Any] = {"answer": "", "public_answer": "", "document_number": ""}
_OF_PART: dict[str, Any] = _OF_CASE | {"question": "", "return_reason": ""}
#: Tables of the work on a case, and what is written in them.
_BESIDE: tuple[tuple[type[Any], dict[str, Any]], ...] = (
    (CaseNote, {"text": ""}),
    (CasePause, {"question": ""}),
    (CaseExtension, {"reason": "", "answer": ""}),
    (Chase, {"text": ""}),
    (PartyOpinion, {"text": "", "answer": ""}),
)
_BESIDE_PARTS: tuple[tuple[type[Any], dict[str, Any]], ...] = (
    (Approval, {"note": ""}),
    (ContractorLink, {"contractor": "", "question": "", "answer": ""}),
)


def take(session: Session, case: CaseFile) -> dict[str, Any]:
    """Empty what is written in the case, hide its proof, end its contractors' links; what stood
    there, for the seal. Flushes.
    """
    parts = parts_of(session, case.id)
    held: dict[str, Any] = {name: getattr(case, name) for name in _OF_CASE}
    for name, nothing in _OF_CASE.items():
        setattr(case, name, nothing)
    held["parts"] = sealing.take(parts, _OF_PART)
    held["events"] = sealing.take(_events(session, case.id, parts), sealing.OF_EVENT)
    for table, empty, rows in _beside(session, case.id, parts):
        held[table.__tablename__] = sealing.take(rows, empty)
    for photo in session.scalars(
        select(Attachment).where(Attachment.assignment_id.in_([part.id for part in parts]))
    ):
        photo.is_public = False
    session.flush()
    return held


def put_back(session: Session, case: CaseFile, held: dict[str, Any]) -> None:
    """Undo `take`. Flushes."""
    for name in _OF_CASE:
        setattr(case, name, held.get(name, ""))
    parts = parts_of(session, case.id)
    sealing.put_back(parts, held["parts"])
    sealing.put_back(_events(session, case.id, parts), held["events"])
    for table, _empty, rows in _beside(session, case.id, parts):
        sealing.put_back(rows, held.get(table.__tablename__, {}))
    session.flush()


def parts_of(session: Session, case_id: int) -> Sequence[Assignment]:
    """Every assignment there ever was in the case."""
    return session.scalars(select(Assignment).where(Assignment.case_id == case_id)).all()


def _beside(
    session: Session, case_id: int, parts: Sequence[Assignment]
) -> Iterable[tuple[type[Any], dict[str, Any], Sequence[Any]]]:
    for table, empty in _BESIDE:
        yield table, empty, session.scalars(select(table).where(table.case_id == case_id)).all()
    numbers = [part.id for part in parts]
    for table, empty in _BESIDE_PARTS:
        mine = select(table).where(table.assignment_id.in_(numbers))
        yield table, empty, session.scalars(mine).all()


def _events(session: Session, case_id: int, parts: Sequence[Assignment]) -> Sequence[Event]:
    of_case = (Event.subject == Subject.CASE) & (Event.subject_id == case_id)
    of_parts = (Event.subject == Subject.ASSIGNMENT) & Event.subject_id.in_(
        [part.id for part in parts]
    )
    return session.scalars(select(Event).where(of_case | of_parts)).all()
