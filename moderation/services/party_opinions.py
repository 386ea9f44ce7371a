"""What the propaganda side says about a case: opinions, proposals, requests to be told. It neither
chases nor closes.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CaseFile, PartyOpinion
from moderation.domain.case_states import PartyOpinionKind
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.assignments import flush
from moderation.services.audit import Subject


def give(
    session: Session,
    case: CaseFile,
    kind: PartyOpinionKind,
    text: str,
    *,
    actor: Actor,
    now: datetime,
) -> PartyOpinion:
    """Keep what was said; the coordinators read it on the case. Raises Invalid (field `text`).
    Flushes.
    """
    if not text:
        raise Invalid("words are needed", field="text")
    made = PartyOpinion(case_id=case.id, kind=kind, by_id=actor.id, at=now, text=text)
    session.add(made)
    session.flush()
    audit.record(session, Subject.CASE, case.id, f"party_{kind}", actor=actor, now=now)
    return made


def answer(
    session: Session,
    case: CaseFile,
    opinion_id: int,
    text: str,
    *,
    actor: Actor,
    now: datetime,
) -> PartyOpinion:
    """Report what was asked for, once. Raises NotFound for one of another case, Invalid (field
    `answer`), IllegalTransition when it is answered or asks for nothing. Flushes.
    """
    found = session.scalars(
        select(PartyOpinion)
        .where(PartyOpinion.id == opinion_id, PartyOpinion.case_id == case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    if not text:
        raise Invalid("an answer is needed", field="answer")
    if found.kind is not PartyOpinionKind.REPORT_REQUEST or found.answered_at is not None:
        raise IllegalTransition("answer", found.kind)
    found.answer, found.answered_by_id, found.answered_at = text, actor.id, now
    audit.record(session, Subject.CASE, case.id, "party_report", actor=actor, now=now)
    session.flush()
    return found


def mark_prominent(
    session: Session,
    case: CaseFile,
    *,
    is_prominent: bool,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Mark a matter that both sides watch, or no longer. Only the house ever sees it. Raises
    StaleVersion. Flushes.
    """
    if case.version != seen_version:
        raise StaleVersion(seen=seen_version, current=case.version)
    if case.is_prominent == is_prominent:
        return
    case.is_prominent = is_prominent
    flush(session, seen_version)
    action = "mark_prominent" if is_prominent else "unmark_prominent"
    audit.record(session, Subject.CASE, case.id, action, actor=actor, now=now)
