"""Approving what leaves an agency: its chain, its stand-ins, each decision with name and title."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import Approval, Approver, Assignment, CaseFile, Staff, StandIn
from moderation.domain.approval_chains import ON_BEHALF, Step, next_step
from moderation.domain.case_states import AssignmentAction, CaseAction
from moderation.domain.errors import (
    IllegalTransition,
    Invalid,
    NotAllowed,
    NotFound,
    StaleVersion,
)
from moderation.domain.people import Actor
from moderation.queries import agency_desk
from moderation.queries.agency_desk import Waiting
from moderation.services import assignments, audit, cases, rooms
from moderation.services.audit import Subject


def approve(
    session: Session,
    part: Assignment,
    *,
    seen_version: int,
    actor: Actor,
    today: date,
    now: datetime,
    note: str = "",
) -> bool:
    """One step of the agency's chain; whether it was the last, so that the coordinator has it now.

    `seen_version` is the case's. Raises StaleVersion, IllegalTransition when nothing waits here,
    NotAllowed for somebody whose turn it is not. Flushes.
    """
    case = _seen(session, part, seen_version)
    found = _turn(session, part, actor, today)
    _sign(session, found, actor, is_approved=True, note=note, now=now)
    is_last = _is_last(session, found)
    cases.change_case(
        session, case, CaseAction.APPROVE, seen_version=seen_version, actor=actor, now=now,
        values=cases.said_by(part) if is_last else None,
    )  # fmt: skip
    if is_last:
        part.answered_at = now
        assignments.change(session, part, AssignmentAction.ANSWER, actor=actor, now=now)
    return is_last


def send_back(
    session: Session,
    part: Assignment,
    why: str,
    *,
    seen_version: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """The draft will not do: its officer writes on, and the next round begins at the first step.

    Raises Invalid (field `note`) without a reason, and what `approve` raises. Flushes.
    """
    if not why:
        raise Invalid("a reason is needed", field="note")
    case = _seen(session, part, seen_version)
    found = _turn(session, part, actor, today)
    _sign(session, found, actor, is_approved=False, note=why, now=now)
    cases.change_case(
        session, case, CaseAction.SEND_BACK, seen_version=seen_version, actor=actor, now=now,
        note=why,
    )  # fmt: skip


def expect_turn(
    session: Session, part: Assignment, *, seen_version: int, actor: Actor, today: date
) -> None:
    """Raise what `approve` does, without a signature: a form is shown again only to who may act."""
    _seen(session, part, seen_version)
    _turn(session, part, actor, today)


def _seen(session: Session, part: Assignment, seen_version: int) -> CaseFile:
    """The case, locked. Raises StaleVersion before anything else: who comes second is told so."""
    case = cases.load_case(session, part.case_id)
    if case.version != seen_version:
        raise StaleVersion(seen=seen_version, current=case.version)
    return case


def _turn(session: Session, part: Assignment, actor: Actor, today: date) -> Waiting:
    """The step that waits, if it is this person's."""
    found = agency_desk.waiting(session, part.agency_id, today, part_id=part.id)
    if not found:
        raise IllegalTransition(CaseAction.APPROVE, part.state)
    if actor.id not in found[0].hands:
        raise NotAllowed
    return found[0]


def _is_last(session: Session, waiting: Waiting) -> bool:
    steps = [
        Step(approver.position, approver.staff_id)
        for approver, _staff in agency_desk.chain(session, waiting.part.agency_id)
    ]
    return next_step(steps, [waiting.position]) is None


def _sign(
    session: Session, waiting: Waiting, actor: Actor, *, is_approved: bool, note: str, now: datetime
) -> None:
    """Name, title and on whose behalf, as they are today: the row keeps them when they change."""
    person, hand = session.get_one(Staff, actor.id), waiting.hands[actor.id]
    session.add(
        Approval(
            assignment_id=waiting.part.id,
            round=waiting.round,
            position=waiting.position,
            staff_id=person.id,
            for_staff_id=hand.for_staff_id,
            name=person.name,
            title=person.title,
            on_behalf=hand.on_behalf,
            at=now,
            is_approved=is_approved,
            note=note,
        )
    )
    session.flush()


