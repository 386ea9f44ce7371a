"""Cases: accept and route, progress, answer, publish. One lead at every moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import Assignment, Attachment, CaseFile, Complaint
from moderation.domain.case_states import (
    CASE_RETURNS,
    LEAVES,
    OPEN_STATES,
    AssignmentAction,
    AssignmentRole,
    AssignmentState,
    CaseAction,
    CaseState,
    Outcome,
    move_case,
)
from moderation.domain.complaint_states import ComplaintAction
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.services import (
    assignments,
    audit,
    case_words,
    complaints,
    links,
    publications,
    staff_news,
)
from moderation.services.assignments import (
    Part,
    Routing,
    current_parts,
    expect,
    flush,
    lead_of,
    offer,
    offer_each,
)
from moderation.services.audit import Subject
from moderation.services.complaints import Decision


def accept(
    session: Session,
    complaint: Complaint,
    routing: Routing,
    *,
    seen_version: int,
    actor: Actor,
    today: date,
    now: datetime,
    public_title: str = "",
    public_content: str = "",
    note: str = "",
) -> CaseFile:
    """Accept a complaint and open its case with a lead and coordinating agencies; one it had
    before it was covered is opened again.

    `today` is the local date. Raises StaleVersion, IllegalTransition, Invalid (fields `lead`,
    `coordinating`). Flushes.
    """
    complaints.expect(complaint, seen_version)
    assignments.check_routing(session, routing, complaint.about_unit_id, today=today)
    if complaint.case_id is None:
        case = _open(session, routing, actor=actor, now=now)
    else:
        case = _open_again(session, complaint.case_id, routing, actor=actor, now=now)
    if complaint.is_public:
        publications.show_words(complaint, title=public_title, content=public_content, now=now)
    elif complaint.hide_identity:
        publications.mask_words(complaint, title=public_title, content=public_content)
    decision = Decision(action=ComplaintAction.ACCEPT, seen_version=seen_version, note=note)
    values: dict[str, Any] = {"case_id": case.id, "reason_code": None, "reason_text": ""}
    if routing.is_urgent is not None:
        values["is_urgent"] = routing.is_urgent
    complaints.change(session, complaint, decision, actor=actor, now=now, values=values)
    lead = Part(agency_id=routing.lead_id, due_on=routing.due_on, question=routing.instruction)
    others = [(AssignmentRole.COORDINATING, part) for part in routing.parts]
    offer_each(session, case, [(AssignmentRole.LEAD, lead), *others], actor=actor, now=now)
    links.of_split(session, complaint, actor=actor, now=now)
    complaints.tell_citizen(session, complaint, now=now)
    session.flush()
    return case


def _open(session: Session, routing: Routing, *, actor: Actor, now: datetime) -> CaseFile:
    case = CaseFile(
        state=CaseState.ASSIGNED, due_on=routing.due_on, first_due_on=routing.due_on, opened_at=now,
        routed_by=routing.routed_by,
    )  # fmt: skip
    session.add(case)
    session.flush()
    audit.record(
        session, Subject.CASE, case.id, CaseAction.OPEN, actor=actor, now=now, new_state=case.state
    )
    return case


def _open_again(
    session: Session, case_id: int, routing: Routing, *, actor: Actor, now: datetime
) -> CaseFile:
    """The closed case with its first date and its history; what agencies did in it has ended."""
    case = load_case(session, case_id)
    values = {
        "due_on": routing.due_on,
        "routed_by": routing.routed_by,
        "answer": "",
        "public_answer": "",
        "document_number": "",
        "outcome": None,
        "answered_at": None,
        "closed_at": None,
    }
    change_case(
        session, case, CaseAction.OPEN, seen_version=case.version, actor=actor, now=now,
        values=values,
    )  # fmt: skip
    for part in current_parts(session, case):
        part.is_current = False
    session.flush()
    return case


def reroute(
    session: Session,
    case: CaseFile,
    routing: Routing,
    *,
    seen_version: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Give the case to another lead, and ask further agencies; the first opening date is kept.

    A coordinating agency that becomes the lead is not asked for its opinion any more. Raises
    StaleVersion, IllegalTransition, Invalid. Flushes.
    """
    for complaint in complaints_of(session, case):
        assignments.check_routing(session, routing, complaint.about_unit_id, today=today)
    change_case(
        session, case, CaseAction.REROUTE, seen_version=seen_version, actor=actor, now=now,
        values={"due_on": routing.due_on},
    )  # fmt: skip
    old = lead_of(session, case)
    asked = [
        part for part in _owing(current_parts(session, case)) if part.agency_id == routing.lead_id
    ]
    for part in (old, *asked):  # the old lead must be gone before the new one is there
        assignments.end(session, part, actor=actor, now=now)
    lead = Part(agency_id=routing.lead_id, due_on=routing.due_on, question=routing.instruction)
    offer(session, case, [lead], AssignmentRole.LEAD, actor=actor, now=now)
    ask_further(session, case, routing.parts, actor=actor, today=today, now=now)


