"""The sealed lane for complaints: covered from the first write or later, opened only by a
confidential-lane officer who is not named in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import (
    Complaint,
    Event,
    Question,
    SealedComplaint,
    SealedExclusion,
)
from moderation.domain import alike, secret_numbers
from moderation.domain.complaint_states import (
    CONFIDENTIAL,
    ComplaintAction,
    ComplaintKind,
    ComplaintState,
)
from moderation.domain.errors import NotFound
from moderation.domain.intake import IntakeRules
from moderation.domain.people import Actor
from moderation.services import (
    audit,
    case_sealing,
    complaints,
    follows,
    links,
    merging,
    outbox,
    sealing,
)
from moderation.services.audit import Subject
from moderation.services.complaints import Decision, NewComplaint
from moderation.services.sealing import Sealer

#: Columns that tell what was said, by whom or about whom, and what stays in them meanwhile.
_WORDS: dict[str, Any] = {
    "full_name": "",
    "phone": None,
    "email": None,
    "title": "",
    "content": "",
    "address": "",
    "happened_at": "",
    "representative": "",
    "public_title": "",
    "public_content": "",
    "public_name": "",
    "reason_code": None,
    "reason_text": "",
    "about_unit_id": None,
    "about_unit": "",
    "people": 1,
}
_OF_QUESTION: dict[str, Any] = {"text": "", "answer": ""}
#: What becomes of the rest of the row: nothing in it may lead a reader to the matter.
_BLANKED = {"published_at": None, "is_public": False, "case_id": None, "sketch": None, "follows": 0}


@dataclass(frozen=True, slots=True)
class Opened:
    """What an officer reads: the complaint's columns by name, and what was asked and answered."""

    words: Mapping[str, Any]
    covered_at: datetime
    decide_by: datetime
    register_number: str | None = None


def submit_covered(
    session: Session, words: NewComplaint, *, rules: IntakeRules, seal: Sealer, now: datetime
) -> Complaint:
    """A suspected denunciation straight from the form: no word of it is ever written in clear.

    Its secret is a long one. Flushes.
    """
    complaint = complaints.blank(words, rules=rules, now=now)
    secret = secret_numbers.long_secret_for(rules.secret_key, complaint.number_salt)
    complaint.number_hash = secret_numbers.hash_of(rules.secret_key, complaint.number_salt, secret)
    complaint.state, complaint.is_public = ComplaintState.COVERED, False
    session.add(complaint)
    session.flush()
    held = _WORDS | {
        "full_name": words.full_name,
        "phone": words.phone,
        "email": words.email,
        "title": complaints.title_of(words),
        "content": words.content,
        "address": words.address,
        "happened_at": words.happened_at,
        "about_unit_id": words.about_unit_id,
        "about_unit": words.about_unit,
        "people": words.people,
        "representative": words.representative,
    }
    _close(session, complaint, held, rules=rules, seal=seal, now=now)
    complaints.record_submission(session, complaint, actor=None, now=now)
    session.flush()
    return complaint


