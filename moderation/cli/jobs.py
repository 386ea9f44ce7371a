"""Background work in a process of its own, and what waits."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from moderation.cli.session import now, reading, tools, writing
from moderation.queries import outbox
from moderation.services import outbox as outbox_services

group = AppGroup("jobs", help="Background work.")


@group.command("work")
def work() -> None:
    """Run the jobs until SIGTERM; for servers whose web processes do not."""
    from moderation.cli.workshop import workshop_for  # huey and its stores: a quarter second
    from moderation.jobs import registry  # that no other command should wait for

    with reading() as session:  # a worker that finds no tables must not try again every minute
        outbox.summary(session, now=now())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own app
    queue = registry.make_queue(tools().settings)
    sweep = registry.register(queue, workshop_for(app))
    sweep()
    registry.make_consumer(queue, graceful_signal="TERM").run()


@group.command("retry")
def retry() -> None:
    """Try again what failed, also what was given up; the worker sends within a minute."""
    with writing() as session:
        count = outbox_services.retry(session, now=now())
        session.commit()
    click.echo(f"{count} will be tried again")


@group.command("status")
def status() -> None:
    """Print what waits to be told, what was told in a day, and what keeps failing."""
    with reading() as session:
        for name, count in outbox.summary(session, now=now()).items():
            click.echo(f"{name}: {count}")
