"""What citizens say about an answer: they rate it, have the case opened again, or their silence
closes it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CaseFile, Complaint, Rating
from moderation.domain.case_states import AssignmentAction, AssignmentState, CaseAction, CaseState
from moderation.domain.complaint_states import IN_A_CASE
from moderation.domain.errors import Invalid
from moderation.domain.intake import IntakeRules
from moderation.domain.joining import NotNow, rating_ended
from moderation.services import assignments, audit, cases, complaints, duty, merging
from moderation.services.audit import Subject


def rate(
    session: Session, complaint: Complaint, *, is_satisfied: bool, text: str, days: int,
    now: datetime,
) -> Rating:  # fmt: skip
    """Keep what a reporter says about the answer, once for each; the case is closed when all of its
    reporters are satisfied. `days` is how long they may, in days.

    Raises Invalid (its text a NotNow). Flushes.
    """
    case = _case(session, complaint)
    if why := why_not_rate(session, complaint, case, days=days, now=now):
        raise Invalid(why, field="rating")
    made = Rating(
        complaint_id=complaint.id, round=case.reopenings, is_satisfied=is_satisfied, text=text,
        at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, Subject.COMPLAINT, complaint.id, "rate", actor=None, now=now)
    if _all_satisfied(session, case):
        close(session, case, now=now)
    return made


def reopen(
    session: Session,
    complaint: Complaint,
    reason: str,
    *,
    days: int,
    limit: int,
    rules: IntakeRules,
    urgent_hours: int,
    now: datetime,
) -> CaseFile:
    """Work goes on by the same lead, due as the issue says, or in `urgent_hours` by day and night;
    every reporter is told. The reason is the reporter's own, and stays with their complaint.

    Raises Invalid (field `reason`, or its text a NotNow). Flushes.
    """
    if not reason:
        raise Invalid("a reason is needed", field="reason")
    case = _case(session, complaint)
    if why := why_not_reopen(complaint, case, days=days, limit=limit, now=now):
        raise Invalid(why, field="reopen")
    _back_to_work(session, case, rules=rules, urgent_hours=urgent_hours, now=now)
    audit.record(
        session, Subject.COMPLAINT, complaint.id, "reopen", actor=None, now=now, note=reason
    )
    for each in cases.complaints_of(session, case):
        complaints.tell_citizen(session, each, now=now)
    session.flush()
    return case


def _back_to_work(
    session: Session, case: CaseFile, *, rules: IntakeRules, urgent_hours: int, now: datetime
) -> None:
    """The case and its lead's part, with a new date; the answer that was stays where it is."""
    was_urgent, first_due_on = case.due_at is not None, case.first_due_on
    first = merging.in_case(session, case.id)[0]
    due_on = rules.due_on(first.issue_code, now)
    values = {
        "reopenings": case.reopenings + 1,
        "due_on": due_on,
        "due_at": None,
        "outcome": None,
        "answered_at": None,
    }
    cases.change_case(
        session, case, CaseAction.REOPEN, seen_version=case.version, actor=None, now=now,
        values=values,
    )  # fmt: skip
    lead = assignments.lead_of(session, case)
    lead.due_on = due_on
    if lead.state is AssignmentState.ANSWERED:
        assignments.change(session, lead, AssignmentAction.REVISE, actor=None, now=now)
    if was_urgent:
        zone = rules.calendar.zone
        duty.start_clock(session, case, hours=urgent_hours, zone=zone, actor=None, now=now)
        case.first_due_on = first_due_on


def close(session: Session, case: CaseFile, *, now: datetime) -> None:
    """End an answered case, by the silence or the satisfaction of its reporters; nobody is written
    to. Raises IllegalTransition, StaleVersion. Flushes.
    """
    cases.change_case(
        session, case, CaseAction.CLOSE, seen_version=case.version, actor=None, now=now,
        values={"closed_at": now},
    )  # fmt: skip


def why_not_rate(
    session: Session, complaint: Complaint, case: CaseFile, *, days: int, now: datetime
) -> NotNow | None:
    """Why this reporter can't rate the answer now; None when they can."""
    if complaint.state not in IN_A_CASE:
        return NotNow.NOT_ANSWERED
    if rating_of(session, complaint, case) is not None:
        return NotNow.RATED
    return rating_ended(case.state, case.answered_at, days=days, now=now)


def why_not_reopen(
    complaint: Complaint, case: CaseFile, *, days: int, limit: int, now: datetime
) -> NotNow | None:
    """Why this reporter can't have the case opened again; None when they can."""
    if complaint.state not in IN_A_CASE:
        return NotNow.NOT_ANSWERED
    ended = rating_ended(case.state, case.answered_at, days=days, now=now)
    if ended is None and case.reopenings >= limit:
        return NotNow.TOO_OFTEN
    return ended


def rating_of(session: Session, complaint: Complaint, case: CaseFile) -> Rating | None:
    """What the reporter said about the answer there is now."""
    mine = (Rating.complaint_id == complaint.id, Rating.round == case.reopenings)
    return session.scalars(select(Rating).where(*mine)).first()


def _all_satisfied(session: Session, case: CaseFile) -> bool:
    reporters = {each.id for each in merging.in_case(session, case.id)}
    said_yes = select(Rating.complaint_id).where(
        Rating.complaint_id.in_(reporters), Rating.round == case.reopenings, Rating.is_satisfied
    )
    satisfied = set(session.scalars(said_yes))
    return case.state is CaseState.ANSWERED and reporters == satisfied


def _case(session: Session, complaint: Complaint) -> CaseFile:
    """The case of a complaint, locked. Raises Invalid when it has none."""
    if complaint.case_id is None or complaint.state not in IN_A_CASE:
        raise Invalid(NotNow.NOT_ANSWERED, field="rating")
    return cases.load_case(session, complaint.case_id)
