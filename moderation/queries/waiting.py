"""What waits for one member of staff, for their mails: codes, dates and counts, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from models import (
    Agency,
    Assignment,
    CaseFile,
    Complaint,
    SealedComment,
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
from moderation.domain.comment_states import UNDECIDED, Tally
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.permissions import OF_AN_AGENCY, Permission, Role, allows
from moderation.queries import agency_desk, desks, opinions
from moderation.queries import comments as comment_queries

#: Items named in one group; the rest is counted.
NAMED = 10
#: A covered comment is told of so long.
LATELY = timedelta(days=7)
_RUNNING = tuple(state for state in OPEN_STATES if state is not CaseState.SUSPENDED)
_OF_THE_DESK = (Role.COORDINATOR, Role.HEAD_COORDINATOR)
_OF_COMMENTS = (Role.MODERATOR, Role.CHIEF_EDITOR, Role.PROPAGANDA_OFFICER)
_OF_THE_LANE = (Role.CONFIDENTIAL_OFFICER,)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits; `id` is an assignment for agencies, else a complaint."""

    code: str
    id: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """`name` is new, late, due, approval, answers, returned or intake; of comments and the sealed
    lane, counted only: comments, reports, appeals, takedowns, opinions, sealed,
    sealed_comments.
    """

    name: str
    count: int
    items: Sequence[Item]

    @property
    def more(self) -> int:
        return self.count - len(self.items) if self.items else 0


def digest_of(session: Session, person: Staff, *, today: date, now: datetime) -> list[Group]:
    """What waits for `person`, in the order in which it is told; empty groups are left out."""
    if person.role in OF_AN_AGENCY and person.agency_id is not None:
        groups = _of_agency(session, person, today)
    elif person.role in _OF_THE_DESK:
        groups = _of_desk(session, today, now)
    elif has_a_digest(person.role):
        groups = _counted(session, person, now)
    else:
        groups = []
    return [group for group in groups if group.count]


def has_a_digest(role: Role) -> bool:
    """Whether anything can wait for people of this role."""
    return role in OF_AN_AGENCY or role in (*_OF_THE_DESK, *_OF_COMMENTS, *_OF_THE_LANE)


def told_code(session: Session, case_id: int) -> str | None:
    """The code under which a case is spoken of; None when its complaint is confidential by now."""
    accepted = select(Complaint.code).where(
        Complaint.case_id == case_id, Complaint.state == ComplaintState.ACCEPTED
    )
    return session.scalars(accepted.order_by(Complaint.id)).first()


def first_complaint(session: Session, case_id: int) -> int | None:
    """The complaint whose page shows the case."""
    accepted = select(Complaint.id).where(
        Complaint.case_id == case_id, Complaint.state == ComplaintState.ACCEPTED
    )
    return session.scalars(accepted.order_by(Complaint.id)).first()


def units_above(session: Session, agency_id: int) -> set[int]:
    """The agency and those above it: what is said about any of them is not for it to read."""
    found: set[int] = set()
    current: int | None = agency_id
    while current is not None and current not in found:
        found |= {current}
        current = session.scalar(select(Agency.parent_id).where(Agency.id == current))
    return found


def approves_next(session: Session, part: Assignment, *, today: date) -> set[int]:
    """Whose approval the lead's draft waits for, as the agency's own list says."""
    found = agency_desk.waiting(session, part.agency_id, today, part_id=part.id)
    return set(found[0].hands) if found else set()


def _counted(session: Session, person: Staff, now: datetime) -> list[Group]:
    """Counts and nothing else: comments have no codes, and of the sealed lane none is written."""
    if person.role in _OF_THE_LANE:
        return _of_lane(session, person, now)
    counts, found = comment_queries.counts(session), list[Group]()
    if allows(person.role, Permission.DECIDE_COMMENTS):
        undecided = sum(counts[Tally(state)] for state in UNDECIDED)
        found += [
            Group("comments", undecided, ()),
            Group("reports", counts[Tally.REPORTED], ()),
            Group("appeals", counts[Tally.APPEALS], ()),
            Group("takedowns", counts[Tally.TAKEDOWNS], ()),
        ]
    if allows(person.role, Permission.GIVE_OPINIONS):
        asked = opinions.to_give(session, person.role, person.id)
        found.append(Group("opinions", len(asked), ()))
    return found


