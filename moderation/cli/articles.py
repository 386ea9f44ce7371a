"""Articles from files."""

from pathlib import Path

import click
from flask.cli import AppGroup

from moderation.adapters import article_files
from moderation.cli.session import now, tools, writing
from moderation.domain.errors import Invalid
from moderation.services import articles
from moderation.services.articles import ArticleText

group = AppGroup("articles", help="Articles.")


@group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_files(files: tuple[Path, ...]) -> None:
    """Publish the articles in FILES: Markdown with front matter, or the text of a portal's page.

    Importing a file again changes its article or nothing. A file that can't be read is explained,
    the others are imported, and the exit status is 1.
    """
    failed = 0
    for path in files:
        try:
            click.echo(f"{path}: {_import(path)}")
        except Invalid as error:
            failed += 1
            click.echo(f"{path}: {error}", err=True)
    if failed:
        raise click.exceptions.Exit(1)


def _import(path: Path) -> str:
    read = article_files.read(path, tools().settings.zone)
    text = ArticleText(title=read.title, lead=read.lead, byline=read.byline, body=read.body)
    with writing() as session:
        article, outcome = articles.import_text(
            session, text, published_at=read.published_at, now=now()
        )
        session.commit()
        return f"{outcome}, /bai-viet/{article.slug}"
