"""Assignments: one agency's part in a case. `change` is the only place their state changes."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from models import Agency, Assignment, CaseFile, table_of
from moderation.domain.case_states import (
    OWING,
    AssignmentAction,
    AssignmentRole,
    AssignmentState,
    CaseState,
    move_assignment,
)
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.queries.rows import AnyRow
from moderation.services import audit, staff_news
from moderation.services.audit import Subject

#: From so many returns of a lead on, a supervisor chooses the next one.
RETURNS_SUPERVISED = 2


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
    routed_by: str = ""  # JSON: which rule chose what (`web/staff/rules_at_work.py`)
    is_urgent: bool | None = None  # None: as it was classified


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


def end_silent(session: Session, part: Assignment, *, actor: Actor, now: datetime) -> None:
    """The answer goes without this agency's opinion: that is kept, and nothing is asked for any
    more. Raises IllegalTransition. Flushes.
    """
    audit.record(session, Subject.ASSIGNMENT, part.id, "no_opinion", actor=actor, now=now)
    end(session, part, actor=actor, now=now)


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
    """Not ours: back to the coordinator, who owns the clock from now on. `proposed_agency_id`
    None: the agency said that it does not know whose it is.

    A lead stays the current lead until another is chosen; how often that happened is counted, for
    the second time goes to the supervisor (`RETURNS_SUPERVISED`). Raises Invalid (field `reason`),
    StaleVersion, IllegalTransition, also while the clock stands still for the citizen. Flushes.
    """
    if not reason:
        raise Invalid("a reason is needed", field="reason")
    expect(part, seen_version)
    if part.role is AssignmentRole.LEAD:
        case = session.get_one(CaseFile, part.case_id, with_for_update=True, populate_existing=True)
        if case.state is CaseState.SUSPENDED:
            raise IllegalTransition(AssignmentAction.RETURN, case.state)
        case.returns += 1
    part.return_reason, part.proposed_agency_id = reason, proposed_agency_id
    change(session, part, AssignmentAction.RETURN, actor=actor, now=now)
    staff_news.returned(session, part, now=now)


def needs_supervisor(case: CaseFile, lead: Assignment) -> bool:
    """Whether only a supervisor may choose the next lead."""
    return case.returns >= RETURNS_SUPERVISED and lead.state is AssignmentState.RETURNED


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

    Raises StaleVersion, or IllegalTransition when the agency owes nothing any more. Flushes.
    """
    expect(part, seen_version)
    if part.state not in OWING:
        raise IllegalTransition("ask_sender", part.state)
    audit.record(
        session, Subject.ASSIGNMENT, part.id, "ask_sender", actor=actor, now=now, note=text
    )
    flag_modified(part, "state")  # a new version: the same press again asks nothing
    session.flush()


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
    return session.scalars(_CURRENT, {"case_id": case.id}).all()


def change(
    session: Session,
    part: Assignment,
    action: AssignmentAction,
    *,
    actor: Actor | None,
    now: datetime,
    note: str = "",
) -> None:
    """Move an assignment along its table and write the event; `actor` None: the house. Raises
    IllegalTransition, StaleVersion. Flushes.
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
    offer_each(session, case, [(role, part) for part in parts], actor=actor, now=now)


def offer_each(
    session: Session,
    case: CaseFile,
    parts: Sequence[tuple[AssignmentRole, Part]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """`offer` in several roles at once: the lead first. Flushes."""
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
        for role, part in parts
    ]
    if not offered:
        return
    session.add_all(offered)
    session.flush()
    lines = [
        audit.line(
            Subject.ASSIGNMENT, each.id, AssignmentAction.OFFER, actor=actor, now=now,
            new_state=each.state,
        )
        for each in offered
    ]  # fmt: skip
    audit.record_all(session, lines)
    staff_news.offered(session, offered, now=now)


def check_routing(
    session: Session, routing: Routing, about_unit_id: int | None, *, today: date
) -> None:
    """Every agency is there today, none twice, none is or belongs to the unit complained of.

    Raises Invalid (fields `lead`, `coordinating`).
    """
    asked = [part.agency_id for part in routing.parts]
    if len({routing.lead_id, *asked}) != len(asked) + 1:
        raise Invalid("an agency is named twice", field="coordinating")
    barred = barred_agencies(session, about_unit_id)
    there = _those_there(session, [routing.lead_id, *asked], today)
    _expect_able([routing.lead_id], there, barred, field="lead")
    _expect_able(asked, there, barred, field="coordinating")


def check_agencies(
    session: Session, chosen: Sequence[int], about_unit_id: int | None, *, today: date, field: str
) -> None:
    """Raises Invalid (`field`) unless each agency is there today and not barred."""
    barred = barred_agencies(session, about_unit_id)
    _expect_able(chosen, _those_there(session, chosen, today), barred, field=field)


def _those_there(session: Session, chosen: Sequence[int], today: date) -> Container[int]:
    found = session.execute(_CHOSEN, {"chosen": list(chosen)})
    return {agency.id for agency in found if _is_there(agency, today)}


def _expect_able(
    chosen: Sequence[int], there: Container[int], barred: Container[int], *, field: str
) -> None:
    for agency_id in chosen:
        if agency_id not in there:
            raise Invalid("no such agency today", field=field)
        if agency_id in barred:
            raise Invalid("the complaint is about this unit", field=field)


def _is_there(agency: AnyRow, today: date) -> bool:
    begun = agency.valid_from is None or agency.valid_from <= today
    return bool(begun and (agency.valid_to is None or today <= agency.valid_to))


def barred_agencies(session: Session, about_unit_id: int | None) -> set[int]:
    """The unit complained of and everything below it: they never read that case."""
    barred: set[int] = set()
    level = {about_unit_id} - {None}
    while level - barred:
        barred |= {unit for unit in level if unit is not None}
        level = set(session.execute(_BELOW, {"units": list(barred)}).scalars())
    return barred


_agency = table_of(Agency).c
_BELOW = select(_agency.id).where(_agency.parent_id.in_(bindparam("units", expanding=True)))
_CHOSEN = select(_agency.id, _agency.valid_from, _agency.valid_to).where(
    _agency.id.in_(bindparam("chosen", expanding=True))
)
_LOCKED_CASE = (
    select(CaseFile)
    .where(CaseFile.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_CURRENT = (
    select(Assignment)
    .where(Assignment.case_id == bindparam("case_id"), Assignment.is_current)
    .order_by(Assignment.role.desc(), Assignment.id)
)
_LOCKED_PART = (
    select(Assignment)
    .where(Assignment.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
