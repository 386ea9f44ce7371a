"""Answered cases about which nobody says anything more: silence closes them, without a mail."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.domain.case_states import CaseState
from moderation.domain.joining import rated_until
from moderation.queries import joined as joined_queries
from moderation.services import cases, verdicts


def close_silent(session: Session, *, days: int, now: datetime) -> int:
    """Close what was answered more than `days` days ago; the caller commits. How many. Safe to
    repeat.
    """
    closed = 0
    for case_id in joined_queries.silent(session, before=now - timedelta(days=days)):
        case = cases.load_case(session, case_id)
        if case.state is not CaseState.ANSWERED or case.answered_at is None:
            continue  # reopened, or closed by another worker, while we waited
        if now > rated_until(case.answered_at, days):
            verdicts.close(session, case, now=now)
            closed += 1
    return closed
