"""The words that stand beside a case's clock: for the seal, when its complaint is covered."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CaseExtension, CasePause, Chase
from moderation.services import sealing

#: Tables about a case, and what of them holds words.
_HOLDS: dict[str, tuple[type[Any], dict[str, str]]] = {
    "pauses": (CasePause, {"question": ""}),
    "extensions": (CaseExtension, {"reason": "", "answer": ""}),
    "chases": (Chase, {"text": ""}),
}


def take(session: Session, case_id: int, *, today: date) -> dict[str, Any]:
    """Take every word away; what stood there. A clock that stood still does so no more. Flushes."""
    held = {
        name: sealing.take(_rows(session, table, case_id), empty)
        for name, (table, empty) in _HOLDS.items()
    }
    for pause in _rows(session, CasePause, case_id):
        if pause.began_on is not None and pause.ended_on is None:
            pause.ended_on = today
    session.flush()
    return held


def put_back(session: Session, case_id: int, held: Mapping[str, Any]) -> None:
    """Undo `take`; what ended stays ended."""
    for name, (table, _empty) in _HOLDS.items():
        sealing.put_back(_rows(session, table, case_id), held.get(name, {}))


def _rows(session: Session, table: type[Any], case_id: int) -> Iterable[Any]:
    return session.scalars(select(table).where(table.case_id == case_id)).all()
