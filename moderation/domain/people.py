"""Who acts."""

from dataclasses import dataclass
from typing import Protocol

from moderation.domain.permissions import Role

#: Characters in the name of a member of staff.
LONGEST_NAME = 120


class Actor(Protocol):
    """Whoever is named in an event: a person logged in, or a row of `staff`."""

    @property
    def id(self) -> int: ...


class Officer(Actor, Protocol):
    """Whoever acts, where it matters as what."""

    @property
    def role(self) -> Role: ...


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody logged in, as a request needs to know them."""

    id: int
    name: str
    email: str
    role: Role
    agency_id: int | None = None  # of the agency they work for
