"""Joining: complaints and whole cases that are about one matter become one case, and come apart
again. In each open case one complaint is accepted; the others are merged into it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CaseFile, Complaint, Merge
from moderation.domain.case_states import OPEN_STATES, CaseAction
from moderation.domain.complaint_states import (
    IN_A_CASE,
    ComplaintAction,
    ComplaintState,
)
from moderation.domain.errors import IllegalTransition, Invalid, StaleVersion
from moderation.domain.joining import StaysJoined, stays_joined
from moderation.domain.people import Actor
from moderation.queries import joined
from moderation.services import assignments, cases, complaints
from moderation.services.complaints import Decision

_S = ComplaintState


def join(
    session: Session,
    complaint: Complaint,
    into: CaseFile,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> Merge:
    """A complaint that has no case is answered with `into`; its sender is told.

    Both are locked. Raises StaleVersion, IllegalTransition, Invalid (field `into`) when the case is
    over, one of its agencies may not read the complaint, or the clock of an urgent complaint would
    be lost. Flushes.
    """
    if complaint.state in IN_A_CASE:
        raise IllegalTransition(ComplaintAction.MERGE, complaint.state)
    _expect_room(session, [complaint], into)
    made = _move(
        session, complaint, into, seen_version=seen_version, from_case_id=None, actor=actor, now=now
    )
    complaints.tell_citizen(session, complaint, now=now)
    session.flush()
    return made


def join_case(
    session: Session,
    source: CaseFile,
    into: CaseFile,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> Sequence[Merge]:
    """Every complaint of `source` is answered with `into`; what agencies did in `source` stays as
    it is, and nobody works on it. Every sender is told.

    Both are locked. Raises StaleVersion, IllegalTransition, Invalid (field `into`). Flushes.
    """
    if source.id == into.id:
        raise Invalid("the same case", field="into")
    moving = _locked(session, source.id)
    _expect_room(session, moving, into)
    cases.change_case(
        session, source, CaseAction.MERGE, seen_version=seen_version, actor=actor, now=now,
        values={"merged_into_id": into.id},
    )  # fmt: skip
    made = [
        _move(
            session, each, into, seen_version=each.version, from_case_id=source.id, actor=actor,
            now=now,
        )
        for each in moving
    ]  # fmt: skip
    for each in moving:
        complaints.tell_citizen(session, each, now=now)
    session.flush()
    return made


def undo(
    session: Session, merge: Merge, *, days: int, actor: Actor, now: datetime
) -> Sequence[Complaint]:
    """Take apart what `merge` joined, with all that came from the same case: each complaint, and
    the case, goes back to the state it left. Their senders are told.

    Raises Invalid (its text a StaysJoined) when it is too late or the shared case went on without
    them. Flushes.
    """
    into = cases.load_case(session, merge.into_id)
    joined = _together(session, merge)
    if why := why_joined(session, merge, days=days, now=now):
        raise Invalid(why, field="merge")
    back = []
    for each in joined:
        complaint = complaints.load_for_change(session, each.complaint_id)
        if complaint.state is not _S.MERGED or complaint.case_id != into.id:
            continue  # withdrawn, covered, or gone on: it is not here to be taken back
        _take_back(session, complaint, each, actor=actor, now=now)
        back.append(complaint)
    for each in joined:
        each.undone_at, each.undone_by_id = now, actor.id
    if merge.from_case_id is not None:
        source = cases.load_case(session, merge.from_case_id)
        cases.change_case(
            session, source, CaseAction.UNMERGE, seen_version=source.version, actor=actor, now=now,
            values={"merged_into_id": None},
        )  # fmt: skip
        promote_next(session, source.id, actor=actor, now=now)
    for complaint in back:
        complaints.tell_citizen(session, complaint, now=now)
    session.flush()
    return back


def why_joined(session: Session, merge: Merge, *, days: int, now: datetime) -> StaysJoined | None:
    """Why `merge` can't be undone, or None when it can."""
    if merge.undone_at is not None:
        return StaysJoined.UNDONE
    into = session.get_one(CaseFile, merge.into_id)
    if why := stays_joined(into.state, merge.at, days=days, now=now):
        return why
    ids = [each.complaint_id for each in _together(session, merge)]
    joined = session.scalars(select(Complaint).where(Complaint.id.in_(ids))).all()
    here = [each for each in joined if each.case_id == merge.into_id]
    if any(each.state is _S.ACCEPTED for each in here):
        return StaysJoined.LEADS
    return None if here else StaysJoined.GONE


def others(session: Session, complaint: Complaint) -> Sequence[Complaint]:
    """The other complaints of its case, oldest first."""
    if complaint.case_id is None or complaint.state not in IN_A_CASE:
        return []
    return [each for each in in_case(session, complaint.case_id) if each.id != complaint.id]


def in_case(session: Session, case_id: int) -> Sequence[Complaint]:
    """The complaints the case answers: the one that stands for it first, then the oldest."""
    return joined.in_case(session, case_id)


def barred(session: Session, complaint: Complaint) -> set[int]:
    """Agencies that may not work on it: what any complaint of its case is about, and below."""
    about = {complaint.about_unit_id}
    if complaint.case_id is not None and complaint.state in IN_A_CASE:
        about |= {row.about_unit_id for row in joined.about_units(session, [complaint.case_id])}
    return set().union(*(assignments.barred_agencies(session, unit) for unit in about - {None}))


