"""Background work in a process of its own, and what waits."""

from datetime import timedelta

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from moderation.cli.session import now, reading, tools, writing
from moderation.queries import outbox
from moderation.services import outbox as outbox_services
from moderation.services.messages import OF_ADDRESS

group = AppGroup("jobs", help="Background work.")


@group.command("work")
def work() -> None:
    """Run the jobs until SIGTERM; for servers whose web processes do not."""
    from moderation.cli.workshop import workshop_for  # huey and its stores: a quarter second
    from moderation.jobs import registry  # that no other command should wait for

    with reading() as session:  # a worker that finds no tables must not try again every minute
        outbox.summary(session, now=now())
    queue = registry.make_queue(tools().settings)
    sweep = registry.register(queue, workshop_for(_app()))
    sweep()
    registry.make_consumer(queue, graceful_signal="TERM").run()


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # the proxy's own app


@group.command("retry")
def retry() -> None:
    """Try again what failed, also what was given up; the worker sends within a minute."""
    with writing() as session:
        count = outbox_services.retry(session, now=now())
        session.commit()
    click.echo(f"{count} will be tried again")


@group.command("status")
@click.option(
    "--minutes", default=60, show_default=True, help="How late is too late, for messages and jobs."
)
def status(minutes: int) -> None:
    """Print what waits to be told, what runs, what failed, and when each job last ran. Ends with 1
    when somebody should look.
    """
    from moderation.cli.workshop import workshop_for
    from moderation.jobs import registry
    from moderation.jobs import status as job_status

    patience = timedelta(minutes=minutes)
    with reading() as session:
        counts = outbox.summary(session, now=now())
        wrong = outbox.wrong(session, patience=patience, of_address=sorted(OF_ADDRESS), now=now())
        queue = registry.make_queue(tools().settings)
        registry.register(queue, workshop_for(_app()))
        jobs = job_status.of_jobs(session, queue, patience=patience, now=now())
        counts["tasks handed out"] = queue.pending_count()
    for name, count in counts.items():
        click.echo(f"{name}: {count}")
    for job in jobs:
        last = job.last.isoformat(timespec="seconds") if job.last else "never"
        click.echo(f"job {job.name}: {last}{', LATE' if job.is_late else ''}")
    for name, count in wrong.items():
        click.echo(f"WRONG {name}: {count}")
    if wrong or any(job.is_late for job in jobs):
        raise SystemExit(1)
