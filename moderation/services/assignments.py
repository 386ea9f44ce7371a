"""Assignments: one agency's part in a case. `change` is the only place their state changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Agency, Assignment, CaseFile
from moderation.domain.case_states import (
    OWING,
    AssignmentAction,
    AssignmentRole,
    AssignmentState,
    move_assignment,
)
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.services import audit, staff_news
from moderation.services.audit import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one coordinating agency is asked, and by when."""

    agency_id: int
    due_on: date
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Who leads by when, and who else is asked."""

    lead_id: int
    due_on: date
    instruction: str = ""
    parts: Sequence[Part] = ()


def withdraw(
    session: Session, part: Assignment, *, seen_version: int, actor: Actor, now: datetime
) -> None:
    """Ask a coordinating agency no more. A lead is replaced, never withdrawn (Invalid). Flushes."""
    if part.role is AssignmentRole.LEAD:
        raise Invalid("a case has a lead at every moment", field="lead")
    expect(part, seen_version)
    end(session, part, actor=actor, now=now)


def end(session: Session, part: Assignment, *, actor: Actor, now: datetime) -> None:
    """Withdraw `part`, a lead too: the caller offers another. Raises IllegalTransition. Flushes."""
    change(session, part, AssignmentAction.WITHDRAW, actor=actor, now=now)
    part.is_current = False
    session.flush()


def return_part(
    session: Session,
    part: Assignment,
    reason: str,
    *,
    proposed_agency_id: int | None,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Not ours: back to the coordinator, who owns the clock from now on.

    A lead stays the current lead until another is chosen. Raises Invalid (field `reason`),
    StaleVersion, IllegalTransition. Flushes.
    """
    if not reason:
        raise Invalid("a reason is needed", field="reason")
    expect(part, seen_version)
    part.return_reason, part.proposed_agency_id = reason, proposed_agency_id
    change(session, part, AssignmentAction.RETURN, actor=actor, now=now)
    staff_news.returned(session, part, now=now)


def ask_sender(
    session: Session,
    part: Assignment,
    text: str,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """What an agency would ask the sender: for the coordinator, who asks. Nothing else changes.

    Raises StaleVersion, or IllegalTransition when the agency owes nothing any more.
    """
    expect(part, seen_version)
    if part.state not in OWING:
        raise IllegalTransition("ask_sender", part.state)
    audit.record(
        session, Subject.ASSIGNMENT, part.id, "ask_sender", actor=actor, now=now, note=text
    )


def load_part(session: Session, assignment_id: int, *, agency_id: int | None) -> Assignment:
    """An assignment, locked; only `agency_id`'s own unless that is None. Raises NotFound."""
    part = session.scalars(_LOCKED_PART, {"id": assignment_id}).first()
    if part is None or (agency_id is not None and part.agency_id != agency_id):
        raise NotFound
    return part


def lead_of(session: Session, case: CaseFile) -> Assignment:
    """The current lead; there always is one."""
    return next(part for part in current_parts(session, case) if part.role is AssignmentRole.LEAD)


def current_parts(session: Session, case: CaseFile) -> Sequence[Assignment]:
    """Assignments that stand, the lead first."""
    current = (Assignment.case_id == case.id, Assignment.is_current)
    return session.scalars(
        select(Assignment).where(*current).order_by(Assignment.role.desc(), Assignment.id)
    ).all()


def change(
    session: Session,
    part: Assignment,
    action: AssignmentAction,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Move an assignment along its table and write the event. Raises IllegalTransition,
    StaleVersion. Flushes.
    """
    old, seen = part.state, part.version
    part.state = move_assignment(old, action)
    flush(session, seen)
    audit.record(
        session, Subject.ASSIGNMENT, part.id, action, actor=actor, now=now, old_state=old,
        new_state=part.state, note=note,
    )  # fmt: skip
    if action is AssignmentAction.ANSWER and part.role is AssignmentRole.LEAD:
        staff_news.answered(session, part, now=now)


def expect(part: Assignment, seen_version: int) -> None:
    """Raises StaleVersion unless `part` is as somebody saw it."""
    if part.version != seen_version:
        raise StaleVersion(seen=seen_version, current=part.version)


def flush(session: Session, seen_version: int) -> None:
    """Flush; raises StaleVersion when another process changed the row of `seen_version` first."""
    try:
        session.flush()
    except StaleDataError:  # another process was first
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None


def offer(
    session: Session,
    case: CaseFile,
    parts: Sequence[Part],
    role: AssignmentRole,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """New parts for agencies, with their events. Flushes."""
    offered = [
        Assignment(
            case_id=case.id,
            agency_id=part.agency_id,
            role=role,
            state=AssignmentState.OFFERED,
            question=part.question,
            due_on=part.due_on,
            offered_at=now,
        )
        for part in parts
    ]
    session.add_all(offered)
    session.flush()
    for each in offered:
        audit.record(
            session, Subject.ASSIGNMENT, each.id, AssignmentAction.OFFER, actor=actor, now=now,
            new_state=each.state,
        )  # fmt: skip
        staff_news.offered(session, each, now=now)


def check_routing(
    session: Session, routing: Routing, about_unit_id: int | None, *, today: date
) -> None:
    """Every agency is there today, none twice, none is or belongs to the unit complained of.

    Raises Invalid (fields `lead`, `coordinating`).
    """
    asked = [part.agency_id for part in routing.parts]
    if len({routing.lead_id, *asked}) != len(asked) + 1:
        raise Invalid("an agency is named twice", field="coordinating")
    check_agencies(session, [routing.lead_id], about_unit_id, today=today, field="lead")
    check_agencies(session, asked, about_unit_id, today=today, field="coordinating")


def check_agencies(
    session: Session, chosen: Sequence[int], about_unit_id: int | None, *, today: date, field: str
) -> None:
    """Raises Invalid (`field`) unless each agency is there today and not barred."""
    barred = barred_agencies(session, about_unit_id)
    found = {agency.id: agency for agency in session.scalars(_CHOSEN, {"chosen": chosen})}
    for agency_id in chosen:
        agency = found.get(agency_id)
        if agency is None or not _is_there(agency, today):
            raise Invalid("no such agency today", field=field)
        if agency_id in barred:
            raise Invalid("the complaint is about this unit", field=field)


def _is_there(agency: Agency, today: date) -> bool:
    begun = agency.valid_from is None or agency.valid_from <= today
    return begun and (agency.valid_to is None or today <= agency.valid_to)


def barred_agencies(session: Session, about_unit_id: int | None) -> set[int]:
    """The unit complained of and everything below it: they never read that case."""
    barred: set[int] = set()
    level = {about_unit_id} - {None}
    while level - barred:
        barred |= {unit for unit in level if unit is not None}
        below = select(Agency.id).where(Agency.parent_id.in_(barred))
        level = set(session.scalars(below))
    return barred


_CHOSEN = select(Agency).where(Agency.id.in_(bindparam("chosen", expanding=True)))
_LOCKED_PART = (
    select(Assignment)
    .where(Assignment.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
