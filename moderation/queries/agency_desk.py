"""What the people of an agency work with: their rooms, texts and notes, who approves what."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Integer, String, bindparam, literal_column, select
from sqlalchemy.orm import Session

from models import (
    Approval,
    Approver,
    Assignment,
    CaseFile,
    CaseNote,
    Complaint,
    ContractorLink,
    Event,
    ReplyText,
    Room,
    Staff,
    StandIn,
    Ward,
    table_of,
)
from moderation.domain.approval_chains import Hand, Stand, Step, hands, next_step
from moderation.domain.case_states import (
    AssignmentRole,
    AssignmentState,
    CaseState,
    NoteAudience,
)
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.permissions import GRANTS, OF_AN_AGENCY, Permission
from moderation.domain.sketches import sketch
from moderation.queries.rows import AnyRow

_RECENT = 30  # answers an answer is compared with
_APPROVES = [role for role in OF_AN_AGENCY if Permission.APPROVE_REPLIES in GRANTS[role]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for its next approval. `hands`: who may give it, and how they sign."""

    part: Assignment
    case: CaseFile
    complaint: Complaint
    ward: str | None
    round: int
    position: int
    drafter_id: int | None
    hands: dict[int, Hand]
    since: datetime  # when it came to whoever is next


def rooms(session: Session, agency_id: int, *, open_only: bool = False) -> Sequence[Room]:
    """The agency's rooms by name, the closed ones last."""
    which = (Room.agency_id == agency_id, *((Room.is_active,) if open_only else ()))
    order = (Room.is_active.desc(), Room.name, Room.id)
    return session.scalars(select(Room).where(*which).order_by(*order)).all()


def people(session: Session, agency_id: int) -> Sequence[Staff]:
    """Who works for the agency now, by name."""
    mine = (Staff.agency_id == agency_id, Staff.is_active, Staff.role.in_(OF_AN_AGENCY))
    return session.scalars(select(Staff).where(*mine).order_by(Staff.name, Staff.id)).all()


_st = table_of(Staff).c
_NAMES = select(_st.id, _st.name).where(
    _st.agency_id == bindparam("agency_id"), _st.is_active, _st.role.in_(OF_AN_AGENCY)
)


def names(session: Session, agency_id: int) -> dict[int, str]:
    """The same, by their ids, as a list needs them."""
    return {row.id: row.name for row in session.execute(_NAMES, {"agency_id": agency_id})}


def chain(session: Session, agency_id: int) -> Sequence[AnyRow]:
    """(Approver, Staff) of the agency's chain, in order."""
    statement = select(Approver, Staff).join(Staff, Staff.id == Approver.staff_id)
    mine = statement.where(Approver.agency_id == agency_id)
    return session.execute(mine.order_by(Approver.position)).all()


def stand_ins(session: Session, agency_id: int) -> Sequence[StandIn]:
    """Who stands in for the agency's people, the latest first."""
    of_agency = select(Staff.id).where(Staff.agency_id == agency_id)
    mine = select(StandIn).where(StandIn.staff_id.in_(of_agency))
    return session.scalars(mine.order_by(StandIn.from_on.desc(), StandIn.id.desc())).all()


#: Read from the cases that wait, which are few, not from all that the agency has in hand.
_IS_OFFERED_TO = literal_column("assignment.agency_id + 0", Integer()) == bindparam("agency_id")
_IS_ACCEPTED: ColumnElement[bool] = literal_column("assignment.state || ''", String()).in_(
    [AssignmentState.ACCEPTED.value]
)
_IS_IN_THE_OPEN: ColumnElement[bool] = literal_column("complaint.state || ''", String()).in_(
    [ComplaintState.ACCEPTED.value]
)
_WAITING = (
    select(Assignment, CaseFile, Complaint, Ward.name)
    .join(CaseFile, CaseFile.id == Assignment.case_id)
    .join(Complaint, Complaint.case_id == CaseFile.id)
    .outerjoin(Ward, Ward.code == Complaint.ward_code)
    .where(
        _IS_OFFERED_TO,
        Assignment.is_current,
        Assignment.role == AssignmentRole.LEAD,
        _IS_ACCEPTED,
        CaseFile.state == CaseState.AWAITING_APPROVAL,
        _IS_IN_THE_OPEN,
    )
    .order_by(Assignment.due_on, Assignment.id)
)
_WAITING_PART = _WAITING.where(Assignment.id == bindparam("part_id"))


