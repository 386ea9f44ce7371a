"""Finding one complaint by whatever code somebody typed."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models import Complaint, table_of
from moderation.domain import tracking_codes
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.tracking_codes import BadCode, Prefix

_c = table_of(Complaint).c
_NEXT_SYSTEM = select(func.min(_c.source_system)).where(_c.source_system > bindparam("last"))
_FOREIGN = select(_c.id).where(
    _c.source_system == bindparam("system"),
    _c.foreign_code == bindparam("code"),
    _c.state.not_in(CONFIDENTIAL),
)
_OWN = select(_c.id).where(_c.code == bindparam("code"), _c.state.not_in(CONFIDENTIAL))
_LONGEST = 60


def by_any_code(session: Session, typed: str) -> int | None:
    """The id of the complaint with this code, in any spelling, with or without its letters, or with
    this code of another system; None for none, and for one that is covered.
    """
    text = typed.strip()
    if not text or len(text) > _LONGEST:
        return None
    for spelling in (text, f"{Prefix.COMPLAINT}{text}"):
        try:
            code = tracking_codes.parse(spelling)
        except BadCode:
            continue
        found = session.execute(_OWN, {"code": str(code)}).scalar()
        if found is not None:
            return int(found)
    return _foreign(session, text)


def _foreign(session: Session, code: str) -> int | None:
    """System by system: the index over these codes begins with the system."""
    system = ""
    while (following := session.execute(_NEXT_SYSTEM, {"last": system}).scalar()) is not None:
        system = following
        found = session.execute(_FOREIGN, {"system": system, "code": code}).scalar()
        if found is not None:
            return int(found)
    return None
