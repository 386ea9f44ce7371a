"""Complaints: how many there are, and lists from and for other systems."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from moderation.cli.evaluate import evaluate
from moderation.cli.session import now, reading, tools, writing
from moderation.domain.errors import Invalid
from moderation.domain.intake import IntakeRules
from moderation.queries import agencies as agency_queries
from moderation.queries import complaints as complaint_queries
from moderation.services import complaint_exports, complaint_imports
from moderation.services.complaint_imports import Outcome
from moderation.web import house_book

if TYPE_CHECKING:
    from moderation.adapters import sheets

group = AppGroup("complaints", help="Complaints.")
group.add_command(evaluate)

_BATCH = 200  # rows of one transaction: a web request waits for no more


def intake_rules(session: Session) -> IntakeRules:
    """What intake promises, by the calendar as it stands now."""
    current = house_book.laid_over(tools(), house_book.read(session))
    return agency_queries.intake_rules(session, current.settings, current.taxonomy)


@group.command("count")
@click.option(
    "--contains",
    default="",
    help="Only complaints whose title or content, as written, holds this text.",
)
def count(contains: str) -> None:
    """Print how many complaints there are, one number."""
    text = unicodedata.normalize("NFC", contains)
    with reading() as session:
        click.echo(complaint_queries.count_containing(session, text))


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="", help="The other system, for rows that don't name it.")
def import_file(file: Path, source: str) -> None:
    """File the complaints of the list FILE (XLSX), each once by source system and foreign code.

    Every row that can't come in is explained and the others come in; the exit status is then 2.
    """
    from moderation.adapters import sheets  # 5 MB that a server should not carry

    try:
        rows = sheets.read(file, columns=complaint_imports.COLUMNS)
    except Invalid as error:
        raise click.ClickException(f"{file}: {error}") from None
    done = Outcome()
    for start in range(0, len(rows), _BATCH):
        outcome = _import(rows[start : start + _BATCH], source.strip())
        for problem in outcome.problems:
            click.echo(f"dòng {problem.row}, cột {problem.column}: {problem.why}", err=True)
        done.new += outcome.new
        done.known += outcome.known
        done.problems += outcome.problems
    click.echo(f"new: {done.new}\nknown: {done.known}\nbad: {done.bad}")
    if done.problems:
        raise click.exceptions.Exit(2)


def _import(rows: "Sequence[sheets.SheetRow]", source: str) -> Outcome:
    with writing() as session:
        lists = complaint_imports.lists(session, tools().settings, intake_rules(session))
        outcome = complaint_imports.import_rows(
            session, rows, lists, source=source, seal=tools().seal, now=now()
        )
        session.commit()
        return outcome


@group.command("export")
@click.option("--source", required=True, help="The other system, as it was named on import.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The XLSX to write.")
def export(source: str, out: Path) -> None:
    """Write what became of the complaints of SOURCE, under their own codes."""
    from moderation.adapters import sheets  # as above

    with reading() as session:
        rows = list(
            complaint_exports.answers(
                session,
                source,
                reasons=tools().complaint_reasons,
                zone=tools().settings.zone,
            )
        )
    try:
        sheets.write(out, complaint_exports.TITLES, rows)
    except OSError as error:
        raise click.ClickException(f"{out}: {error}") from None
    click.echo(f"wrote {len(rows)} complaints to {out}")
