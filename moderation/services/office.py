"""Editing what the house works by: one row at a time, or a whole file from another server."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Base
from moderation.domain import house_book
from moderation.domain.errors import Invalid, SettingsError, StaleVersion
from moderation.domain.office_meaning import Known, flaws, is_untried
from moderation.domain.office_sheets import (
    OF_THE_WARD,
    SHEETS,
    Change,
    Fault,
    Key,
    Kind,
    Problem,
    Row,
    Sheet,
    compare,
    faults_in,
    faults_of_file,
)
from moderation.domain.people import Actor
from moderation.domain.settings import Settings
from moderation.domain.taxonomy import Taxonomy
from moderation.queries import agencies as agency_queries
from moderation.queries import office as office_queries
from moderation.services import audit
from moderation.services.audit import Subject


class Faulty(Invalid):
    """Rows that can't be used, each with its place and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("rows that can't be used", field=faults[0].column)
        self.faults = tuple(faults)


def save_row(
    session: Session,
    sheet: Sheet,
    row: Row,
    *,
    seen: str,
    shipped: tuple[Settings, Taxonomy],
    actor: Actor,
    now: datetime,
) -> None:
    """Add the row or put it in the place of the one with its key; `seen` is `queries.office.digest`
    of what the writer saw, "" for none.

    Raises Faulty, StaleVersion when somebody else changed it meanwhile. Flushes.
    """
    kept = office_queries.row_of(session, sheet, sheet.key_of(row))
    if office_queries.digest(kept) != seen:
        raise StaleVersion(seen=0, current=1)
    faults = faults_in(sheet, row) or _faults_of_meaning(
        session, {sheet.name: [row]}, shipped=shipped, numbered=False
    )
    if faults:
        raise Faulty(faults)
    apply(session, compare(sheet, [kept] if kept else [], [row]), actor=actor, now=now)


def forget_row(session: Session, sheet: Sheet, key: Key, *, actor: Actor, now: datetime) -> None:
    """Take a row away, so that what the house ships counts again. Agencies are never deleted
    (Invalid). Flushes.
    """
    if sheet.name == "agencies":
        raise Invalid("an agency is closed, never deleted", field="code")
    found = _kept(session, sheet).get(key)
    if found is not None:
        session.delete(found)
        session.flush()
        audit.record_all(session, [_line(sheet.name, key, "forget", (), actor=actor, now=now)])


def differences(session: Session, held: Any, *, shipped: tuple[Settings, Taxonomy]) -> list[Change]:
    """What applying the file would add and change, in the order in which it would. Raises Faulty
    for a file that can't be used as a whole.
    """
    faults = faults_of_file(held)
    if faults:
        raise Faulty(faults)
    sheets: Mapping[str, list[Row]] = held["sheets"]
    faults = _faults_of_meaning(session, sheets, shipped=shipped, numbered=True)
    if faults:
        raise Faulty(faults)
    changes: list[Change] = []
    untried = set(untried_rules(session, held))
    for name, sheet in SHEETS.items():
        wanted = sheets.get(name, [])
        if name == "routing_rules":
            wanted = [{**row, "is_on": False} if row["name"] in untried else row for row in wanted]
        changes += compare(sheet, office_queries.rows(session, sheet), wanted)
    return changes


def untried_rules(session: Session, held: Any) -> list[str]:
    """Names of the rules of routing that a file of good shape has on and that come in off: they are
    tried here before they are switched on.
    """
    kept = {row["name"]: row for row in office_queries.rows(session, SHEETS["routing_rules"])}
    wanted = held["sheets"].get("routing_rules", [])
    return [row["name"] for row in wanted if is_untried(kept.get(row["name"]), row)]


def apply(session: Session, changes: Sequence[Change], *, actor: Actor, now: datetime) -> None:
    """Write these changes, those of a sheet one after the other, each with its event: few
    statements, however many there are. Flushes.
    """
    for name, of_sheet in groupby(changes, key=lambda each: each.sheet):
        kept = _kept(session, SHEETS[name])
        written = [(change, _write(session, change, kept, now=now)) for change in of_sheet]
        _refer(session, SHEETS[name], written)
    session.flush()
    if changes:
        audit.record_all(session, [
            _line(each.sheet, each.key, "save", each.columns, actor=actor, now=now)
            for each in changes
        ])  # fmt: skip


def _write(session: Session, change: Change, kept: Mapping[Key, Base], *, now: datetime) -> Base:
    """The row with what it says itself; agencies it names may not be there yet."""
    sheet = SHEETS[change.sheet]
    row = kept.get(change.key) if change.before is not None else None
    if row is None:
        row = office_queries.MODELS[sheet.name]()
        session.add(row)
    for name in change.columns:
        column = sheet.column(name)
        if column.kind is not Kind.AGENCY:
            setattr(row, name, _value(column.kind, row, name, change.after[name]))
    if hasattr(row, "changed_at"):
        row.changed_at = now
    return row


def _refer(session: Session, sheet: Sheet, written: Sequence[tuple[Change, Base]]) -> None:
    """Fill in the agencies that rows name; an agency may name one that stands further down."""
    if not any(each.kind is Kind.AGENCY for each in sheet.columns):
        return
    session.flush()
    codes = {code: agency_id for agency_id, code in office_queries.agency_codes(session).items()}
    for change, row in written:
        for name in change.columns:
            if sheet.column(name).kind is Kind.AGENCY:
                setattr(row, f"{name}_id", codes.get(change.after[name] or ""))