_ANY_WAITING = _WAITING.with_only_columns(Assignment.id).order_by(None).limit(1)
_PART_WAITING = _WAITING_PART.with_only_columns(Assignment.id).order_by(None)


def is_anything_waiting(session: Session, agency_id: int, *, part_id: int | None = None) -> bool:
    """Whether a draft of the agency, or this one, waits for an approval."""
    statement = _ANY_WAITING if part_id is None else _PART_WAITING
    values = {"agency_id": agency_id, "part_id": part_id}
    return session.execute(statement, values).first() is not None


def waiting(
    session: Session, agency_id: int, today: date, *, part_id: int | None = None
) -> list[Waiting]:
    """Drafts of the agency that wait for an approval, the earliest due first, or one of them."""
    if not is_anything_waiting(session, agency_id, part_id=part_id):
        return []
    values = {"agency_id": agency_id, "part_id": part_id}
    rows = session.execute(_WAITING if part_id is None else _WAITING_PART, values).all()
    if not rows:
        return []
    steps = [
        Step(approver.position, approver.staff_id, approver.on_behalf)
        for approver, _staff in chain(session, agency_id)
    ]
    stands = _stands(session, agency_id, today)
    leaders = _leaders(session, agency_id)
    at_work = {each.id for each in people(session, agency_id)}
    return [_waiting(session, row, steps, stands, leaders, at_work) for row in rows]


def _waiting(
    session: Session,
    row: AnyRow,
    steps: Sequence[Step],
    stands: Sequence[Stand],
    leaders: Sequence[int],
    at_work: Set[int],
) -> Waiting:
    part, case, complaint, ward = row
    rounds, drafter, since = _submitted(session, case.id)
    given = select(Approval.position, Approval.at).where(
        Approval.assignment_id == part.id, Approval.round == rounds, Approval.is_approved
    )
    steps_taken = session.execute(given).all()
    approved = [each.position for each in steps_taken]
    since = max([since, *(each.at for each in steps_taken)])
    step = next_step(steps, approved) or Step(max(approved, default=0) + 1, 0)
    found = {who: hand for who, hand in hands(step, stands, drafter).items() if who in at_work}
    others = [each for each in leaders if each != drafter]
    wrote_it_all = {*found, *(each.staff_id for each in steps)} == {drafter}
    if not found or (wrote_it_all and others):
        # The chain was shortened, somebody left, or it is only who wrote it: any leader may.
        found = {each: Hand(None, "") for each in others or leaders}
    return Waiting(part, case, complaint, ward, rounds, step.position, drafter, found, since)


def _submitted(session: Session, case_id: int) -> tuple[int, int | None, datetime]:
    """How often the case's answer was sent for approval, by whom last and when."""
    sent = (Event.subject == "case", Event.subject_id == case_id, Event.action == "submit")
    found = session.execute(select(Event.actor_id, Event.at).where(*sent).order_by(Event.id)).all()
    if not found:
        return 0, None, datetime.min.replace(tzinfo=UTC)
    return len(found), found[-1].actor_id, found[-1].at


def _stands(session: Session, agency_id: int, today: date) -> list[Stand]:
    """Who stands in today, those at work only."""
    of_agency = select(Staff.id).where(Staff.agency_id == agency_id, Staff.is_active)
    statement = select(StandIn).where(
        StandIn.staff_id.in_(select(Staff.id).where(Staff.agency_id == agency_id)),
        StandIn.stand_in_id.in_(of_agency),
        StandIn.from_on <= today,
        StandIn.to_on >= today,
    )
    return [
        Stand(each.staff_id, each.stand_in_id, each.on_behalf)
        for each in session.scalars(statement.order_by(StandIn.id))
    ]


