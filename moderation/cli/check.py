"""Is this installation in order?"""

import os
from collections.abc import Iterator

import click
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from moderation.adapters import schema
from moderation.cli.session import reading, tools
from moderation.domain.settings import unknown_variables
from moderation.services import counters


@click.command("check")
@with_appcontext
def check() -> None:
    """Check settings, database, schema and counters; exit status 1 when something is wrong."""
    problems = list(_problems())
    for problem in problems:
        click.echo(f"wrong: {problem}", err=True)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("settings, database, schema and counters are in order")


def _problems() -> Iterator[str]:
    for name in unknown_variables(os.environ):
        yield f"settings: {name} means nothing here"
    settings = tools().settings
    if settings.is_production and not settings.base_url.startswith("https://"):
        yield "settings: PORTAL_BASE_URL is not https"
    if settings.is_production and not settings.smtp_url:
        yield "settings: PORTAL_SMTP_URL is not set, so mails become files that reach nobody"
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
            if not schema.is_at_head(session.connection()):
                yield "schema: migrations are missing; run `flask --app app db upgrade`"
                return
            for name in counters.wrong_counters(session):
                yield f"counters: {name}; run `flask --app app comments recount`"
    except SQLAlchemyError as error:
        yield f"database: {type(error).__name__}"
