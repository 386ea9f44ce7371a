"""A citizen takes a complaint back: nobody has to agree, unless agencies work for it alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import CaseFile, Complaint
from moderation.domain.case_states import OPEN_STATES
from moderation.domain.complaint_states import (
    IN_A_CASE,
    TRANSITIONS,
    ComplaintAction,
    ComplaintState,
)
from moderation.domain.errors import IllegalTransition
from moderation.services import complaints, links, merging, outbox
from moderation.services.complaints import Decision

_WITHDRAWN_FROM = TRANSITIONS[ComplaintAction.WITHDRAW]


def may_withdraw(session: Session, complaint: Complaint) -> bool:
    """Whether its sender can take it back now: not when a case is about it alone, nor when its case
    was answered or is over.
    """
    if complaint.case_id is not None and complaint.state in IN_A_CASE:
        case = session.get_one(CaseFile, complaint.case_id)
        if case.state not in OPEN_STATES:
            return False
    if complaint.state is ComplaintState.ACCEPTED:
        return bool(merging.others(session, complaint))
    return complaint.state in _WITHDRAWN_FROM


def withdraw(session: Session, complaint: Complaint, *, now: datetime) -> None:
    """Out of intake or out of the shared case, which goes on for the others; it is shown nowhere
    any more. Parts split from it go too, those that no agency works on. Again changes nothing.

    `complaint` is locked. Raises IllegalTransition for one that is decided, or whose case is about
    it alone, answered or over. Flushes.
    """
    if complaint.state is ComplaintState.WITHDRAWN:
        return
    if complaint.state in IN_A_CASE and not may_withdraw(session, complaint):
        raise IllegalTransition(ComplaintAction.WITHDRAW, complaint.state)
    if complaint.state is ComplaintState.ACCEPTED:
        merging.step_back(session, complaint, actor=None, now=now)
    decision = Decision(action=ComplaintAction.WITHDRAW, seen_version=complaint.version)
    values = {"is_public": False, "case_id": None}
    complaints.change(session, complaint, decision, actor=None, now=now, values=values)
    outbox.drop(session, outbox.Kind.COMPLAINT_NEWS, complaint.id, now=now)
    if complaint.split_from_id is None:
        for part in links.family(session, complaint):
            locked = complaints.load_for_change(session, part.id)
            if may_withdraw(session, locked) and locked.state is not ComplaintState.ACCEPTED:
                withdraw(session, locked, now=now)
    session.flush()
