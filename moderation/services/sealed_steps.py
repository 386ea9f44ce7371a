"""The sealed lane at work: registered, followed, answered to the sender only. Every word of it is
encrypted as the denunciation is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Complaint, SealedComplaint, SealedExclusion, SealedStep, Staff
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.domain.sealed_steps import WRITTEN, SealedStepKind, register_number
from moderation.services import audit
from moderation.services.audit import Subject
from moderation.services.sealing import Sealer

#: The same words within this time are one step: a button pressed twice.
TWICE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Step:
    kind: SealedStepKind
    at: datetime
    by: str  # the officer's name
    text: str


def register(
    session: Session,
    complaint: Complaint,
    *,
    year: int,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> str:
    """Enter a denunciation into the register of `year` (local) once. Its number.

    Raises NotFound for an officer named in it, IllegalTransition for what is not sealed or entered
    already, StaleVersion when another officer took the number. Flushes.
    """
    sealed = _load(session, complaint.id, actor)
    if complaint.state is not ComplaintState.SEALED or sealed.register_number:
        raise IllegalTransition(SealedStepKind.REGISTER, complaint.state)
    taken = session.scalars(
        select(SealedComplaint.register_number).where(
            SealedComplaint.register_number.endswith(f"/{year}", autoescape=True)
        )
    )
    last = max((each for each in taken if each), key=_place, default=None)
    number = register_number(last, year)
    try:
        with session.begin_nested():
            sealed.register_number = number
    except IntegrityError:
        raise StaleVersion(seen=0, current=1) from None
    _write(session, complaint.id, SealedStepKind.REGISTER, number, seal=seal, actor=actor, now=now)
    return number


def _place(number: str) -> int:
    return int(number.partition("/")[0])


def add(
    session: Session,
    complaint: Complaint,
    kind: SealedStepKind,
    text: str,
    *,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> None:
    """A note for the lane, or an answer that the sender alone reads.

    Raises Invalid (field `text`) for no words, NotFound for an officer named in it,
    IllegalTransition for what is not sealed. Flushes.
    """
    if kind not in WRITTEN:
        raise Invalid("not to be written", field="kind")
    if not text:
        raise Invalid("words are needed", field="text")
    _load(session, complaint.id, actor)
    if complaint.state is not ComplaintState.SEALED:
        raise IllegalTransition(kind, complaint.state)
    if not _was_just_written(session, complaint.id, kind, text, seal=seal, actor=actor, now=now):
        _write(session, complaint.id, kind, text, seal=seal, actor=actor, now=now)


def _was_just_written(
    session: Session,
    complaint_id: int,
    kind: SealedStepKind,
    text: str,
    *,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> bool:
    """Whether this is a form that was sent twice."""
    latest = session.scalars(
        select(SealedStep)
        .where(SealedStep.complaint_id == complaint_id, SealedStep.by_id == actor.id)
        .order_by(SealedStep.id.desc())
    ).first()
    if latest is None or latest.kind != kind or latest.at <= now - TWICE:
        return False
    return bool(seal.open(_bound_to(latest), latest.ciphertext)["text"] == text)


def steps(session: Session, complaint_id: int, *, seal: Sealer, actor: Actor) -> Sequence[Step]:
    """All that was done, oldest first. Raises NotFound for an officer named in it."""
    _load(session, complaint_id, actor)
    return _read(session, complaint_id, tuple(SealedStepKind), seal)


def answers(session: Session, complaint_id: int, *, seal: Sealer) -> Sequence[Step]:
    """What the sender is told, oldest first; whoever asks has shown the secret."""
    return _read(session, complaint_id, (SealedStepKind.ANSWER,), seal)


def _read(
    session: Session, complaint_id: int, kinds: Sequence[SealedStepKind], seal: Sealer
) -> Sequence[Step]:
    found = session.execute(
        select(SealedStep, Staff.name)
        .join(Staff, Staff.id == SealedStep.by_id)
        .where(SealedStep.complaint_id == complaint_id, SealedStep.kind.in_(kinds))
        .order_by(SealedStep.id)
    )
    return [
        Step(
            SealedStepKind(row.kind),
            row.at,
            name,
            str(seal.open(_bound_to(row), row.ciphertext)["text"]),
        )
        for row, name in found
    ]


def _write(
    session: Session,
    complaint_id: int,
    kind: SealedStepKind,
    text: str,
    *,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> None:
    row = SealedStep(complaint_id=complaint_id, by_id=actor.id, at=now, kind=kind, ciphertext=b"")
    session.add(row)
    session.flush()
    row.ciphertext = seal.close(_bound_to(row), {"text": text})
    session.flush()
    audit.record(session, Subject.COMPLAINT, complaint_id, f"sealed_{kind}", actor=actor, now=now)


def _bound_to(row: SealedStep) -> str:
    """What the ciphertext opens for: this row and no other."""
    return f"step {row.id} of {row.complaint_id}"


def _load(session: Session, complaint_id: int, actor: Actor) -> SealedComplaint:
    sealed = session.get(SealedComplaint, complaint_id, with_for_update=True)
    if sealed is None or session.get(SealedExclusion, (complaint_id, actor.id)) is not None:
        raise NotFound
    return sealed
