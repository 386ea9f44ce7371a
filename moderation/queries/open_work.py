"""What agencies still work on: what an administrator sees who closes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Assignment, CaseFile, Complaint, table_of
from moderation.domain.case_states import OPEN_STATES, OWING, AssignmentRole
from moderation.domain.complaint_states import ComplaintState
from moderation.queries.rows import AnyRow

_f, _c, _p = table_of(CaseFile).c, table_of(Complaint).c, table_of(Assignment).c
_of_case = table_of(Complaint).alias("of_case").c
#: Named one by one; the rest stands in the lists of cases.
NAMED = 20
_OPEN = (
    _p.is_current,
    _f.state.in_(OPEN_STATES),
    (_p.role == AssignmentRole.LEAD) | _p.state.in_(OWING),
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Open cases an agency leads, and those in which it owes an opinion."""

    led: int = 0
    asked: int = 0

    @property
    def whole(self) -> int:
        return self.led + self.asked


def amounts(session: Session, *, only: int | None = None) -> Mapping[int, Amount]:
    """How much is open, by the id of the agency, of all or of one; those with nothing are left
    out.
    """
    query = (
        select(_p.agency_id, _p.role, func.count())
        .join(table_of(CaseFile), _f.id == _p.case_id)
        .where(*_OPEN)
        .group_by(_p.agency_id, _p.role)
    )
    counted = session.execute(query.where(_p.agency_id == only) if only else query)
    known: dict[int, dict[AssignmentRole, int]] = {}
    for agency_id, role, number in counted:
        known.setdefault(agency_id, {})[role] = number
    return {
        agency_id: Amount(
            of_role.get(AssignmentRole.LEAD, 0), of_role.get(AssignmentRole.COORDINATING, 0)
        )
        for agency_id, of_role in known.items()
    }


def first_of(session: Session, agency_id: int) -> Sequence[AnyRow]:
    """The first open parts of an agency by due date, with the code and id of a complaint."""
    of_case = select(func.min(_of_case.id)).where(
        _of_case.case_id == _f.id, _of_case.state == ComplaintState.ACCEPTED
    )
    return session.execute(
        select(_c.id.label("complaint_id"), _c.code, _c.title, _p.role, _p.due_on)
        .select_from(table_of(Assignment))
        .join(table_of(CaseFile), _f.id == _p.case_id)
        .join(table_of(Complaint), _c.id == of_case.scalar_subquery())
        .where(_p.agency_id == agency_id, *_OPEN)
        .order_by(_p.due_on, _p.id)
        .limit(NAMED)
    ).all()
