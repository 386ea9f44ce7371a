"""The number of a complaint, shown to the clerk who was given it, on one page and once."""

from dataclasses import dataclass

from flask import session as cookie

from models import Complaint
from moderation.domain import secret_numbers
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.queries import complaints as complaint_queries
from moderation.web.context import session, settings

_KEY = "shown_once"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the citizen is told or handed over."""

    complaint_id: int
    code: str
    number: str
    is_sealed: bool


def remember(complaint: Complaint) -> None:
    """The next page of this browser shows the number. The cookie holds what it is derived from and
    not the number.
    """
    cookie[_KEY] = {"code": complaint.code, "salt": complaint.number_salt}


def take(of: Complaint | None = None) -> Shown | None:
    """The number to show now, of `of` only if one is given; forgotten with this call."""
    held = cookie.get(_KEY)
    if held is None or (of is not None and held["code"] != of.code):
        return None
    del cookie[_KEY]
    complaint = complaint_queries.by_code(session(), held["code"])
    if complaint is None or complaint.number_salt != held["salt"]:
        return None
    number = secret_numbers.shown_secret(
        settings().secret_key, complaint.number_salt, complaint.number_hash
    )
    return Shown(complaint.id, complaint.code, number, complaint.state in CONFIDENTIAL)
