"""One act on many cases, or many complaints accepted: each by itself, none spoils the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import CaseFile
from moderation.domain.case_bulk import CaseAct, Omission, Pick, omission
from moderation.domain.case_states import CaseAction
from moderation.domain.complaint_states import CONFIDENTIAL, IN_A_CASE
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.services import assignments, cases, chases, complaints, duty
from moderation.services.assignments import Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done, by whom it is asked, when."""

    act: CaseAct
    actor: Actor
    now: datetime
    zone: ZoneInfo  # of the house: of its days, and of the clock of urgent cases
    supervises: bool = False  # whether they choose the next lead of what came back twice
    text: str = ""  # of the chase, or the instruction to the next lead
    lead_id: int = 0
    due_on: Callable[[CaseFile], date] | None = None  # the next lead's


@dataclass(slots=True)
class Outcome:
    """Ids of what was done, and what was left out and why."""

    done: list[int] = field(default_factory=list)
    omitted: list[tuple[int, Omission]] = field(default_factory=list)


def act_on(session: Session, picks: Sequence[Pick], order: Order) -> Outcome:
    """Do it to each case in the version that was seen. Flushes; the caller commits."""
    outcome = Outcome()
    for pick in picks:
        why = _one(session, pick, order)
        if why is None:
            outcome.done.append(pick.id)
        else:
            outcome.omitted.append((pick.id, why))
    return outcome


def accept_all(
    session: Session,
    chosen: Sequence[tuple[Pick, Routing]],
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> Outcome:
    """Accept complaints, each routed as said, in the version that was seen. Flushes."""
    outcome = Outcome()
    for pick, routing in chosen:
        try:
            with session.begin_nested():
                found = complaints.load_for_change(session, pick.id)
                cases.accept(
                    session, found, routing, seen_version=pick.version, actor=actor, today=today,
                    now=now,
                )  # fmt: skip
        except _REFUSALS as error:
            outcome.omitted.append((pick.id, _why(error)))
        else:
            outcome.done.append(pick.id)
    return outcome


def close(
    session: Session, case: CaseFile, *, seen_version: int, actor: Actor, now: datetime
) -> None:
    """End an answered case before the citizens' time to rate is over. Raises StaleVersion,
    IllegalTransition. Flushes.
    """
    cases.change_case(
        session, case, CaseAction.CLOSE, seen_version=seen_version, actor=actor, now=now,
        values={"closed_at": now},
    )  # fmt: skip
    for complaint in cases.complaints_of(session, case):
        complaints.tell_citizen(session, complaint, now=now)


def _one(session: Session, pick: Pick, order: Order) -> Omission | None:
    """Do it to one case, or say why not."""
    try:
        with session.begin_nested():
            case = cases.load_case(session, pick.id)
            if _is_hidden(session, case):
                return Omission.GONE
            lead = assignments.lead_of(session, case)
            is_current = case.version == pick.version
            why = omission(
                order.act, case.state, lead.state, is_current=is_current,
                is_supervised=not order.supervises and assignments.needs_supervisor(case, lead),
            )  # fmt: skip
            if why is None:
                ACTS[order.act](session, case, order)
            return why
    except _REFUSALS as error:
        return _why(error)


def _is_hidden(session: Session, case: CaseFile) -> bool:
    """Whether nothing of the case is in the open."""
    there = cases.complaints_of(session, case)
    return any(each.state in CONFIDENTIAL for each in there) or not any(
        each.state in IN_A_CASE for each in there
    )


def _reroute(session: Session, case: CaseFile, order: Order) -> None:
    due_on = order.due_on(case) if order.due_on else case.due_on
    routing = Routing(lead_id=order.lead_id, due_on=due_on, instruction=order.text)
    cases.reroute(
        session, case, routing, seen_version=case.version, actor=order.actor,
        today=order.now.astimezone(order.zone).date(), now=order.now,
    )  # fmt: skip
    duty.keep_clock(session, case, zone=order.zone)


def _chase(session: Session, case: CaseFile, order: Order) -> None:
    lead = assignments.lead_of(session, case)
    chases.by_hand(session, case, lead, order.text, actor=order.actor, now=order.now)


def _close(session: Session, case: CaseFile, order: Order) -> None:
    close(session, case, seen_version=case.version, actor=order.actor, now=order.now)


#: What each act does to one case.
ACTS: Mapping[CaseAct, Callable[[Session, CaseFile, Order], None]] = {
    CaseAct.REROUTE: _reroute,
    CaseAct.CHASE: _chase,
    CaseAct.CLOSE: _close,
}

_REFUSALS = (NotFound, StaleVersion, IllegalTransition, Invalid)


def _why(error: Exception) -> Omission:
    if isinstance(error, Invalid):
        return Omission.BARRED
    return Omission.GONE if isinstance(error, NotFound) else Omission.STALE
