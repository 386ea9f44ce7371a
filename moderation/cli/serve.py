"""Web and worker in one process: what `make run` starts."""

import gc
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from moderation.adapters import process_lock, schema, web_server
from moderation.adapters.lean_imports import leaving_out
from moderation.adapters.web_server import WebServer
from moderation.cli import agencies, demo
from moderation.cli.session import reading, tools, writing
from moderation.domain.errors import SettingsError
from moderation.domain.settings import Settings
from moderation.extensions import db
from moderation.queries import word_lists
from moderation.services import articles

#: A page of a case makes some ten thousand objects, nearly all of which go with it.
_COLLECT = (10_000, 20, 20)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--demo/--no-demo", "with_demo", default=False, help="Fill an empty database with demo content."
)
@with_appcontext
def serve(host: str, port: int, with_demo: bool) -> None:
    """Migrate the database, then serve web and background work until SIGTERM.

    A database without agencies gets the shipped units and calendar. A city with units of its own
    imports them before the first start: `agencies import FILE.json`.
    """
    settings = tools().settings
    with leaving_out(*([] if settings.redis_url else ["redis", "psycopg"])):
        from moderation.cli.workshop import workshop_for  # huey and its stores: a quarter second
        from moderation.jobs import registry  # that no other command should wait for

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own app
    _refuse_what_cannot_work(settings, host, port)
    if not _is_ready():
        _apart(_make_ready)
    if with_demo:
        _apart(demo.fill_if_empty)
    server = WebServer(
        app,
        host=host,
        port=port,
        threads=settings.threads,
        connection_limit=settings.connection_limit,
    )
    _link_to(app, f"http://{host}:{server.port}")
    queue = registry.make_queue(settings)
    sweep = registry.register(queue, workshop_for(app))
    consumer = registry.make_consumer(queue)
    sweep()
    consumer.start()  # on the main thread: it sets signal handlers, replaced in the next lines
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    _settle()
    click.echo(f"listening on http://{host}:{server.port}")
    finished = server.run()
    consumer.stop(graceful=True)
    _write_views()
    click.echo(
        "stopped" if finished else "stopped; something did not finish in 20 seconds",
        err=not finished,
    )


def _apart(work: Callable[[], None]) -> None:
    """Do `work` in a child process: the memory it took goes with it, and the server stays small."""
    db.engine.dispose()  # no connection of SQLite may be used on both sides of a fork
    child = get_context("fork").Process(target=_quiet_when_interrupted, args=(work,))
    child.start()
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    child.join()
    signal.signal(signal.SIGTERM, before)
    if child.exitcode:
        raise click.Abort


def _quiet_when_interrupted(work: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    work()


def _settle() -> None:
    """Read the word lists, so that no citizen's first comment waits for it with the database
    locked; what start-up made stays, and the collector need not walk it in every request, nor
    look for rings several times while one page is made.
    """
    with reading() as session:
        word_lists.current(session)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)


def _link_to(app: Flask, address: str) -> None:
    """In development, links in mails lead here unless a setting says otherwise."""
    settings = tools().settings
    if not settings.is_production and not os.environ.get("PORTAL_BASE_URL"):
        app.extensions["toolbox"] = replace(tools(), settings=replace(settings, base_url=address))


def _is_ready() -> bool:
    return _is_at_head() and agencies.are_there()


def _make_ready() -> None:
    migrate_to_head()
    agencies.fill_if_empty()


def migrate_to_head() -> None:
    """Run the migrations that are missing."""
    if not _is_at_head():
        upgrade(directory=str(schema.FOLDER))


def _is_at_head() -> bool:
    with db.engine.connect() as connection:
        return schema.is_at_head(connection)


def _refuse_what_cannot_work(settings: Settings, host: str, port: int) -> None:
    if settings.testing and not settings.is_loopback(host) and host != settings.testing_bind:
        raise click.ClickException(
            f"PORTAL_TESTING serves loopback only; set PORTAL_TESTING_BIND={host} to serve it."
        )
    if settings.env == "development" and not settings.testing and not settings.is_loopback(host):
        raise click.ClickException(
            "Development mode serves this machine only."
            " Set PORTAL_ENV=production, see docs/operations.md."
        )
    if port and not web_server.address_is_free(host, port):
        raise click.ClickException(
            f"Something listens on {host}:{port} already; choose another with PORT=."
        )
    if not settings.redis_url:
        try:
            process_lock.hold(settings.instance, patience=1.0)
        except SettingsError as error:
            raise click.ClickException(str(error)) from None


def _write_views() -> None:
    with writing() as session:
        articles.add_views(session, tools().views.take())
        session.commit()
