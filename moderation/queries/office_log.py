"""What was changed in how the house works, and by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from models import Agency, Event, Staff

#: Subjects of events about the house itself, not about what people sent.
SUBJECTS = (
    "agency",
    "calendar",
    "mail_template",
    "message",
    "office",
    "rules",
    "staff",
    "standard_text",
    "word_list",
)
#: Coming and going changes nothing; which mails somebody wants is their own affair.
_NO_CHANGE = ("log_in", "log_out", "set_digest")
_BY = aliased(Staff)
_ABOUT = aliased(Staff)


class Changed(NamedTuple):
    """`by` is "" for a command on the machine; `about` a person or an agency, where it is one."""

    id: int
    at: datetime
    by: str
    subject: str
    action: str
    about: str
    note: str


_LOG = (
    select(Event, _BY.name, _ABOUT.name, Agency.name)
    .outerjoin(_BY, _BY.id == Event.actor_id)
    .outerjoin(_ABOUT, and_(Event.subject == "staff", _ABOUT.id == Event.subject_id))
    .outerjoin(Agency, and_(Event.subject == "agency", Agency.id == Event.subject_id))
    .where(
        Event.subject.in_(SUBJECTS),
        Event.action.not_in(_NO_CHANGE),
        Event.id < bindparam("before"),
    )
    .order_by(Event.id.desc())
    .limit(bindparam("limit"))
)


def latest(
    session: Session, *, before: int = 2**62, limit: int = 50
) -> tuple[Sequence[Changed], int | None]:
    """Changes with ids below `before`, the latest first, and where the next page begins."""
    found = session.execute(_LOG, {"before": before, "limit": limit + 1}).all()
    rows = [
        Changed(
            each.id, each.at, by or "", each.subject, each.action, about or agency or "", each.note
        )
        for each, by, about, agency in found[:limit]
    ]
    return rows, rows[-1].id if len(found) > limit else None
