"""What staff are told at once: urgent cases only. The rest waits for the daily digest.

Who is written to is chosen widely here; whether it is still theirs, when the mail leaves.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from models import Approver, Assignment, CaseFile, Complaint, Staff, StandIn
from moderation.domain.case_states import AssignmentRole, CaseAction
from moderation.domain.complaint_states import IN_A_CASE
from moderation.domain.permissions import Role
from moderation.services import outbox
from moderation.services.outbox import Kind

_OF_THE_DESK = (Role.COORDINATOR, Role.HEAD_COORDINATOR)
#: Who hears of new work: the first of these that an agency has.
_TAKE_WORK = (Role.AGENCY_CLERK, Role.AGENCY_OFFICER, Role.AGENCY_LEADER)


def offered(session: Session, parts: Sequence[Assignment], *, now: datetime) -> None:
    """Work in one case for agencies: their clerks hear of it, else officers, else the leader."""
    if parts and is_urgent(session, parts[0].case_id):
        for part in parts:
            people = _who_takes(session, part)
            outbox.tell_staff(session, Kind.WORK_OFFERED, part.id, people, now=now)


def assigned(session: Session, part: Assignment, *, now: datetime) -> None:
    """A clerk gave the work to an officer or a room: they hear of it."""
    if is_urgent(session, part.case_id):
        mine = Staff.id == part.officer_id if part.officer_id else Staff.room_id == part.room_id
        people = _active(session, mine, Staff.agency_id == part.agency_id)
        outbox.tell_staff(session, Kind.WORK_OFFERED, part.id, people, now=now)


def returned(session: Session, part: Assignment, *, now: datetime) -> None:
    """An agency gave its part back: the coordinators hear of it."""
    if is_urgent(session, part.case_id):
        people = _active(session, Staff.role.in_(_OF_THE_DESK))
        outbox.tell_staff(session, Kind.PART_RETURNED, part.id, people, now=now)


def answered(session: Session, part: Assignment, *, now: datetime) -> None:
    """The lead's answer left its agency: it waits for the coordinators."""
    if is_urgent(session, part.case_id):
        people = _active(session, Staff.role.in_(_OF_THE_DESK))
        outbox.tell_staff(session, Kind.ANSWER_WAITS, part.case_id, people, now=now)


def case_changed(session: Session, case: CaseFile, action: CaseAction, *, now: datetime) -> None:
    """A draft waits for whoever approves next, or was sent back to who wrote it."""
    if action not in _TOLD or not is_urgent(session, case.id):
        return
    lead = session.scalars(
        select(Assignment).where(
            Assignment.case_id == case.id,
            Assignment.is_current,
            Assignment.role == AssignmentRole.LEAD,
        )
    ).first()
    if lead is None:
        return
    people = _approvers(session, lead) if action in _ASKS else _who_takes(session, lead)
    kind = Kind.APPROVAL_WAITS if action in _ASKS else Kind.SENT_BACK
    outbox.tell_staff(session, kind, case.id, people, now=now)


_ASKS = frozenset({CaseAction.SUBMIT, CaseAction.APPROVE})
_TOLD = _ASKS | {CaseAction.SEND_BACK}


def is_urgent(session: Session, case_id: int) -> bool:
    """Whether the case runs on the duty calendar, or somebody in it said that it is urgent."""
    return session.scalar(_URGENT, {"case_id": case_id}) is not None


_URGENT = (
    select(CaseFile.id)
    .outerjoin(
        Complaint,
        and_(Complaint.case_id == CaseFile.id, Complaint.is_urgent, Complaint.state.in_(IN_A_CASE)),
    )
    .where(
        CaseFile.id == bindparam("case_id"),
        or_(CaseFile.due_at.is_not(None), Complaint.id.is_not(None)),
    )
    .limit(1)
)


def _who_takes(session: Session, part: Assignment) -> Sequence[int]:
    if part.officer_id is not None:
        return _active(session, Staff.id == part.officer_id)
    ours = Staff.agency_id == part.agency_id
    for role in _TAKE_WORK:
        if people := _active(session, ours, Staff.role == role):
            return people
    return ()


def _approvers(session: Session, part: Assignment) -> Sequence[int]:
    """Everybody who may approve in that agency: the chain, its stand-ins, the leaders."""
    chain = select(Approver.staff_id).where(Approver.agency_id == part.agency_id)
    instead = select(StandIn.stand_in_id).where(StandIn.staff_id.in_(chain))
    leaders = (Staff.agency_id == part.agency_id) & (Staff.role == Role.AGENCY_LEADER)
    return _active(session, Staff.id.in_(chain) | Staff.id.in_(instead) | leaders)


def _active(session: Session, *wanted: object) -> Sequence[int]:
    found = select(Staff.id).where(Staff.is_active, *wanted)  # type: ignore[arg-type]  # conditions
    return session.scalars(found.order_by(Staff.id)).all()
