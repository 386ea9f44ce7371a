"""The clock of a case stands still while its citizen is asked: once an agency, for a few days.

A pause waits for the coordinator (`began_on` is none) when it is asked for on the last day, or when
the sender asked to stay unnamed: then the coordinator asks in the agency's place.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Assignment, CaseFile, CasePause, Complaint
from moderation.domain import deadlines
from moderation.domain.case_states import (
    AssignmentAction,
    AssignmentRole,
    AssignmentState,
    CaseAction,
    CaseState,
    Outcome,
)
from moderation.domain.complaint_states import IN_A_CASE, ComplaintAction
from moderation.domain.deadlines import Pause
from moderation.domain.errors import IllegalTransition, Invalid, StaleVersion
from moderation.domain.intake import IntakeRules
from moderation.domain.people import Actor
from moderation.queries import clocks
from moderation.services import assignments, audit, cases, complaints, publications
from moderation.services.audit import Subject


def ask(
    session: Session,
    part: Assignment,
    text: str,
    *,
    days: int,
    seen_version: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> CasePause:
    """The lead asks the citizen; `days` is the longest time to answer, in working days.

    The clock stops at once, or when the coordinator has consented. Raises Invalid (field
    `question`), StaleVersion, IllegalTransition unless the lead is at work, not late, and has not
    asked before. Flushes.
    """
    if not text:
        raise Invalid("a question is needed", field="question")
    assignments.expect(part, seen_version)
    case, today = cases.load_case(session, part.case_id), _today(rules, now)
    _expect_may_ask(session, case, part, today)
    told = _told(session, case)
    pause = CasePause(
        case_id=case.id, agency_id=part.agency_id, complaint_id=told[0].id, question=text,
        asked_by_id=actor.id, asked_at=now, days=0,
    )  # fmt: skip
    session.add(pause)
    session.flush()
    if is_last_day(case, rules, today) or any(each.hide_identity for each in told):
        audit.record(
            session, Subject.ASSIGNMENT, part.id, "ask_pause", actor=actor, now=now, note=text
        )
    else:
        _begin(session, case, pause, days=days, rules=rules, actor=actor, now=now)
    return pause


def _expect_may_ask(session: Session, case: CaseFile, part: Assignment, today: date) -> None:
    if part.role is not AssignmentRole.LEAD or part.state is not AssignmentState.ACCEPTED:
        raise IllegalTransition(CaseAction.SUSPEND, part.state)
    _expect_at_work(case)
    if today > case.due_on:
        raise IllegalTransition(CaseAction.SUSPEND, "late")
    if has_asked(session, case, part.agency_id):
        raise IllegalTransition(CaseAction.SUSPEND, "asked before")


def consent(
    session: Session,
    case: CaseFile,
    text: str,
    *,
    days: int,
    seen_version: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> CasePause:
    """The coordinator lets the clock stand still, and asks in words of their own if need be.

    Raises Invalid (field `question`), StaleVersion, IllegalTransition when nothing waits. Flushes.
    """
    if not text:
        raise Invalid("a question is needed", field="question")
    pause = _to_decide(session, case, seen_version)
    _expect_at_work(case)
    pause.question, pause.consented_by_id = text, actor.id
    _begin(session, case, pause, days=days, rules=rules, actor=actor, now=now)
    return pause


def refuse(
    session: Session, case: CaseFile, why: str, *, seen_version: int, actor: Actor, now: datetime
) -> CasePause:
    """The clock goes on; the agency reads why, and may ask again. Raises Invalid (field `why`),
    StaleVersion, IllegalTransition when nothing waits. Flushes.
    """
    if not why:
        raise Invalid("a reason is needed", field="why")
    pause = _to_decide(session, case, seen_version)
    pause.refused_at = now
    session.flush()
    lead = assignments.lead_of(session, case)
    audit.record(
        session, Subject.ASSIGNMENT, lead.id, "refuse_pause", actor=actor, now=now, note=why
    )
    return pause


def answer(
    session: Session, complaint: Complaint, text: str, *, rules: IntakeRules, now: datetime
) -> None:
    """The citizen answers what was asked (`complaints.answer`); a clock that stood still for it
    runs again. Raises as that does, and IllegalTransition when the case is closed. Flushes.
    """
    case = cases.load_case(session, complaint.case_id) if complaint.case_id else None
    if case is not None and complaint.state in IN_A_CASE and case.state is CaseState.CLOSED:
        raise IllegalTransition(ComplaintAction.ANSWER, case.state)
    complaints.answer(session, complaint, text, rules=rules, now=now)
    if case is not None and case.state is CaseState.SUSPENDED:
        _resume(session, case, rules=rules, now=now)


def give_up(session: Session, case_id: int, *, rules: IntakeRules, now: datetime) -> bool:
    """Close a case whose citizen said nothing in time: too little was known, which is no refusal.

    False when somebody was first, or the term still runs. Flushes.
    """
    case = cases.load_case(session, case_id)
    pause = running(session, case)
    if pause is None or pause.until is None or _today(rules, now) <= pause.until:
        return False
    pause.ended_on = pause.until + timedelta(days=1)
    pause.days = _stood_still(case, pause, rules)
    values = {
        "outcome": Outcome.NO_INFO, "closed_at": now, "paused_days": case.paused_days + pause.days,
    }  # fmt: skip
    cases.change_case(
        session, case, CaseAction.GIVE_UP_WAITING, seen_version=case.version, actor=None, now=now,
        values=values,
    )  # fmt: skip
    for part in assignments.current_parts(session, case):
        _let_go(session, part, now=now)
    for complaint in _told(session, case):
        complaints.tell_citizen(session, complaint, now=now)
    session.flush()
    return True


def _let_go(session: Session, part: Assignment, *, now: datetime) -> None:
    """Nothing is owed any more; the lead stays the lead of what is closed."""
    if part.state not in (AssignmentState.OFFERED, AssignmentState.ACCEPTED):
        return
    assignments.change(session, part, AssignmentAction.WITHDRAW, actor=None, now=now)
    part.is_current = part.role is AssignmentRole.LEAD


def waiting(session: Session, case: CaseFile) -> CasePause | None:
    """The pause that the coordinator has to decide about; none of a lead that was replaced."""
    return clocks.held(session, case.id).waiting(assignments.lead_of(session, case))


def running(session: Session, case: CaseFile) -> CasePause | None:
    """The pause in which the clock stands still now."""
    return clocks.held(session, case.id).running(case.state)


def has_asked(session: Session, case: CaseFile, agency_id: int) -> bool:
    """Whether the agency has used its one question; one that was refused is not used."""
    mine = (CasePause.case_id == case.id, CasePause.agency_id == agency_id)
    used = select(CasePause.id).where(*mine, CasePause.refused_at.is_(None))
    return session.scalars(used).first() is not None


def is_last_day(case: CaseFile, rules: IntakeRules, today: date) -> bool:
    """Whether no working day is left behind today."""
    return rules.calendar.days_left(case.due_on, today) <= 0


def _to_decide(session: Session, case: CaseFile, seen_version: int) -> CasePause:
    if case.version != seen_version:
        raise StaleVersion(seen=seen_version, current=case.version)
    pause = waiting(session, case)
    if pause is None:
        raise IllegalTransition(CaseAction.SUSPEND, case.state)
    return pause


def _expect_at_work(case: CaseFile) -> None:
    if case.state not in (CaseState.IN_PROGRESS, CaseState.REOPENED):
        raise IllegalTransition(CaseAction.SUSPEND, case.state)


def _begin(
    session: Session,
    case: CaseFile,
    pause: CasePause,
    *,
    days: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> None:
    """Stop the clock and ask every citizen of the case, each without who the others are."""
    until = rules.calendar.working_days_after(now, days)
    pause.began_on, pause.until = _today(rules, now), until
    cases.change_case(
        session, case, CaseAction.SUSPEND, seen_version=case.version, actor=actor, now=now
    )
    told = _told(session, case)
    for complaint in told:
        others = [each for each in told if each is not complaint]
        words = publications.for_one_of(complaint, others, pause.question)
        question = complaints.ask(
            session, complaint, words, seen_version=complaint.version, rules=rules,
            actor=actor, now=now,
        )  # fmt: skip
        question.answer_by = until
        if complaint.id == pause.complaint_id:
            pause.question_id = question.id
    session.flush()


def _resume(session: Session, case: CaseFile, *, rules: IntakeRules, now: datetime) -> None:
    """The clock runs again, as many working days later as it stood still."""
    values = {}
    pause = running(session, case)
    lead = assignments.lead_of(session, case)
    if pause is not None:
        pause.ended_on = _today(rules, now)
        pause.days = _stood_still(case, pause, rules)
        values = _moved(case, pause, rules)
    cases.change_case(
        session, case, CaseAction.RESUME, seen_version=case.version, actor=None, now=now,
        values=values,
    )  # fmt: skip
    lead.due_on = case.due_on
    session.flush()


def _stood_still(case: CaseFile, pause: CasePause, rules: IntakeRules) -> int:
    assert pause.began_on
    assert pause.ended_on
    received = rules.calendar.working_days_after(case.opened_at, 0)
    return deadlines.stood_still(received, Pause(pause.began_on, pause.ended_on), rules.calendar)


def _moved(case: CaseFile, pause: CasePause, rules: IntakeRules) -> dict[str, object]:
    """The case's dates after a pause. What runs by day and night stood still so too."""
    assert pause.began_on
    assert pause.ended_on
    values: dict[str, object] = {"paused_days": case.paused_days + pause.days}
    if case.due_at is not None:
        due_at = case.due_at + (pause.ended_on - pause.began_on)
        return values | {"due_at": due_at, "due_on": _today(rules, due_at)}
    values["due_on"] = deadlines.later(case.due_on, pause.days, rules.calendar)
    if case.extended_until is not None:
        values["extended_until"] = values["due_on"]
    return values


def _told(session: Session, case: CaseFile) -> Sequence[Complaint]:
    """The complaints whose citizens are asked, the one the case stands on first."""
    found = [each for each in cases.complaints_of(session, case) if each.state in IN_A_CASE]
    return sorted(found, key=lambda each: (each.state, each.id))


def _today(rules: IntakeRules, now: datetime) -> date:
    return now.astimezone(rules.calendar.zone).date()