def _of_lane(session: Session, person: Staff, now: datetime) -> list[Group]:
    """Complaints to decide about; comments that came lately, for they may stay there."""
    lately = select(func.count()).where(SealedComment.sealed_at > now - LATELY)
    return [
        Group("sealed", len(desks.to_decide(session, staff_id=person.id)), ()),
        Group("sealed_comments", session.scalars(lately).one(), ()),
    ]


def _of_agency(session: Session, person: Staff, today: date) -> list[Group]:
    parts = (
        select(Complaint.code, Assignment.id, Assignment.due_on)
        .join(CaseFile, CaseFile.id == Assignment.case_id)
        .join(Complaint, Complaint.case_id == CaseFile.id)
        .where(
            Assignment.is_current,
            Assignment.state.in_(OWING),
            CaseFile.state.in_(_RUNNING),
            Complaint.state == ComplaintState.ACCEPTED,
            _theirs(session, person),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    tomorrow = today + timedelta(days=1)
    return [
        _group(session, "late", parts.where(Assignment.due_on < today)),
        _group(session, "due", parts.where(Assignment.due_on.between(today, tomorrow))),
        _group(session, "new", parts.where(Assignment.state == AssignmentState.OFFERED)),
        _to_approve(session, person, today),
    ]


def _theirs(session: Session, person: Staff) -> ColumnElement[bool]:
    """Parts of the person's agency; an officer's own ones, and those nobody else was given."""
    assert person.agency_id is not None
    above = units_above(session, person.agency_id)
    known = or_(Complaint.about_unit_id.is_(None), Complaint.about_unit_id.not_in(above))
    ours = (Assignment.agency_id == person.agency_id) & known
    if person.role is not Role.AGENCY_OFFICER:
        return ours
    in_my_room = Assignment.room_id == person.room_id if person.room_id else false()
    free = Assignment.officer_id.is_(None) & (Assignment.room_id.is_(None) | in_my_room)
    return ours & ((Assignment.officer_id == person.id) | free)


def _to_approve(session: Session, person: Staff, today: date) -> Group:
    assert person.agency_id is not None
    items = [
        Item(each.complaint.code, each.part.id, each.part.due_on)
        for each in agency_desk.waiting(session, person.agency_id, today)
        if person.id in each.hands
    ]
    return Group("approval", len(items), items[:NAMED])


def _of_desk(session: Session, today: date, now: datetime) -> list[Group]:
    led = (
        select(Complaint.code, Complaint.id, CaseFile.due_on)
        .join(Complaint, Complaint.case_id == CaseFile.id)
        .join(Assignment, Assignment.case_id == CaseFile.id)
        .where(
            Complaint.state == ComplaintState.ACCEPTED,
            Assignment.is_current,
            Assignment.role == AssignmentRole.LEAD,
        )
        .order_by(CaseFile.due_on, CaseFile.id)
    )
    running = led.where(CaseFile.state.in_(_RUNNING))
    answers = led.where(
        CaseFile.state == CaseState.AWAITING_APPROVAL, Assignment.state == AssignmentState.ANSWERED
    )
    returned = led.where(CaseFile.state.in_(AT_WORK), Assignment.state == AssignmentState.RETURNED)
    late_intake = (
        select(Complaint.code, Complaint.id)
        .where(Complaint.state == ComplaintState.RECEIVED, Complaint.respond_by < now)
        .order_by(Complaint.respond_by, Complaint.id)
    )
    return [
        _group(session, "late", running.where(CaseFile.due_on < today)),
        _group(session, "due", running.where(CaseFile.due_on == today)),
        _group(session, "answers", answers),
        _group(session, "returned", returned),
        _group(session, "intake", late_intake),
    ]


def _group(session: Session, name: str, query: Select[*tuple[Any, ...]]) -> Group:
    rows = session.execute(query.limit(NAMED + 1)).all()
    items = [Item(row[0], row[1], row[2] if len(row) > 2 else None) for row in rows[:NAMED]]
    if len(rows) <= NAMED:
        return Group(name, len(rows), items)
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return Group(name, session.scalars(counted).one(), items)