def promote_next(session: Session, case_id: int, *, actor: Actor | None, now: datetime) -> None:
    """When no complaint stands for the case any more, the oldest that is left does. Flushes."""
    there = in_case(session, case_id)
    if not there or there[0].state is _S.ACCEPTED:
        return
    first = complaints.load_for_change(session, there[0].id)
    decision = Decision(action=ComplaintAction.PROMOTE, seen_version=first.version)
    values = {"decided_at": first.decided_at}
    complaints.change(session, first, decision, actor=actor, now=now, values=values)


def step_back(
    session: Session, complaint: Complaint, *, actor: Actor | None, now: datetime
) -> None:
    """The complaint that stands for a shared case is one of the others from now on, and the next
    stands for it. Raises IllegalTransition when it is alone in it. Flushes.
    """
    if not others(session, complaint) or complaint.case_id is None:
        raise IllegalTransition(ComplaintAction.MERGE, complaint.state)
    decision = Decision(action=ComplaintAction.MERGE, seen_version=complaint.version)
    complaints.change(session, complaint, decision, actor=actor, now=now)
    following = next(each for each in in_case(session, complaint.case_id) if each is not complaint)
    promoted = complaints.load_for_change(session, following.id)
    decision = Decision(action=ComplaintAction.PROMOTE, seen_version=promoted.version)
    values = {"decided_at": promoted.decided_at}
    complaints.change(session, promoted, decision, actor=actor, now=now, values=values)


def leave_former(session: Session, complaint: Complaint) -> Sequence[int]:
    """Forget where a covered complaint was joined, so that no row leads from it to a matter: the
    cases it had come from and that nobody else can go back to. Flushes.
    """
    mine = session.scalars(select(Merge).where(Merge.complaint_id == complaint.id)).all()
    came_from = {each.from_case_id for each in mine if each.undone_at is None} - {None}
    for each in mine:
        session.delete(each)
    session.flush()
    others_of = select(Merge.from_case_id).where(
        Merge.from_case_id.in_(came_from), Merge.undone_at.is_(None)
    )
    empty = came_from - set(session.scalars(others_of))
    return sorted(each for each in empty if each is not None)


def _move(
    session: Session,
    complaint: Complaint,
    into: CaseFile,
    *,
    seen_version: int,
    from_case_id: int | None,
    actor: Actor,
    now: datetime,
) -> Merge:
    made = Merge(
        into_id=into.id,
        complaint_id=complaint.id,
        from_case_id=from_case_id,
        left_state=complaint.state,
        by_id=actor.id,
        at=now,
    )
    values: dict[str, Any] = {"case_id": into.id}
    if complaint.decided_at:
        values["decided_at"] = complaint.decided_at
    decision = Decision(action=ComplaintAction.MERGE, seen_version=seen_version)
    complaints.change(session, complaint, decision, actor=actor, now=now, values=values)
    session.add(made)
    session.flush()
    return made


def _take_back(
    session: Session, complaint: Complaint, merge: Merge, *, actor: Actor, now: datetime
) -> None:
    left = merge.left_state
    if left is _S.NEEDS_INFO and not complaints.open_questions(session, complaint):
        left = _S.RECEIVED  # answered meanwhile: nobody waits for the citizen
    values: Mapping[str, Any] = {"case_id": merge.from_case_id}
    if left is not _S.RECEIVED:
        values = {**values, "decided_at": complaint.decided_at}
    decision = Decision(action=ComplaintAction.UNMERGE, seen_version=complaint.version)
    complaints.change(session, complaint, decision, actor=actor, now=now, values=values, left=left)


def _together(session: Session, merge: Merge) -> Sequence[Merge]:
    """What is undone with `merge`: all that came from the same case and is still there."""
    if merge.from_case_id is None:
        return [merge]
    same = (
        Merge.into_id == merge.into_id,
        Merge.from_case_id == merge.from_case_id,
        Merge.undone_at.is_(None),
    )
    return session.scalars(select(Merge).where(*same).order_by(Merge.id)).all()


def _locked(session: Session, case_id: int) -> Sequence[Complaint]:
    """The complaints of a case in the order of their numbers, each locked."""
    ids = sorted(each.id for each in in_case(session, case_id))
    return [complaints.load_for_change(session, each) for each in ids]


def _expect_room(session: Session, moving: Sequence[Complaint], into: CaseFile) -> None:
    """Raises Invalid (field `into`) unless `into` is open, runs as fast as what comes, and all its
    agencies may read that; StaleVersion when nothing is left to come.
    """
    if not moving:
        raise StaleVersion(seen=0, current=0)
    if into.state not in OPEN_STATES:
        raise Invalid("the case is over", field="into")
    if into.due_at is None and any(each.is_urgent for each in moving):
        raise Invalid("the complaint is urgent, the case is not", field="into")
    working = {part.agency_id for part in assignments.current_parts(session, into)}
    for complaint in moving:
        if working & assignments.barred_agencies(session, complaint.about_unit_id):
            raise Invalid("the complaint is about an agency of the case", field="into")
