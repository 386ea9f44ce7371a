"""Questions about comments."""

import unicodedata

import click
from flask.cli import AppGroup

from moderation.cli.session import reading, writing
from moderation.queries import comments
from moderation.services import counters

group = AppGroup("comments", help="Comments.")


@group.command("count")
@click.option(
    "--contains",
    default="",
    help="Only comments whose title or content, as written, holds this text.",
)
def count(contains: str) -> None:
    """Print how many comments there are, one number."""
    with reading() as session:
        click.echo(comments.count_containing(session, unicodedata.normalize("NFC", contains)))


@group.command("recount")
def recount() -> None:
    """Count states and articles afresh, should `check` find the kept counters wrong."""
    with writing() as session:
        counters.recount(session)
        session.commit()
    click.echo("counted")
