"""An agency that is closed: what it still works on is shown before that counts, and afterwards."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import make_response, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response

from models import Agency
from moderation.domain.office_sheets import AGENCIES, Change, Key, Row, Sheet
from moderation.queries import agencies as agency_queries
from moderation.queries import office as office_queries
from moderation.queries import open_work
from moderation.queries.open_work import Amount
from moderation.web import fields
from moderation.web.case_labels import agency_label
from moderation.web.context import session


def closes(sheet: Sheet, key: Key, row: Row) -> bool:
    """Whether saving the row gives an agency that is there another last day."""
    if sheet is not AGENCIES or not key or not row.get("valid_to"):
        return False
    kept = office_queries.row_of(session(), sheet, key)
    return kept is not None and kept["valid_to"] != row["valid_to"]


def page(form: fields.Form, row: Row, *, seen: str) -> Response:
    """What is open there, before the row is saved."""
    body = render_template(
        "staff/office_closing.html", form=form, row=row, seen=seen, **work_of(row)
    )
    return make_response(body)


def work_of(row: Row | None) -> dict[str, Any]:
    """The agency of the row with what it works on and who comes after it; None for none."""
    agency = agency_queries.by_code(session(), str(row["code"])) if row else None
    if row is None or agency is None:
        return {"agency": None}
    return {
        "agency": agency,
        "amount": open_work.amounts(session(), only=agency.id).get(agency.id, Amount()),
        "first_open": open_work.first_of(session(), agency.id),
        "successor": _name_of(row.get("successor")),
    }


def closed_by(changes: Iterable[Change]) -> Sequence[tuple[Agency, str, Amount]]:
    """Agencies with open work that a file closes: the day, and how much."""
    days = {
        change.key[0]: str(change.after["valid_to"])
        for change in changes
        if change.sheet == AGENCIES.name and change.before and change.after.get("valid_to")
        if "valid_to" in change.columns
    }
    if not days:
        return []
    amounts = open_work.amounts(session())
    busy = session().scalars(
        select(Agency).where(Agency.id.in_(list(amounts))).order_by(Agency.name)
    )
    return [(each, days[each.code], amounts[each.id]) for each in busy if each.code in days]


def _name_of(code: Any) -> str:
    agency = agency_queries.by_code(session(), str(code)) if code else None
    return agency_label(agency) if agency else ""