def _leaders(session: Session, agency_id: int) -> Sequence[int]:
    mine = (Staff.agency_id == agency_id, Staff.is_active, Staff.role.in_(_APPROVES))
    return session.scalars(select(Staff.id).where(*mine).order_by(Staff.id)).all()


def approvals(session: Session, assignment_id: int) -> Sequence[Approval]:
    """Every decision about the drafts of a part, the latest first."""
    mine = select(Approval).where(Approval.assignment_id == assignment_id)
    return session.scalars(mine.order_by(Approval.id.desc())).all()


def contractor_links(session: Session, assignment_id: int) -> Sequence[ContractorLink]:
    """Links that were given out for a part, the latest first."""
    mine = select(ContractorLink).where(ContractorLink.assignment_id == assignment_id)
    return session.scalars(mine.order_by(ContractorLink.id.desc())).all()


def reply_texts(
    session: Session,
    agency_id: int,
    *,
    category_code: str | None = None,
    every_category: bool = False,
) -> Sequence[ReplyText]:
    """Standard answers this agency may use, everybody's included, by name; those of the category
    and those for any, unless `every_category`.
    """
    whose = ReplyText.agency_id.is_(None) | (ReplyText.agency_id == agency_id)
    statement = select(ReplyText).where(whose)
    if not every_category:
        fits = ReplyText.category_code.is_(None) | (ReplyText.category_code == category_code)
        statement = statement.where(fits)
    return session.scalars(statement.order_by(ReplyText.name, ReplyText.id)).all()


def recent_sketches(session: Session, agency_id: int, *, but: int) -> list[bytes]:
    """Sketches of what the agency answered lately as a lead, other than the part `but`."""
    said = (
        select(Assignment.answer)
        .where(
            Assignment.agency_id == agency_id,
            Assignment.role == AssignmentRole.LEAD,
            Assignment.state == AssignmentState.ANSWERED,
            Assignment.id != but,
            Assignment.answer != "",
        )
        .order_by(Assignment.answered_at.desc())
        .limit(_RECENT)
    )
    return [sketch("", text) for text in session.scalars(said)]


def silent_agencies(session: Session, case_id: int) -> set[int]:
    """Agencies without whose opinion the answer of the case went."""
    silent = (
        select(Assignment.agency_id)
        .join(Event, (Event.subject == "assignment") & (Event.subject_id == Assignment.id))
        .where(Assignment.case_id == case_id, Event.action == "no_opinion")
    )
    return set(session.scalars(silent))


def notes(session: Session, case_id: int, *, agency_id: int | None) -> Sequence[AnyRow]:
    """(CaseNote, name of who wrote it) that this agency may read, or with None the coordinators;
    oldest first. What was said to the citizen is the coordinators' to see.
    """
    own = (CaseNote.audience == NoteAudience.AGENCY) & (
        CaseNote.agency_id == agency_id if agency_id else CaseNote.agency_id.is_(None)
    )
    may_read = own | (CaseNote.audience == NoteAudience.CASE)
    if agency_id is None:
        may_read |= CaseNote.audience == NoteAudience.CITIZEN
    statement = select(CaseNote, Staff.name).join(Staff, Staff.id == CaseNote.by_id)
    found = statement.where(CaseNote.case_id == case_id, may_read).order_by(CaseNote.id)
    return session.execute(found).all()


def notes_to_citizen(session: Session, case_id: int, complaint_id: int) -> Sequence[CaseNote]:
    """What was written to this citizen, or to everybody of the case, oldest first."""
    theirs = CaseNote.complaint_id.is_(None) | (CaseNote.complaint_id == complaint_id)
    said = (CaseNote.case_id == case_id, CaseNote.audience == NoteAudience.CITIZEN, theirs)
    return session.scalars(select(CaseNote).where(*said).order_by(CaseNote.id)).all()
