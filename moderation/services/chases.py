"""Chasing (đôn đốc): a dated reminder to an agency that owes something; counted, seen by its
leader.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Assignment, Chase
from moderation.domain.case_states import OWING
from moderation.domain.errors import IllegalTransition
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject


def chase(
    session: Session, part: Assignment, text: str, *, actor: Actor | None, now: datetime
) -> Chase:
    """Remind the agency of `part` in words of one's own, or none. Raises IllegalTransition when it
    owes nothing. Flushes.
    """
    if part.state not in OWING or not part.is_current:
        raise IllegalTransition("chase", part.state)
    made = Chase(
        case_id=part.case_id,
        assignment_id=part.id,
        step="officer",
        by_id=actor.id if actor else None,
        at=now,
        due_on=part.due_on,
        text=text,
    )
    session.add(made)
    session.flush()
    audit.record(session, Subject.CASE, part.case_id, "chase", actor=actor, now=now, note=text)
    return made