def ask_further(
    session: Session,
    case: CaseFile,
    parts: Sequence[Part],
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Ask more coordinating agencies. Raises Invalid (field `coordinating`) for one that has a part
    already, is not there today, or belongs to the unit complained of; IllegalTransition when the
    case is closed. Flushes.
    """
    if case.state not in OPEN_STATES:
        raise IllegalTransition(AssignmentAction.OFFER, case.state)
    for complaint in complaints_of(session, case):
        assignments.check_agencies(
            session, [part.agency_id for part in parts], complaint.about_unit_id,
            today=today, field="coordinating",
        )  # fmt: skip
    there = {part.agency_id for part in current_parts(session, case)}
    for part in parts:
        if part.agency_id in there:
            raise Invalid("this agency has a part already", field="coordinating")
        there.add(part.agency_id)
        offer(session, case, [part], AssignmentRole.COORDINATING, actor=actor, now=now)
    flag_modified(case, "state")  # a new version: whoever saw the parts before is told
    session.flush()


def accept_part(
    session: Session, part: Assignment, *, seen_version: int, actor: Actor, now: datetime
) -> None:
    """The agency takes its part; when the lead does, the case is in progress. Raises StaleVersion,
    IllegalTransition. Flushes.
    """
    expect(part, seen_version)
    assignments.change(session, part, AssignmentAction.ACCEPT, actor=actor, now=now)
    part.accepted_at = now
    session.flush()
    if part.role is AssignmentRole.LEAD:
        case = load_case(session, part.case_id)
        if case.state is CaseState.ASSIGNED:
            change_case(
                session, case, CaseAction.START, seen_version=case.version, actor=actor, now=now
            )


def answer_part(
    session: Session,
    part: Assignment,
    text: str,
    *,
    document_number: str,
    seen_version: int,
    actor: Actor,
    now: datetime,
    public_text: str = "",
    outcome: Outcome | None = None,
) -> None:
    """The lead's answer, for the coordinator to publish, or a coordinating agency's opinion;
    `public_text` is its redacted copy, "" for the same words.

    A lead accepts first. Raises Invalid (field `answer`), StaleVersion, IllegalTransition. Flushes.
    """
    if not text:
        raise Invalid("an answer is needed", field="answer")
    expect(part, seen_version)
    if part.role is AssignmentRole.LEAD and part.state is AssignmentState.OFFERED:
        accept_part(session, part, seen_version=part.version, actor=actor, now=now)
    part.answer, part.document_number, part.answered_at = text, document_number, now
    part.public_answer, part.outcome = public_text, outcome
    assignments.change(session, part, AssignmentAction.ANSWER, actor=actor, now=now)
    if part.role is AssignmentRole.LEAD:
        case = load_case(session, part.case_id)
        change_case(
            session, case, CaseAction.SUBMIT, seen_version=case.version, actor=actor, now=now,
            values=said_by(part),
        )  # fmt: skip


def said_by(lead: Assignment) -> dict[str, Any]:
    """What a case takes over of its lead's answer."""
    names = ("answer", "public_answer", "document_number", "outcome")
    return {name: getattr(lead, name) for name in names}


def send_back(
    session: Session, case: CaseFile, why: str, *, seen_version: int, actor: Actor, now: datetime
) -> None:
    """The answer will not do: the lead writes it again. Raises Invalid (field `note`),
    StaleVersion, IllegalTransition. Flushes.
    """
    if not why:
        raise Invalid("a reason is needed", field="note")
    change_case(
        session, case, CaseAction.SEND_BACK, seen_version=seen_version, actor=actor, now=now,
        note=why,
    )  # fmt: skip
    lead = lead_of(session, case)
    lead.question = why
    assignments.change(session, lead, AssignmentAction.REVISE, actor=actor, now=now, note=why)


def expect_an_answer(session: Session, case: CaseFile) -> None:
    """Raise IllegalTransition unless the lead's answer is there, to be sent on or sent back."""
    lead = assignments.lead_of(session, case)
    if case.state is not CaseState.AWAITING_APPROVAL or lead.state is not AssignmentState.ANSWERED:
        raise IllegalTransition(CaseAction.ANSWER, case.state)


def publish_answer(
    session: Session,
    case: CaseFile,
    text: str,
    *,
    seen_version: int,
    photos: Sequence[int],
    actor: Actor,
    now: datetime,
    public_text: str = "",
    outcome: Outcome | None = None,
) -> None:
    """Give the answer to every citizen of the case, with the proof chosen; the public reads
    `public_text`, or the same words masked when it is "". `outcome` None: as the lead said.

    `photos` are attachment ids of the case's assignments. Opinions not given are asked for no
    more. Raises Invalid (field `answer`), StaleVersion, or IllegalTransition also while people of
    the agency approve. Flushes.
    """
    if not text:
        raise Invalid("an answer is needed", field="answer")
    parts = current_parts(session, case)
    if parts[0].state is AssignmentState.ACCEPTED:  # the lead's
        raise IllegalTransition(CaseAction.ANSWER, case.state)
    copy = publications.public_copy(text, public_text, complaints_of(session, case))
    values = {"answer": text, "public_answer": copy, "answered_at": now}
    values["outcome"] = outcome or case.outcome
    change_case(
        session, case, CaseAction.ANSWER, seen_version=seen_version, actor=actor, now=now,
        values=values,
    )  # fmt: skip
    if photos:
        own = Attachment.assignment_id.in_([part.id for part in parts])
        for photo in session.scalars(select(Attachment).where(own, Attachment.id.in_(photos))):
            photo.is_public = True
    for part in _owing(parts):
        assignments.end_silent(session, part, actor=actor, now=now)
    for complaint in complaints_of(session, case):
        complaints.tell_citizen(session, complaint, now=now)
    session.flush()


def cover(session: Session, case_id: int, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Take every word out of a case whose complaint is covered, and end every agency's part in it.

    What stood there, for the seal. Flushes.
    """
    case = load_case(session, case_id)
    change_case(
        session, case, CaseAction.COVER, seen_version=case.version, actor=actor, now=now,
        values={"closed_at": case.closed_at or now},
    )  # fmt: skip
    for part in case_words.parts_of(session, case_id):
        assignments.change(session, part, AssignmentAction.COVER, actor=actor, now=now)
    return case_words.take(session, case)


def put_words_back(session: Session, case_id: int, held: dict[str, Any]) -> None:
    """Undo what `cover` took; the case stays closed, its complaint goes through intake again."""
    case_words.put_back(session, load_case(session, case_id), held)


def _owing(parts: Sequence[Assignment]) -> Sequence[Assignment]:
    """Coordinating agencies that have not given their opinion."""
    return [
        part
        for part in parts
        if part.role is AssignmentRole.COORDINATING and part.state is not AssignmentState.ANSWERED
    ]


def load_case(session: Session, case_id: int) -> CaseFile:
    """The case, locked on PostgreSQL until the transaction ends. Raises NotFound."""
    case = session.scalars(_LOCKED_CASE, {"id": case_id}).first()
    if case is None:
        raise NotFound
    return case


_OF_CASE = select(Complaint).where(Complaint.case_id == bindparam("case_id")).order_by(Complaint.id)


def complaints_of(session: Session, case: CaseFile) -> Sequence[Complaint]:
    """The complaints the case answers."""
    return session.scalars(_OF_CASE, {"case_id": case.id}).all()


def change_case(
    session: Session,
    case: CaseFile,
    action: CaseAction,
    *,
    seen_version: int,
    actor: Actor | None,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Move a case along its table, set `values` with it, write its event: the only place where its
    state changes. `actor` None: a citizen, or the house. Raises StaleVersion, IllegalTransition.
    Flushes.
    """
    if case.version != seen_version:
        raise StaleVersion(seen=seen_version, current=case.version)
    old = case.state
    case.state = move_case(old, action, case.left_state)
    flag_modified(case, "state")  # a step that stays where it is makes a new version too
    if action in LEAVES:
        case.left_state = old
    elif action in CASE_RETURNS:
        case.left_state = None
    for name, value in (values or {}).items():
        setattr(case, name, value)
    flush(session, seen_version)
    audit.record(
        session, Subject.CASE, case.id, action, actor=actor, now=now, old_state=old,
        new_state=case.state, note=note,
    )  # fmt: skip
    staff_news.case_changed(session, case, action, now=now)


_LOCKED_CASE = (
    select(CaseFile)
    .where(CaseFile.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
