"""Reading clocks: what stood still, what was extended, who was reminded, who had it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session, aliased

from models import (
    Agency,
    Assignment,
    CaseExtension,
    CaseFile,
    CasePause,
    Chase,
    Complaint,
    Event,
    Question,
    Staff,
)
from moderation.domain.case_states import (
    AT_WORK,
    OPEN_STATES,
    OWING,
    AssignmentRole,
    AssignmentState,
    CaseState,
)
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.permissions import GRANTS, Permission, Role
from moderation.queries.rows import AnyRow

_PROPOSED = aliased(Agency)


@dataclass(frozen=True, slots=True)
class Held:
    """What moved the date of a case: pauses, oldest first, and what was asked for more time."""

    pauses: Sequence[CasePause]
    extensions: Sequence[CaseExtension]

    @property
    def granted(self) -> CaseExtension | None:
        """The extension that holds."""
        return next((each for each in self.extensions if each.is_granted), None)

    def running(self, state: CaseState) -> CasePause | None:
        """The pause in which the clock stands still now, for a case in `state`."""
        if state is not CaseState.SUSPENDED:
            return None
        return next((each for each in self.pauses if each.began_on and not each.ended_on), None)

    def waiting(self, lead: Assignment) -> CasePause | None:
        """The pause that the coordinator has to decide about; none of a lead that was replaced."""
        undecided = (each for each in self.pauses if not (each.began_on or each.refused_at))
        return next((each for each in undecided if each.agency_id == lead.agency_id), None)

    def asked(self, lead: Assignment) -> CaseExtension | None:
        """More time that was asked for and not decided, likewise."""
        undecided = (each for each in self.extensions if each.decided_at is None)
        return next((each for each in undecided if each.assignment_id == lead.id), None)


def held(session: Session, case_id: int) -> Held:
    """What moved the date of a case, or would."""
    pauses = select(CasePause).where(CasePause.case_id == case_id).order_by(CasePause.id)
    asked = select(CaseExtension).where(CaseExtension.case_id == case_id)
    return Held(
        session.scalars(pauses).all(), session.scalars(asked.order_by(CaseExtension.id)).all()
    )


def chases(session: Session, case_id: int, *, part_id: int | None = None) -> Sequence[AnyRow]:
    """(Chase, name of whoever sent it or None, agency or None) of a case or of one part, latest
    first.
    """
    query = (
        select(Chase, Staff.name, Agency)
        .outerjoin(Staff, Staff.id == Chase.by_id)
        .outerjoin(Assignment, Assignment.id == Chase.assignment_id)
        .outerjoin(Agency, Agency.id == Assignment.agency_id)
        .where(Chase.case_id == case_id)
        .order_by(Chase.id.desc())
    )
    if part_id is not None:
        query = query.where(Chase.assignment_id == part_id)
    return session.execute(query).all()


def chain(session: Session, case_id: int) -> Sequence[AnyRow]:
    """Who led the case one after the other: (Assignment, Agency, proposed Agency or None, name of
    whoever gave it).
    """
    given = (
        (Event.subject == "assignment")
        & (Event.subject_id == Assignment.id)
        & (Event.action == "offer")
    )
    return session.execute(
        select(Assignment, Agency, _PROPOSED, Staff.name)
        .join(Agency, Agency.id == Assignment.agency_id)
        .outerjoin(_PROPOSED, _PROPOSED.id == Assignment.proposed_agency_id)
        .outerjoin(Event, given)
        .outerjoin(Staff, Staff.id == Event.actor_id)
        .where(Assignment.case_id == case_id, Assignment.role == AssignmentRole.LEAD)
        .order_by(Assignment.id)
    ).all()


def supervised(session: Session, *, returns: int, limit: int = 200) -> Sequence[AnyRow]:
    """(CaseFile, Complaint, lead Assignment, lead Agency) of cases that leads gave back so often,
    waiting for the next one, by due date.
    """
    found: Sequence[AnyRow] = session.execute(
        _cases()
        .where(
            CaseFile.state.in_(AT_WORK),
            CaseFile.returns >= returns,
            Assignment.state == AssignmentState.RETURNED,
        )
        .limit(limit)
    ).all()
    return found


def escalated(session: Session, *, step: str, limit: int = 200) -> Sequence[AnyRow]:
    """The same rows of open cases whose reminders went as high as `step`."""
    told = select(Chase.case_id).where(Chase.step == step)
    found: Sequence[AnyRow] = session.execute(
        _cases().where(CaseFile.state.in_(OPEN_STATES), CaseFile.id.in_(told)).limit(limit)
    ).all()
    return found


def deciding(session: Session, *, limit: int = 200) -> Sequence[AnyRow]:
    """The same rows of open cases in which the lead waits for a word about its clock."""
    waiting = set(session.scalars(_UNDECIDED))
    if not waiting:
        return []
    found: Sequence[AnyRow] = session.execute(
        _cases()
        .where(CaseFile.id.in_(waiting), CaseFile.state.in_(OPEN_STATES), or_(*_WISHES))
        .limit(limit)
    ).all()
    return found


#: A pause, or more time, that the lead of the outer query asked for and nobody decided about.
_WISHES = (
    select(CasePause.id)
    .where(
        CasePause.case_id == CaseFile.id,
        CasePause.agency_id == Assignment.agency_id,
        CasePause.began_on.is_(None),
        CasePause.refused_at.is_(None),
    )
    .correlate(CaseFile, Assignment)
    .exists(),
    select(CaseExtension.id)
    .where(CaseExtension.assignment_id == Assignment.id, CaseExtension.decided_at.is_(None))
    .correlate(CaseFile, Assignment)
    .exists(),
)
_UNDECIDED = union(
    select(CasePause.case_id).where(CasePause.began_on.is_(None), CasePause.refused_at.is_(None)),
    select(CaseExtension.case_id).where(CaseExtension.decided_at.is_(None)),
)


def _cases() -> Any:
    return (
        select(CaseFile, Complaint, Assignment, Agency)
        .join(Complaint, Complaint.case_id == CaseFile.id)
        .join(Assignment, Assignment.case_id == CaseFile.id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(
            Assignment.is_current,
            Assignment.role == AssignmentRole.LEAD,
            Complaint.state == ComplaintState.ACCEPTED,
        )
        .order_by(CaseFile.due_on, CaseFile.id)
    )


def expired_pauses(session: Session, today: date) -> Sequence[int]:
    """Cases whose citizen had until yesterday or earlier to answer."""
    return session.scalars(
        select(CaseFile.id)
        .join(CasePause, CasePause.case_id == CaseFile.id)
        .where(
            CaseFile.state == CaseState.SUSPENDED,
            CasePause.ended_on.is_(None),
            CasePause.until < today,
        )
        .order_by(CaseFile.id)
    ).all()


def unreminded(session: Session) -> Sequence[AnyRow]:
    """(complaint_id, question_id) of what stopped the clock of a case, as long as its citizen
    neither answered nor was reminded, in the order of asking.
    """
    return session.execute(
        select(Complaint.id.label("complaint_id"), Question.id.label("question_id"))
        .join(Question, Question.complaint_id == Complaint.id)
        .join(CaseFile, CaseFile.id == Complaint.case_id)
        .join(CasePause, CasePause.case_id == CaseFile.id)
        .where(
            CaseFile.state == CaseState.SUSPENDED,
            CasePause.ended_on.is_(None),
            CasePause.until == Question.answer_by,
            Question.answered_at.is_(None),
            Question.reminded_at.is_(None),
        )
        .order_by(Question.id)
    ).all()


def due_parts(session: Session, last: date) -> Sequence[AnyRow]:
    """(id, case_id, due_on, due_at) of parts that run and are due by `last`: what agencies owe, and
    leads' parts that came back and wait for the coordinator.
    """
    running = [state for state in OPEN_STATES if state is not CaseState.SUSPENDED]
    waits_here = (Assignment.role == AssignmentRole.LEAD) & Assignment.state.in_(
        (AssignmentState.RETURNED, AssignmentState.ANSWERED)
    )
    return session.execute(
        select(Assignment.id, Assignment.case_id, Assignment.due_on, CaseFile.due_at)
        .join(CaseFile, CaseFile.id == Assignment.case_id)
        .where(
            Assignment.is_current,
            Assignment.due_on <= last,
            or_(Assignment.state.in_(OWING), waits_here),
            CaseFile.state.in_(running),
        )
        .order_by(Assignment.id)
    ).all()


def keys_sent(session: Session, keys: Sequence[str]) -> set[str]:
    """Which of these reminders went out already."""
    found: set[str] = set()
    for first in range(0, len(keys), 500):
        wanted = keys[first : first + 500]
        found |= set(session.scalars(select(Chase.key).where(Chase.key.in_(wanted))))
    return found


def codes(session: Session, case_ids: Sequence[int]) -> dict[int, AnyRow]:
    """(case_id, id, code) of the complaint each case stands on, by case."""
    standing = select(Complaint.case_id, Complaint.id, Complaint.code).where(
        Complaint.case_id.in_(case_ids), Complaint.state == ComplaintState.ACCEPTED
    )
    return {row[0]: row for row in session.execute(standing) if row[0] is not None}


def active_staff(
    session: Session, permission: Permission, *, agency_id: int | None = None
) -> Sequence[Staff]:
    """People at work who hold `permission`, of one agency if it is given, by id."""
    return active_in(
        session, [role for role in Role if permission in GRANTS[role]], agency_id=agency_id
    )


def active_in(
    session: Session, roles: Sequence[Role], *, agency_id: int | None = None
) -> Sequence[Staff]:
    """People at work in one of `roles`, of one agency if it is given, by id."""
    query = select(Staff).where(Staff.is_active, Staff.role.in_(roles)).order_by(Staff.id)
    if agency_id is not None:
        query = query.where(Staff.agency_id == agency_id)
    return session.scalars(query).all()
