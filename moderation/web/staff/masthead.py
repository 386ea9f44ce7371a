"""The top of every page of the desks: rooms with their counters, choices beside one's name. It is
the same for everybody of a role until a counter moves, so it is rendered once.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import current_app, request
from flask_login import current_user
from markupsafe import Markup

from moderation.domain.comment_states import Tally
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.permissions import Permission, Role, allows
from moderation.web.context import me
from moderation.web.locale import language, theme
from moderation.web.memory import Memory, memory
from moderation.web.staff.counts import complaint_counts, kept_counts, sealed_count

_REMEMBERED = 128  # about 3 KB each


class Masthead(NamedTuple):
    """Both parts, as HTML."""

    rooms: Markup
    choices: Markup


class _Rooms(NamedTuple):
    """All that the rooms depend on."""

    role: Role
    room: str
    pending: int
    received: int
    sealed: int
    language: str


class _Choices(NamedTuple):
    """All that the choices depend on; they keep the rest of the address."""

    role: Role
    language: str
    theme: str
    query: bytes
    is_posted: bool


def masthead(room: str) -> Masthead:
    """The masthead of this page, which stands in `room`; only for somebody logged in."""
    rooms = _rooms("work" if request.endpoint == "staff.my_work" else room)
    choices = _Choices(
        rooms.role, rooms.language, theme(), request.query_string, request.method == "POST"
    )
    known: Memory[Markup] = memory("mastheads", _REMEMBERED)
    return Masthead(
        known.of(rooms, lambda: _macros().rooms(rooms, current_user.can)),
        known.of(choices, lambda: _macros().choices(choices)),
    )


def _macros() -> Any:
    return current_app.jinja_env.get_template("staff/_masthead.html").module


def _rooms(room: str) -> _Rooms:
    role = me().role

    def if_allowed(permission: Permission, count: Callable[[], int]) -> int:
        return count() if allows(role, permission) else 0

    return _Rooms(
        role=role,
        room=room,
        pending=if_allowed(Permission.READ_COMMENTS, lambda: kept_counts()[Tally.PENDING]),
        received=if_allowed(
            Permission.READ_COMPLAINTS, lambda: complaint_counts()[ComplaintState.RECEIVED]
        ),
        sealed=if_allowed(Permission.READ_SEALED, sealed_count),
        language=language(),
    )
