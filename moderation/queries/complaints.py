"""Reading complaints: intake, the citizen's views, the public list.

Statements that every page asks are built once, with bound parameters.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from models import (
    Assignment,
    Attachment,
    CaseFile,
    Complaint,
    Event,
    Question,
    SealedComplaint,
    SealedExclusion,
    Staff,
    Ward,
    table_of,
)
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import NotFound
from moderation.domain.pages import Mark, Page
from moderation.queries.rows import AnyRow

#: More waiting complaints than this are told as "more than": no page counts a long queue.
MOST_COUNTED = 299

_c, _w, _f = table_of(Complaint).c, table_of(Ward).c, table_of(CaseFile).c
_LIMIT: ColumnElement[int] = bindparam("limit", type_=Integer())

_QUEUED = (
    select(
        _c.id,
        _c.version,
        _c.code,
        _c.title,
        _c.content,
        _c.language,
        _c.kind,
        _c.issue_code,
        _c.category_code,
        _c.is_urgent,
        _c.hide_identity,
        _c.source,
        _c.submitted_at,
        _c.respond_by,
        _c.decided_at,
        _w.name.label("ward"),
    )
    .outerjoin(table_of(Ward), _w.code == _c.ward_code)
    .where(_c.state == bindparam("state", type_=_c.state.type))
    .limit(_LIMIT)
)
_place = tuple_(_c.respond_by, _c.id)
_mark = tuple_(bindparam("at", type_=_c.respond_by.type), bindparam("id"))
_WAITING = _QUEUED.order_by(_c.respond_by, _c.id)
_WAITING_AFTER = _WAITING.where(_place > _mark)
_DECIDED = _QUEUED.order_by(_c.respond_by.desc(), _c.id.desc())
_DECIDED_AFTER = _DECIDED.where(_place < _mark)


def queue(
    session: Session, state: ComplaintState, *, after: Mark | None = None, limit: int = 50
) -> Page[AnyRow]:
    """Complaints in `state`: those that wait, by the promise that ends first; decided ones, the
    latest promise first. `limit` is rows, 1..200.
    """
    waiting = state in (ComplaintState.RECEIVED, ComplaintState.NEEDS_INFO)
    first, following = (_WAITING, _WAITING_AFTER) if waiting else (_DECIDED, _DECIDED_AFTER)
    rows = _read(session, first, following, {"state": state, "limit": limit + 1}, after)
    return Page.cut(rows, limit, key=lambda row: (row.respond_by, row.id))


_WAITS = (ComplaintState.RECEIVED, ComplaintState.NEEDS_INFO)


def _length(state: ComplaintState) -> Any:
    bounded = select(_c.id).where(_c.state == state).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(bounded).scalar_subquery()


_COUNTS = select(*(_length(state) for state in _WAITS))


def counts(session: Session) -> dict[ComplaintState, int]:
    """How many wait at intake, by state; MOST_COUNTED + 1 stands for more."""
    return dict(zip(_WAITS, session.execute(_COUNTS).one(), strict=True))


_BY_ID = select(Complaint).where(Complaint.id == bindparam("id"))
_BY_CODE = select(Complaint).where(Complaint.code == bindparam("code"))


def get(session: Session, complaint_id: int) -> Complaint:
    """A complaint in any state. Raises NotFound."""
    found = session.scalars(_BY_ID, {"id": complaint_id}).first()
    if found is None:
        raise NotFound
    return found


def by_code(session: Session, code: str) -> Complaint | None:
    """The complaint with this code, in any state."""
    return session.scalars(_BY_CODE, {"code": code}).first()


_event, _staff = table_of(Event).c, table_of(Staff).c
_HISTORY = (
    select(
        _event.id,
        _event.at,
        _event.subject,
        _event.subject_id,
        _event.action,
        _event.old_state,
        _event.new_state,
        _event.reason_code,
        _event.note,
        _staff.name.label("actor_name"),
    )
    .outerjoin(table_of(Staff), _staff.id == _event.actor_id)
    .order_by(_event.id)
)
_OF_BOTH = (
    (_event.subject == "complaint") & (_event.subject_id == bindparam("complaint_id")),
    (_event.subject == "case") & (_event.subject_id == bindparam("case_id", type_=Integer())),
)
_OF_PARTS = (_event.subject == "assignment") & _event.subject_id.in_(
    bindparam("parts", expanding=True)
)
_HISTORY_ALONE = _HISTORY.where(or_(*_OF_BOTH))
_HISTORY_OF_ALL = _HISTORY.where(or_(*_OF_BOTH, _OF_PARTS))


def history(
    session: Session, complaint_id: int, *, case_id: int | None, assignments: Sequence[int]
) -> Sequence[AnyRow]:
    """What happened to a complaint, its case and its assignments, oldest first."""
    values: dict[str, Any] = {"complaint_id": complaint_id, "case_id": case_id}
    if not assignments:
        return session.execute(_HISTORY_ALONE, values).all()
    return session.execute(_HISTORY_OF_ALL, {**values, "parts": list(assignments)}).all()


_QUESTIONS = (
    select(Question).where(Question.complaint_id == bindparam("complaint_id")).order_by(Question.id)
)


def questions(session: Session, complaint_id: int) -> Sequence[Question]:
    """What was asked and answered, oldest first."""
    return session.scalars(_QUESTIONS, {"complaint_id": complaint_id}).all()


_PHOTOS = (
    select(Attachment)
    .where(Attachment.complaint_id == bindparam("complaint_id"))
    .order_by(Attachment.id)
)


def photos(session: Session, complaint_id: int) -> Sequence[Attachment]:
    """The citizen's photos, oldest first."""
    return session.scalars(_PHOTOS, {"complaint_id": complaint_id}).all()


