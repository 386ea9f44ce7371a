"""Complaints by bulk insert, true to what the services keep: each with its case, its lead, its
events. tests/cli/test_fill.py holds a sample of it against every invariant.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from models import Agency, Assignment, CaseFile, Complaint, Event, Ward, table_of
from moderation.domain import alike, personal_data, secret_numbers, tracking_codes
from moderation.domain.case_states import (
    AssignmentAction,
    AssignmentRole,
    AssignmentState,
    CaseAction,
    CaseState,
)
from moderation.domain.complaint_states import ComplaintAction, ComplaintKind, ComplaintState
from moderation.domain.text import shorten

BATCH = 5_000
BEGIN = datetime(2025, 7, 1, tzinfo=UTC)
SECRET_KEY = "bench"  # noqa: S105 - nobody opens these
#: Of a hundred: how many wait at intake; the others are accepted and in their agencies' hands.
WAITING = 5
#: Events of the case on which much happened.
BUSY = 40


def fill(
    connection: Connection, complaints: int, words: list[str], staff_id: int, *, seed: int = 1
) -> None:
    """Add `complaints` complaints; agencies and wards must be there. The caller commits."""
    chance = random.Random(seed)
    first = (connection.scalar(select(func.max(Complaint.id))) or 0) + 1
    first_case = (connection.scalar(select(func.max(CaseFile.id))) or 0) + 1
    wards = connection.scalars(select(Ward.code).order_by(Ward.code)).all()
    leads = connection.scalars(
        select(Agency.id).where(Agency.kind == "department").order_by(Agency.id)
    ).all()
    rows: list[dict[str, Any]] = []
    for offset in range(complaints):
        ids = (first + offset, first_case + offset)
        rows.append(_complaint(chance, offset, ids, chance.choice(wards), words))
        if len(rows) == BATCH:
            _write(connection, rows, leads, staff_id)
            rows = []
    if rows:
        _write(connection, rows, leads, staff_id)
    if complaints > WAITING:
        _make_busy(connection, first_case + WAITING, staff_id)
    _advance(connection)


def _make_busy(connection: Connection, case_id: int, staff_id: int) -> None:
    """Let so much happen to the first case, which is due first, that it has BUSY events."""
    at = BEGIN + timedelta(days=1)
    chased = ("chase", None, None)
    more = [
        _event("case", case_id, chased, at + timedelta(hours=hour), staff_id)
        for hour in range(BUSY - 4)
    ]
    connection.execute(insert(Event), more)


def _complaint(
    chance: random.Random, offset: int, ids: tuple[int, int], ward: str, words: list[str]
) -> dict[str, Any]:
    at = BEGIN + timedelta(minutes=offset * 3)
    waits = offset % 100 < WAITING
    content = " ".join(chance.choices(words, k=60))
    title = shorten(content, 80)
    salt = f"{chance.getrandbits(128):032x}"
    number = secret_numbers.number_for(SECRET_KEY, salt)
    return {
        "id": ids[0],
        "code": _code(chance),
        "state": ComplaintState.RECEIVED if waits else ComplaintState.ACCEPTED,
        "version": 1 if waits else 2,
        "kind": ComplaintKind.PHAN_ANH,
        "issue_code": "GT01",
        "category_code": "GT",
        "is_public": True,
        "is_urgent": False,
        "source": "web",
        "case_id": None if waits else ids[1],
        "full_name": "Trần Văn Lâm",
        "consent_contact": False,
        "consent_publish": True,
        "hide_identity": False,
        "about_unit": "",
        "language": "vi",
        "title": title,
        "content": content,
        "ward_code": ward,
        "address": "",
        "happened_at": "",
        "submitted_at": at,
        "respond_by": at + timedelta(hours=8),
        "reason_text": "",
        "sketch": alike.sketch(title, content) or None,
        **_what_intake_did(title, content, at, waits=waits),
        "number_salt": salt,
        "number_hash": secret_numbers.hash_of(SECRET_KEY, salt, number),
    }


def _what_intake_did(title: str, content: str, at: datetime, *, waits: bool) -> dict[str, Any]:
    decided_at = None if waits else at + timedelta(hours=1)
    return {
        "public_title": "" if waits else title,
        "public_content": "" if waits else content,
        "public_name": "" if waits else personal_data.public_name("Trần Văn Lâm"),
        "published_at": decided_at,
        "decided_at": decided_at,
    }


def _code(chance: random.Random) -> str:
    body = "".join(chance.choices(tracking_codes.ALPHABET, k=tracking_codes.LENGTH - 1))
    prefix = tracking_codes.Prefix.COMPLAINT
    return str(tracking_codes.Code(prefix, body + tracking_codes.check_symbol(prefix, body)))


def _write(connection: Connection, rows: list[dict[str, Any]], leads: Any, staff_id: int) -> None:
    routed = [row for row in rows if row["case_id"]]
    if routed:
        connection.execute(insert(CaseFile), [_case(row) for row in routed])
        parts = [_part(row, leads[row["id"] % len(leads)]) for row in routed]
        connection.execute(insert(Assignment), parts)
    connection.execute(insert(Complaint), rows)
    connection.execute(insert(Event), list(_events(rows, staff_id)))


def _case(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["case_id"],
        "state": CaseState.ASSIGNED,
        "version": 1,
        "due_on": (row["decided_at"] + timedelta(days=7)).date(),
        "opened_at": row["decided_at"],
        "answer": "",
        "document_number": "",
    }


def _part(row: dict[str, Any], agency_id: int) -> dict[str, Any]:
    return {
        "id": row["case_id"],  # one assignment a case here, so its number will do
        "case_id": row["case_id"],
        "agency_id": agency_id,
        "role": AssignmentRole.LEAD,
        "state": AssignmentState.OFFERED,
        "version": 1,
        "is_current": True,
        "question": "",
        "due_on": (row["decided_at"] + timedelta(days=7)).date(),
        "offered_at": row["decided_at"],
        "answer": "",
        "document_number": "",
        "return_reason": "",
    }


def _events(rows: list[dict[str, Any]], staff_id: int) -> Iterator[dict[str, Any]]:
    for row in rows:
        submitted = (ComplaintAction.SUBMIT, None, ComplaintState.RECEIVED)
        yield _event("complaint", row["id"], submitted, row["submitted_at"], None)
        if not row["case_id"]:
            continue
        at = row["decided_at"]
        accepted = (ComplaintAction.ACCEPT, ComplaintState.RECEIVED, ComplaintState.ACCEPTED)
        yield _event("complaint", row["id"], accepted, at, staff_id)
        opened = (CaseAction.OPEN, None, CaseState.ASSIGNED)
        yield _event("case", row["case_id"], opened, at, staff_id)
        offered = (AssignmentAction.OFFER, None, AssignmentState.OFFERED)
        yield _event("assignment", row["case_id"], offered, at, staff_id)


def _event(
    subject: str, subject_id: int, change: tuple[Any, Any, Any], at: datetime, staff_id: int | None
) -> dict[str, Any]:
    action, old, new = change
    return {
        "at": at,
        "actor_id": staff_id,
        "subject": subject,
        "subject_id": subject_id,
        "action": action,
        "old_state": old,
        "new_state": new,
        "note": "",
    }


def _advance(connection: Connection) -> None:
    """On PostgreSQL the next row's number must come behind the ones given here."""
    if connection.dialect.name != "postgresql":
        return
    for model in (Complaint, CaseFile, Assignment):
        name = table_of(model).name
        highest = select(func.max(table_of(model).c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), highest)))
