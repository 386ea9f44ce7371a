"""What administrators changed, as rows of sheets: plain values that mean the same everywhere."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Agency,
    Base,
    CalendarDay,
    Category,
    HouseSetting,
    Issue,
    IssueWords,
    MailTemplate,
    Reason,
    ReplyText,
    RoutingRule,
    StandardText,
    WordList,
)
from moderation.domain.house_book import IN_THE_BROWSER
from moderation.domain.office_sheets import FORMAT, SHEETS, Kind, Row, Sheet

MODELS: dict[str, type[Base]] = {
    "agencies": Agency,
    "categories": Category,
    "issues": Issue,
    "reasons": Reason,
    "settings": HouseSetting,
    "calendar": CalendarDay,
    "issue_words": IssueWords,
    "routing_rules": RoutingRule,
    "standard_texts": StandardText,
    "reply_texts": ReplyText,
    "mail_templates": MailTemplate,
    "word_lists": WordList,
}


def rows(session: Session, sheet: Sheet) -> list[dict[str, Any]]:
    """Every row of a sheet in the order of its keys; settings that pages may not change, which the
    house keeps for itself, are left out.
    """
    names_agencies = any(each.kind is Kind.AGENCY for each in sheet.columns)
    codes = agency_codes(session) if names_agencies else {}
    found = [plain_row(sheet, each, codes) for each in session.scalars(select(MODELS[sheet.name]))]
    if sheet.name == "settings":
        found = [row for row in found if row["name"] in IN_THE_BROWSER]
    return sorted(found, key=sheet.key_of)


def row_of(session: Session, sheet: Sheet, key: tuple[str, ...]) -> dict[str, Any] | None:
    """One row by its key; None when there is none."""
    return next((row for row in rows(session, sheet) if sheet.key_of(row) == key), None)


def agency_codes(session: Session) -> dict[int, str]:
    """Codes of all agencies by their ids."""
    return {row.id: row.code for row in session.execute(select(Agency.id, Agency.code))}


def plain_row(sheet: Sheet, each: Base, codes: Mapping[int, str]) -> dict[str, Any]:
    """One table row as a row of its sheet."""
    plain: dict[str, Any] = {}
    for column in sheet.columns:
        if column.kind is Kind.AGENCY:
            plain[column.name] = codes.get(getattr(each, f"{column.name}_id") or 0)
            continue
        value = getattr(each, column.name)
        plain[column.name] = value.isoformat() if isinstance(value, date) else value
    return plain


def digest(row: Row | None) -> str:
    """Changes when the row does: a form sends back the one it was made from."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20] if row is not None else ""


def everything(session: Session) -> dict[str, Any]:
    """The file of all sheets, to be carried to another server."""
    return {"format": FORMAT, "sheets": {name: rows(session, SHEETS[name]) for name in SHEETS}}