def set_chain(
    session: Session,
    agency_id: int,
    steps: Sequence[tuple[int, str]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The agency's chain from now on: (id of somebody of the agency, on whose behalf) in order;
    none: answers go straight to the coordinator.

    Drafts under way go on with the steps behind those they have. Raises Invalid (field `staff`)
    for somebody named twice or not of the agency, or letters nobody knows. Flushes.
    """
    names = [_of_agency(session, staff_id, agency_id).name for staff_id, _letters in steps]
    if len({staff_id for staff_id, _letters in steps}) != len(steps):
        raise Invalid("somebody is named twice", field="staff")
    if any(letters not in ON_BEHALF for _staff_id, letters in steps):
        raise Invalid("unknown letters", field="staff")
    session.execute(delete(Approver).where(Approver.agency_id == agency_id))
    session.add_all(
        Approver(agency_id=agency_id, position=place, staff_id=staff_id, on_behalf=letters)
        for place, (staff_id, letters) in enumerate(steps, 1)
    )
    session.flush()
    audit.record(
        session, Subject.AGENCY, agency_id, "set_chain", actor=actor, now=now,
        note=" > ".join(names),
    )  # fmt: skip


def set_title(
    session: Session, staff_id: int, title: str, *, agency_id: int, actor: Actor, now: datetime
) -> None:
    """The title under somebody's signature from now on. Raises Invalid (field `staff`). Flushes."""
    person = _of_agency(session, staff_id, agency_id)
    if person.title != title:
        person.title = title
        session.flush()
        audit.record(
            session, Subject.STAFF, person.id, "set_title", actor=actor, now=now, note=title
        )


def add_stand_in(
    session: Session,
    agency_id: int,
    *,
    staff_id: int,
    stand_in_id: int,
    from_on: date,
    to_on: date,
    on_behalf: str,
    actor: Actor,
    now: datetime,
) -> StandIn:
    """Somebody approves for somebody else, first and last day included. Raises Invalid (fields
    `staff`, `stand_in`, `to_on`). Flushes.
    """
    absent = _of_agency(session, staff_id, agency_id)
    if stand_in_id == staff_id:
        raise Invalid("nobody stands in for themselves", field="stand_in")
    other = _of_agency(session, stand_in_id, agency_id, field="stand_in")
    if to_on < from_on:
        raise Invalid("the last day is before the first", field="to_on")
    if on_behalf not in ON_BEHALF:
        raise Invalid("unknown letters", field="stand_in")
    made = StandIn(
        staff_id=staff_id, stand_in_id=stand_in_id, from_on=from_on, to_on=to_on,
        on_behalf=on_behalf,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, Subject.AGENCY, agency_id, "add_stand_in", actor=actor, now=now,
        note=f"{absent.name} > {other.name}, {from_on} - {to_on}",
    )  # fmt: skip
    return made


def end_stand_in(
    session: Session, stand_in_id: int, *, agency_id: int, actor: Actor, now: datetime
) -> None:
    """Take a stand-in away; what they signed stays. Raises NotFound. Flushes."""
    found = session.get(StandIn, stand_in_id)
    absent = session.get(Staff, found.staff_id) if found else None
    if found is None or absent is None or absent.agency_id != agency_id:
        raise NotFound
    session.delete(found)
    session.flush()
    audit.record(
        session, Subject.AGENCY, agency_id, "end_stand_in", actor=actor, now=now, note=absent.name
    )


def _of_agency(session: Session, staff_id: int, agency_id: int, field: str = "staff") -> Staff:
    try:
        return rooms.colleague(session, staff_id, agency_id=agency_id)
    except NotFound:
        raise Invalid("nobody of this agency", field=field) from None