def _value(kind: Kind, row: Base, name: str, value: Any) -> Any:
    """As the column takes it: an empty text where the column must hold one, else nothing."""
    nullable = row.__table__.columns[name].nullable
    if kind is Kind.DAY:
        return date.fromisoformat(value) if value else None
    if kind is Kind.NUMBER:
        return value if value is not None else (None if nullable else 0)
    if kind is Kind.TICK:
        return value if value is not None or nullable else False
    return value or (None if nullable else "")


def _kept(session: Session, sheet: Sheet) -> dict[Key, Base]:
    """The rows of a sheet by their keys."""
    by_agency = any(sheet.column(name).kind is Kind.AGENCY for name in sheet.keys)
    codes = office_queries.agency_codes(session) if by_agency else {}
    rows = session.scalars(select(office_queries.MODELS[sheet.name]))
    return {sheet.key_of(office_queries.plain_row(sheet, row, codes)): row for row in rows}


def _line(
    sheet: str,
    key: Key,
    action: str,
    columns: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """The event names the row and what was changed in it, not the words."""
    note = f"{sheet} {' '.join(key)}: {', '.join(columns)}".removesuffix(": ")
    return audit.line(Subject.OFFICE, 0, action, actor=actor, now=now, note=note)


# --- What rows mean together --------------------------------------------------------------------


def _faults_of_meaning(
    session: Session,
    sheets: Mapping[str, Sequence[Row]],
    *,
    shipped: tuple[Settings, Taxonomy],
    numbered: bool,
) -> list[Fault]:
    settings, taxonomy = shipped
    agencies, known = _known(session, sheets, taxonomy)
    found: list[Fault] = []
    for name, rows in sheets.items():
        whole = _filled_up(session, SHEETS[name], rows)
        for number, row in enumerate(whole, start=1):
            place = number if numbered else 0
            found += _missing_agencies(SHEETS[name], row, place, agencies)
            if name == "agencies":
                found += _faults_of_agency(row, place, agencies)
            found += [Fault(name, place, *flaw) for flaw in flaws(name, row, known)]
    return found + _faults_of_settings(settings, sheets.get("settings", ()), numbered=numbered)


def _known(
    session: Session, sheets: Mapping[str, Sequence[Row]], taxonomy: Taxonomy
) -> tuple[dict[str, Row], Known]:
    """Agencies by code as they would be, and every code that may be named."""

    def codes(name: str) -> set[str]:
        kept = office_queries.rows(session, SHEETS[name])
        return {str(row["code"]) for row in (*kept, *sheets.get(name, ()))}

    kept = {str(row["code"]): row for row in office_queries.rows(session, SHEETS["agencies"])}
    given = {str(row["code"]): row for row in sheets.get("agencies", ())}
    agencies: dict[str, Row] = {**kept}
    for code, row in given.items():
        agencies[code] = {**kept.get(code, {}), **row}
    all_of_it = (*taxonomy.categories, *taxonomy.retired)
    return agencies, Known(
        agencies=agencies.keys(),
        categories={each.code for each in all_of_it} | codes("categories"),
        issues={issue.code for each in all_of_it for issue in each.issues} | codes("issues"),
        wards={ward.code for ward in agency_queries.wards(session)},
    )


def _filled_up(session: Session, sheet: Sheet, rows: Sequence[Row]) -> list[Row]:
    """Each row over the one it changes: a column it does not speak of stays as it is."""
    kept = {sheet.key_of(row): row for row in office_queries.rows(session, sheet)}
    return [{**kept.get(sheet.key_of(row), {}), **row} for row in rows]


def _missing_agencies(
    sheet: Sheet, row: Row, place: int, agencies: Mapping[str, Row]
) -> list[Fault]:
    found = []
    for column in sheet.columns:
        code = row.get(column.name)
        needs_one = column.kind in (Kind.AGENCY, Kind.LEAD)
        others = OF_THE_WARD if column.kind is Kind.LEAD else ()
        if needs_one and code and code not in agencies and code not in others:
            found.append(Fault(sheet.name, place, column.name, Problem.NO_SUCH_AGENCY))
        if column.name == "coordinating":
            named = set(str(code or "").split())
            if named - agencies.keys() - set(OF_THE_WARD):
                found.append(Fault(sheet.name, place, column.name, Problem.NO_SUCH_AGENCY))
    return found


def _faults_of_agency(row: Row, place: int, agencies: Mapping[str, Row]) -> list[Fault]:
    found = [
        Fault("agencies", place, name, Problem.OWN_PARENT)
        for name in ("parent", "successor")
        if _leads_back(str(row["code"]), name, agencies)
    ]
    first, last = row.get("valid_from"), row.get("valid_to")
    if first and last and str(last) < str(first):
        found.append(Fault("agencies", place, "valid_to", Problem.BEFORE_START))
    return found


def _leads_back(code: str, name: str, agencies: Mapping[str, Row]) -> bool:
    """Whether following `name` from this agency ends at it again."""
    seen: set[str] = set()
    here = code
    while here and here not in seen:
        seen.add(here)
        here = str(agencies.get(here, {}).get(name) or "")
        if here == code:
            return True
    return False


def _faults_of_settings(settings: Settings, rows: Sequence[Row], *, numbered: bool) -> list[Fault]:
    found = []
    for number, row in enumerate(rows, start=1):
        place, name = number if numbered else 0, str(row.get("name"))
        if name not in house_book.IN_THE_BROWSER:
            found.append(Fault("settings", place, "name", Problem.NO_SUCH_CHOICE))
            continue
        try:
            house_book.settings_over(settings, {name: str(row.get("value") or "")})
        except SettingsError:
            found.append(Fault("settings", place, "value", Problem.NOT_USABLE))
    return found