def draft_photos(session: Session, draft_id: str) -> Sequence[Attachment]:
    """Photos of something still being written, oldest first."""
    mine = select(Attachment).where(Attachment.draft_id == draft_id)
    return session.scalars(mine.order_by(Attachment.id)).all()


_PUBLIC = (
    select(
        _c.id,
        _c.code,
        _c.public_title,
        _c.public_content,
        _c.public_name,
        _c.language,
        _c.category_code,
        _c.issue_code,
        _c.published_at,
        _w.name.label("ward"),
        _f.state.label("case_state"),
        _f.due_on,
        _f.answered_at,
        _f.outcome,
    )
    .join(table_of(CaseFile), _f.id == _c.case_id)
    .outerjoin(table_of(Ward), _w.code == _c.ward_code)
    .where(
        _c.is_public,
        _c.published_at.is_not(None),
        _c.state == ComplaintState.ACCEPTED,
    )
    .order_by(_c.published_at.desc(), _c.id.desc())
    .limit(_LIMIT)
)
_shown = tuple_(_c.published_at, _c.id)
_mark_shown = tuple_(bindparam("at", type_=_c.published_at.type), bindparam("id"))


def of_photo(session: Session, photo: Attachment) -> Complaint | None:
    """The complaint a photo belongs to: the citizen's own, or the one its answer is for."""
    if photo.complaint_id is not None:
        return session.get(Complaint, photo.complaint_id)
    if photo.assignment_id is None:
        return None
    answered = (
        select(Complaint)
        .join(Assignment, Assignment.case_id == Complaint.case_id)
        .where(Assignment.id == photo.assignment_id)
        .order_by(Complaint.id)
    )
    return session.scalars(answered).first()


def public_list(
    session: Session,
    *,
    ward_code: str = "",
    category_code: str = "",
    case_state: str = "",
    after: Mark | None = None,
    limit: int = 20,
) -> Page[AnyRow]:
    """Published complaints, latest first; each filter is left out when empty."""
    query = _PUBLIC
    values: dict[str, Any] = {"limit": limit + 1}
    for column, value in ((_c.ward_code, ward_code), (_c.category_code, category_code)):
        if value:
            query = query.where(column == value)
    if case_state:
        query = query.where(_f.state == case_state)
    rows = _read(session, query, query.where(_shown < _mark_shown), values, after)
    return Page.cut(rows, limit, key=lambda row: (row.published_at, row.id))


_SEALED = (
    select(
        Complaint.id,
        Complaint.version,
        Complaint.code,
        Complaint.state,
        Complaint.submitted_at,
        SealedComplaint.covered_at,
        SealedComplaint.decide_by,
        SealedComplaint.register_number,
    )
    .join(SealedComplaint, SealedComplaint.complaint_id == Complaint.id)
    .where(
        ~select(SealedExclusion.complaint_id)
        .where(
            SealedExclusion.complaint_id == Complaint.id,
            SealedExclusion.staff_id == bindparam("staff_id"),
        )
        .exists()
    )
    .order_by(SealedComplaint.decide_by, Complaint.id)
    .limit(_LIMIT)
)
_due = tuple_(SealedComplaint.decide_by, Complaint.id)
_mark_due = tuple_(
    bindparam("at", type_=table_of(SealedComplaint).c.decide_by.type), bindparam("id")
)


def sealed(
    session: Session, *, staff_id: int, after: Mark | None = None, limit: int = 50
) -> Page[AnyRow]:
    """Covered and sealed complaints this officer may know of, by what must be decided first:
    codes and dates, never a word.
    """
    values = {"limit": limit + 1, "staff_id": staff_id}
    rows = _read(session, _SEALED, _SEALED.where(_due > _mark_due), values, after)
    return Page.cut(rows, limit, key=lambda row: (row.decide_by, row.id))


def waiting_for_citizens(session: Session, *, due: date) -> Sequence[AnyRow]:
    """Open questions whose answer was due by `due`: complaint, question, whether reminded."""
    return session.execute(
        select(Complaint.id, Question.id.label("question_id"), Question.reminded_at)
        .join(Question, Question.complaint_id == Complaint.id)
        .where(
            Complaint.state == ComplaintState.NEEDS_INFO,
            Question.answered_at.is_(None),
            Question.answer_by <= due,
        )
        .order_by(Question.id)
    ).all()


def count_containing(session: Session, text: str) -> int:
    """How many complaints hold `text` in title or content, as written; sealed ones can't be
    read.
    """
    holds = Complaint.content.contains(text, autoescape=True) | Complaint.title.contains(
        text, autoescape=True
    )
    return session.scalars(select(func.count()).select_from(Complaint).where(holds)).one()


def of_source(session: Session, source_system: str) -> Sequence[AnyRow]:
    """Complaints imported from a system with what became of them, in the order they came."""
    return session.execute(
        select(Complaint, CaseFile)
        .outerjoin(CaseFile, CaseFile.id == Complaint.case_id)
        .where(Complaint.source_system == source_system)
        .order_by(Complaint.id)
    ).all()


def intake_delay(session: Session) -> datetime | None:
    """The promise that ends first among those that wait."""
    first = select(_c.respond_by).where(_c.state == ComplaintState.RECEIVED)
    return session.scalars(first.order_by(_c.respond_by, _c.id).limit(1)).first()


def _read(
    session: Session,
    first: Select[*tuple[Any, ...]],
    following: Select[*tuple[Any, ...]],
    values: dict[str, Any],
    after: Mark | None,
) -> Sequence[AnyRow]:
    """One page: the first, or the one behind a mark."""
    if after is None:
        return session.execute(first, values).all()
    return session.execute(following, {**values, "at": after.at, "id": after.id}).all()
