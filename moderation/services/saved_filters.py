"""Lists that a coordinator opens again and again, under names of their own."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import SavedFilter
from moderation.domain.case_filters import MOST_SAVED, CaseFilter
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.people import Actor


def of(session: Session, actor: Actor) -> Sequence[SavedFilter]:
    """One's own, in the order one gave them."""
    return session.scalars(_OF, {"staff_id": actor.id}).all()


_OF = (
    select(SavedFilter)
    .where(SavedFilter.staff_id == bindparam("staff_id"))
    .order_by(SavedFilter.position, SavedFilter.id)
)


def save(session: Session, name: str, wanted: CaseFilter, *, actor: Actor) -> SavedFilter:
    """Keep a list at the end of one's own. Raises Invalid (field `name`) for an empty name, or when
    there are MOST_SAVED already. Flushes.
    """
    mine = of(session, actor)
    if not name or len(mine) >= MOST_SAVED:
        raise Invalid("no name, or too many kept lists", field="name")
    position = mine[-1].position + 1 if mine else 0
    made = SavedFilter(staff_id=actor.id, position=position, name=name, query=str(wanted))
    session.add(made)
    session.flush()
    return made


def rename(session: Session, filter_id: int, name: str, *, actor: Actor) -> None:
    """Raises NotFound for somebody else's, Invalid (field `name`) for no name. Flushes."""
    found = _own(session, filter_id, actor)
    if not name:
        raise Invalid("a name is needed", field="name")
    found.name = name
    session.flush()


def remove(session: Session, filter_id: int, *, actor: Actor) -> None:
    """Raises NotFound for somebody else's. Flushes."""
    session.delete(_own(session, filter_id, actor))
    session.flush()


def move_up(session: Session, filter_id: int, *, actor: Actor) -> None:
    """Let it change places with the one before it; the first stays. Raises NotFound for somebody
    else's. Flushes.
    """
    found = _own(session, filter_id, actor)
    mine = list(of(session, actor))
    at = mine.index(found)
    if at:
        mine[at - 1], mine[at] = mine[at], mine[at - 1]
    for position, each in enumerate(mine):
        each.position = position
    session.flush()


def _own(session: Session, filter_id: int, actor: Actor) -> SavedFilter:
    found = session.get(SavedFilter, filter_id)
    if found is None or found.staff_id != actor.id:
        raise NotFound
    return found
