"""Agencies, wards and the calendar: from files into the database."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from models import Agency
from moderation.adapters import reference_data
from moderation.cli.session import now, reading, tools, writing
from moderation.domain.text import fold
from moderation.domain.units import FormerWardRow, UnitRow, WardRow, parse_former, parse_units
from moderation.queries import agencies as agency_queries
from moderation.services import agencies
from moderation.services.agencies import Imported

group = AppGroup("agencies", help="Agencies, wards and the calendar.")

_Units = tuple[Sequence[UnitRow], Sequence[WardRow]]


@group.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--former", type=click.Path(path_type=Path), help="Names of wards from before, a CSV."
)
def import_file(file: Path | None, former: Path | None) -> None:
    """Add or rename units and wards, from FILE (JSON) or those that are shipped.

    Former names of wards come from --former; the shipped ones go with the shipped units only. Days
    off and make-up days that no row speaks of are added, too. Nothing is deleted, and importing
    again changes nothing.
    """
    units = _read_units(file) if file else reference_data.units()
    if former:
        rows: Sequence[FormerWardRow] = _read_former(former)
    else:
        rows = () if file else reference_data.former_wards()
    try:
        imported, days = _import(units, rows)
    except (IntegrityError, DataError):
        raise click.ClickException(
            f"{former or file}: names a ward that is not there, or holds a value that is too long."
        ) from None
    click.echo(
        f"agencies: {imported.agencies} ({imported.new} new)\nwards: {imported.wards}\n"
        f"former wards: {imported.former}\ncalendar days: {days} new"
    )


@group.command("list")
@click.option("--like", default="", help="Only those whose code or name holds this text.")
def list_them(like: str) -> None:
    """Print the codes and names of today's agencies."""
    today = now().astimezone(tools().settings.zone).date()
    wanted = fold(like.strip())
    with reading() as session:
        for agency in agency_queries.active(session, today):
            if wanted in fold(f"{agency.code} {agency.name}"):
                click.echo(f"{agency.code:<12} {agency.name}")


def fill_if_empty() -> None:
    """The shipped units and calendar, for a database without agencies."""
    if not are_there():
        _import(reference_data.units(), reference_data.former_wards())


def are_there() -> bool:
    """Whether the database has any agency."""
    with reading() as session:
        return session.scalar(select(Agency.id).limit(1)) is not None


def _import(units: _Units, former: Sequence[FormerWardRow]) -> tuple[Imported, int]:
    with writing() as session:
        imported = agencies.import_units(session, *units, former)
        days = agencies.fill_calendar(session, _shipped_days())
        session.commit()
        return imported, days


def _shipped_days() -> list[tuple[date, bool, str, str]]:
    off, extra = reference_data.calendar_days()
    return [
        (on, is_working, *names)
        for is_working, named in ((False, off), (True, extra))
        for on, names in named.items()
    ]


def _read_units(path: Path) -> _Units:
    try:
        return parse_units(json.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise click.ClickException(f"{path}: can't be read.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise click.ClickException(f"{path}: not a list of units ({error}).") from None


def _read_former(path: Path) -> list[FormerWardRow]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return parse_former(lines)
    except OSError:
        raise click.ClickException(f"{path}: can't be read.") from None
    except (ValueError, csv.Error) as error:
        raise click.ClickException(f"{path}: not a list of former wards ({error}).") from None