def cover(
    session: Session,
    complaint: Complaint,
    *,
    seen_version: int,
    rules: IntakeRules,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> None:
    """Take a suspected denunciation out of everybody's sight; the first date is kept. What was
    split from the same words goes with it; a case that answers others too goes on without it.

    Raises StaleVersion, IllegalTransition. Flushes.
    """
    held: dict[str, Any] = {name: getattr(complaint, name) for name in _WORDS}
    shared = bool(merging.others(session, complaint))
    case_id, today = complaint.case_id, now.astimezone(rules.calendar.zone).date()
    decision = Decision(action=ComplaintAction.COVER, seen_version=seen_version)
    values = _WORDS | _BLANKED
    complaints.change(session, complaint, decision, actor=actor, now=now, values=values)
    outbox.drop(session, outbox.Kind.COMPLAINT_NEWS, complaint.id, now=now)
    follows.forget(session, complaint.id, now=now)
    held["events"] = sealing.take(_rows(session, complaint, Event), sealing.OF_EVENT)
    held["questions"] = sealing.take(_rows(session, complaint, Question), _OF_QUESTION)
    held["beside"] = case_sealing.of_complaint(session, complaint.id)
    held["former"] = _former(session, complaint, actor=actor, today=today, now=now)
    if shared and case_id is not None:
        merging.promote_next(session, case_id, actor=actor, now=now)
    elif case_id is not None:
        held["case_id"] = case_id
        held["case"] = case_sealing.cover(session, case_id, actor=actor, today=today, now=now)
    _close(session, complaint, held, rules=rules, seal=seal, now=now)
    session.flush()
    for other in links.family(session, complaint):
        if other.state not in CONFIDENTIAL:
            cover(
                session, other, seen_version=other.version, rules=rules, seal=seal, actor=actor,
                now=now,
            )  # fmt: skip


def _former(
    session: Session, complaint: Complaint, *, actor: Actor, today: date, now: datetime
) -> list[tuple[int, dict[str, Any]]]:
    """The words of the cases it came from, where nobody else can go back to; and no row tells any
    more where it was.
    """
    return [
        (case_id, case_sealing.cover(session, case_id, actor=actor, today=today, now=now))
        for case_id in merging.leave_former(session, complaint)
    ]


def read(
    session: Session, complaint_id: int, *, seal: Sealer, actor: Actor, now: datetime
) -> Opened:
    """What is sealed. Every reading leaves an event. Raises NotFound, also for an officer named in
    it. Flushes.
    """
    sealed = _load(session, complaint_id, actor)
    audit.record(session, Subject.COMPLAINT, complaint_id, "read_sealed", actor=actor, now=now)
    words = seal.open(complaint_id, sealed.ciphertext)
    return Opened(words, sealed.covered_at, sealed.decide_by, sealed.register_number)


def uncover(
    session: Session,
    complaint: Complaint,
    *,
    seen_version: int,
    rules: IntakeRules,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> None:
    """Not a denunciation: back to intake, its first date kept, its promise counted anew.

    Raises StaleVersion, IllegalTransition, NotFound. Flushes.
    """
    sealed = _load(session, complaint.id, actor)
    held = seal.open(complaint.id, sealed.ciphertext)
    values = {name: held.get(name, blank) for name, blank in _WORDS.items()}
    values |= {"reason_code": None, "reason_text": ""}
    values["sketch"] = alike.sketch(values["title"], values["content"]) or None
    values["case_id"] = held.get("case_id")  # closed; accepting the complaint opens it again
    values["respond_by"] = rules.respond_by(now, is_urgent=complaint.is_urgent)
    decision = Decision(action=ComplaintAction.UNCOVER, seen_version=seen_version)
    complaints.change(session, complaint, decision, actor=actor, now=now, values=values)
    sealing.put_back(_rows(session, complaint, Event), held.get("events", {}))
    sealing.put_back(_rows(session, complaint, Question), held.get("questions", {}))
    former = [(held["case_id"], held["case"])] if "case_id" in held else []
    for case_id, words in [*former, *held.get("former", [])]:
        case_sealing.put_back(session, case_id, words)
    # Last: these words were taken first, before those of the case they stand in.
    case_sealing.put_back_of_complaint(session, complaint.id, held.get("beside", {}))
    session.execute(delete(SealedExclusion).where(SealedExclusion.complaint_id == complaint.id))
    session.delete(sealed)
    session.flush()


def seal_for_good(
    session: Session,
    complaint: Complaint,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """It is a denunciation: it stays in the lane. Raises StaleVersion, IllegalTransition, NotFound.
    Flushes.
    """
    _load(session, complaint.id, actor)
    decision = Decision(action=ComplaintAction.SEAL, seen_version=seen_version)
    values = {"kind": ComplaintKind.TO_CAO}
    complaints.change(session, complaint, decision, actor=actor, now=now, values=values)


def exclude(
    session: Session, complaint_id: int, staff_id: int, *, actor: Actor, now: datetime
) -> None:
    """An officer is named in it: from now on it does not exist for them. Raises NotFound.
    Flushes.
    """
    _load(session, complaint_id, actor)
    if session.get(SealedExclusion, (complaint_id, staff_id)) is None:
        session.add(SealedExclusion(complaint_id=complaint_id, staff_id=staff_id))
    audit.record(session, Subject.COMPLAINT, complaint_id, "exclude", actor=actor, now=now)
    session.flush()


def _close(
    session: Session,
    complaint: Complaint,
    held: Mapping[str, Any],
    *,
    rules: IntakeRules,
    seal: Sealer,
    now: datetime,
) -> None:
    sealed = SealedComplaint(
        complaint_id=complaint.id,
        ciphertext=seal.close(complaint.id, dict(held)),
        covered_at=now,
        decide_by=rules.respond_by(now, is_urgent=True),
    )
    session.add(sealed)


def _load(session: Session, complaint_id: int, actor: Actor) -> SealedComplaint:
    sealed = session.get(SealedComplaint, complaint_id)
    if sealed is None or session.get(SealedExclusion, (complaint_id, actor.id)) is not None:
        raise NotFound
    return sealed


def _rows(session: Session, complaint: Complaint, model: type[Any]) -> Iterable[Any]:
    about = (
        (Event.subject == Subject.COMPLAINT, Event.subject_id == complaint.id)
        if model is Event
        else (Question.complaint_id == complaint.id,)
    )
    return session.scalars(select(model).where(*about)).all()
