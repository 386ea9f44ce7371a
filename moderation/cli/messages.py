"""Mails that came back."""

import re
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from moderation.adapters import bounces
from moderation.cli.session import now, tools, writing
from moderation.domain.errors import NotFound
from moderation.domain.pages import LARGEST_ID
from moderation.services import messages

group = AppGroup("messages", help="Messages that were sent.")


@group.command("bounce")
@click.argument("message_id")
def bounce(message_id: str) -> None:
    """Note that the mail with this Message-ID came back: it waits for a person at /staff/messages,
    who tries again or stops.
    """
    with writing() as session:
        noted = _note(session, message_id)
        session.commit()
    if noted is None:
        raise click.ClickException("No mail of ours has this Message-ID.")
    click.echo("noted" if noted else "known already, or never sent")


@group.command("bounces")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def read_bounces(file: Path) -> None:
    """Read FILE, an mbox or one .eml, and note every report (RFC 3464) that a mail of ours was
    given up. The same file may be read again. Prints counts, no address.
    """
    read = noted = 0
    with writing() as session:
        for report in bounces.messages_in(file):
            read += 1
            lost = bounces.undelivered(report)
            if lost and _note(session, lost):
                noted += 1
        session.commit()
    click.echo(f"{read} read, {noted} noted")


def _note(session: Session, message_id: str) -> bool | None:
    """None for what is not ours: another sender's domain, or a number that was never given."""
    domain = re.escape(tools().settings.mail_from.rpartition("@")[2])
    found = re.fullmatch(rf"<?outbox-([0-9]{{1,19}})@{domain}>?", message_id.strip())
    if found is None or int(found[1]) > LARGEST_ID:
        return None
    try:
        return messages.bounce(session, int(found[1]), actor=None, now=now())
    except NotFound:
        return None
