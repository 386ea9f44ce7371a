"""What the house ships, as rows of sheets, so that a page shows it beside what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Agency
from moderation.adapters.toolbox import Toolbox
from moderation.domain import office_sheets
from moderation.domain.house_book import IN_THE_BROWSER
from moderation.domain.office_sheets import Key, Kind, Row, Sheet
from moderation.domain.settings import Settings
from moderation.domain.taxonomy import Taxonomy
from moderation.domain.text import fold
from moderation.queries import office as office_queries
from moderation.web.locale import language


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list; `depth` is how many agencies stand above it."""

    key: Key
    row: Row
    is_changed: bool
    depth: int = 0


def _toolbox() -> Toolbox:
    """As it was started: nothing laid over it."""
    return cast(Toolbox, current_app.extensions["toolbox"])


def now_shipped() -> tuple[Settings, Taxonomy]:
    """What rows are checked against."""
    return _toolbox().settings, _toolbox().taxonomy


def shipped_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """Rows nobody wrote; the settings' are the values the server was started with."""
    toolbox = _toolbox()
    if sheet is office_sheets.CATEGORIES:
        return [
            {
                "code": each.code,
                "name": each.names["vi"],
                "name_en": each.names["en"],
                "lead_code": each.default_lead,
                "position": number * 10,
                "is_active": True,
            }
            for number, each in enumerate(toolbox.taxonomy.categories)
        ]
    if sheet is office_sheets.ISSUES:
        return _issues(toolbox.taxonomy)
    if sheet is office_sheets.REASONS:
        scopes = {"comment": toolbox.reasons, "complaint": toolbox.complaint_reasons}
        return [
            {
                "scope": scope,
                "code": reason.code,
                "name": reason.wording["vi"],
                "name_en": reason.wording.get("en", ""),
                "position": number * 10,
                "is_active": True,
            }
            for scope, reasons in scopes.items()
            for number, reason in enumerate(reasons.values(), start=1)
        ]
    if sheet is office_sheets.SETTINGS:
        return [
            {"name": name, "value": written(getattr(toolbox.settings, name))}
            for name in IN_THE_BROWSER
        ]
    return []


def _issues(taxonomy: Taxonomy) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "category_code": category.code,
            "name": each.names["vi"],
            "name_en": each.names["en"],
            "lead_code": each.lead,
            "coordinating": " ".join(each.coordinate),
            "due_days": each.deadline_working_days,
            "is_urgent": each.is_urgent,
            "is_public": each.is_public,
            "proof": each.proof.value,
            "position": number * 10,
            "is_active": True,
        }
        for category in taxonomy.categories
        for number, each in enumerate(category.issues)
    ]


def written(value: Any) -> str:
    """A setting as one would write it into its variable."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in value)
    return ",".join(value) if isinstance(value, tuple) else str(value)


def row_of(sheet: Sheet, key: Key) -> dict[str, Any] | None:
    """A shipped row by its key; None when none is shipped."""
    return next((row for row in shipped_rows(sheet) if sheet.key_of(row) == key), None)


def blank(sheet: Sheet) -> dict[str, Any] | None:
    """A new row; None for a sheet that takes none."""
    if sheet is office_sheets.SETTINGS:
        return None
    row: dict[str, Any] = {
        each.name: False if each.kind is Kind.TICK else None for each in sheet.columns
    }
    return row | {name: True for name in ("is_active", "is_public") if name in row}


def listed(session: Session, sheet: Sheet) -> list[Listed]:
    """Every row, changed ones in the place of what is shipped; agencies as a tree."""
    kept = {sheet.key_of(row): row for row in office_queries.rows(session, sheet)}
    if sheet is office_sheets.AGENCIES:
        return _tree(list(kept.values()))
    rows = {sheet.key_of(row): row for row in shipped_rows(sheet)}
    merged = {**rows, **kept}
    return [Listed(key, row, key in kept) for key, row in merged.items()]


def _tree(rows: Sequence[Row]) -> list[Listed]:
    """Parents before their children, each level by name."""
    below: dict[str | None, list[Row]] = {}
    codes = {row["code"] for row in rows}
    for row in sorted(rows, key=lambda each: (bool(each["ward_code"]), str(each["name"]))):
        below.setdefault(row["parent"] if row["parent"] in codes else None, []).append(row)
    found: list[Listed] = []

    def walk(parent: str | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.append(Listed((str(row["code"]),), row, is_changed=False, depth=depth))
            walk(str(row["code"]), depth + 1)

    walk(None, 0)
    return found


def found(rows: Sequence[Listed], wanted: str) -> list[Listed]:
    """Rows of which a value holds `wanted`, with or without marks."""
    folded = fold(wanted)
    return [
        each
        for each in rows
        if any(folded in fold(str(value or "")) for value in each.row.values())
    ]


def agency_names(session: Session) -> list[tuple[str, str]]:
    """Codes and names of all agencies, the city's first."""
    order = (Agency.ward_code.is_not(None), Agency.name)
    spoken = language()
    return [
        (each.code, each.name_en if spoken != "vi" and each.name_en else each.name)
        for each in session.execute(
            select(Agency.code, Agency.name, Agency.name_en).order_by(*order)
        )
    ]
