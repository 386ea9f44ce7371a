"""Links between cases that belong together without being one: shown both ways, removable."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from models import CaseFile, CaseLink, Complaint
from moderation.domain.case_states import CaseLinkKind
from moderation.domain.complaint_states import IN_A_CASE
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject


def link(
    session: Session,
    case: CaseFile,
    other: CaseFile,
    kind: CaseLinkKind,
    *,
    actor: Actor,
    now: datetime,
) -> CaseLink:
    """Note that `other` follows `case`, or is related to it. Again changes nothing.

    Raises Invalid (field `other`) for the case itself; a split is made by splitting. Flushes.
    """
    if case.id == other.id:
        raise Invalid("a case is not linked to itself", field="other")
    if kind is CaseLinkKind.SPLIT:
        raise Invalid("a split is made by splitting", field="kind")
    return _made(session, case.id, other.id, kind, actor=actor, now=now)


def unlink(session: Session, case: CaseFile, link_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a link from either end. Raises NotFound for another case's, or for a split: that the
    two were one complaint stays true. Flushes.
    """
    found = session.get(CaseLink, link_id, with_for_update=True)
    if found is None or case.id not in (found.case_id, found.other_id):
        raise NotFound
    if found.kind is CaseLinkKind.SPLIT:
        raise NotFound
    for case_id in (found.case_id, found.other_id):
        audit.record(session, Subject.CASE, case_id, "unlink", actor=actor, now=now)
    session.delete(found)
    session.flush()


def of_split(session: Session, complaint: Complaint, *, actor: Actor, now: datetime) -> None:
    """Link the case of an accepted complaint with those of the parts it was split into, or from.
    Flushes.
    """
    for other in family(session, complaint):
        if other.state in IN_A_CASE and other.case_id and complaint.case_id:
            ends = (complaint.case_id, other.case_id)
            if complaint.split_from_id == other.id:
                ends = (other.case_id, complaint.case_id)
            if ends[0] != ends[1]:
                _made(session, *ends, CaseLinkKind.SPLIT, actor=actor, now=now)


def family(session: Session, complaint: Complaint) -> Sequence[Complaint]:
    """What was split from the same words: the whole and its other parts, the whole first."""
    whole = complaint.split_from_id or complaint.id
    return session.scalars(_FAMILY, {"whole": whole, "own": complaint.id}).all()


_WHOLE: BindParameter[int] = bindparam("whole")
_FAMILY = (
    select(Complaint)
    .where(
        or_(Complaint.id == _WHOLE, Complaint.split_from_id == _WHOLE),
        Complaint.id != bindparam("own"),
    )
    .order_by(Complaint.id)
)


def _made(
    session: Session,
    case_id: int,
    other_id: int,
    kind: CaseLinkKind,
    *,
    actor: Actor,
    now: datetime,
) -> CaseLink:
    both_ways = [(case_id, other_id)]
    if kind is CaseLinkKind.RELATED:
        both_ways.append((other_id, case_id))
    for one, another in both_ways:
        there = select(CaseLink).where(
            CaseLink.case_id == one, CaseLink.other_id == another, CaseLink.kind == kind
        )
        if found := session.scalars(there).first():
            return found
    made = CaseLink(case_id=case_id, other_id=other_id, kind=kind, by_id=actor.id, at=now)
    session.add(made)
    session.flush()
    for each in (case_id, other_id):
        audit.record(session, Subject.CASE, each, "link", actor=actor, now=now)
    return made
