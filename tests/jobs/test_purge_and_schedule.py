import os
import sqlite3
from datetime import timedelta

import pytest
from huey import SqliteHuey
from sqlalchemy import create_engine

from models import Captcha, Draft, StaffSession, Submission
from moderation.adapters import database
from moderation.adapters.photos import Photo
from moderation.cli.workshop import workshop_for
from moderation.domain.captcha_answers import fresh_id
from moderation.domain.errors import NotFound
from moderation.jobs import purge, registry
from moderation.services import attachments, drafts, sealing, staff, submissions
from tests import factories
from tests.conftest import NOW, close, make_app, settings_for


def test_what_expired_goes_and_the_rest_stays(session, moderator, tools):
    for age in (timedelta(0), timedelta(days=40)):
        session.add(
            Captcha(
                id=fresh_id(),
                nonce="n",
                answer_hmac="h",
                expires_at=NOW + timedelta(minutes=1) - age,
                attempts=0,
            )
        )
        submissions.claim(session, fresh_id(), now=NOW - age)
        staff.open_session(session, moderator, lifetime=timedelta(hours=1), now=NOW - age)
        drafts.save(session, fresh_id(), {}, secret="s", seal=tools.seal, now=NOW - age)

    for _ in range(2):
        purge.purge(session, photos=tools.photos, now=NOW)

    kept = (Captcha, Submission, StaffSession, Draft)
    assert [session.query(table).count() for table in kept] == [1] * 4


def test_files_that_no_photo_names_go_after_two_days(session, tools):
    """A request may be writing a young one just now."""
    draft = drafts.save(session, fresh_id(), {}, secret="s", seal=tools.seal, now=NOW)
    photo = attachments.add(
        session, Photo(b"large", b"small", 1, 1), store=tools.photos, now=NOW, draft_id=draft.id
    )
    lost, young = tools.photos.put(b"lost"), tools.photos.put(b"young")
    folder = tools.settings.instance / "photos"
    for name in (photo.file, photo.thumbnail, lost):
        os.utime(folder / name[:2] / name, (0, (NOW - timedelta(days=3)).timestamp()))
    os.utime(folder / young[:2] / young, (0, NOW.timestamp()))

    found = purge.lost_photos(session, photos=tools.photos, now=NOW)
    for _ in range(2):
        purge.forget_photos(tools.photos, found)

    assert found == [lost]
    assert [tools.photos.read(name) for name in (photo.file, young)] == [b"large", b"young"]
    with pytest.raises(NotFound):
        tools.photos.read(lost)
    for name in (photo.file, photo.thumbnail, young):
        tools.photos.delete(name)


def test_every_job_has_a_schedule(tmp_path):
    queue = SqliteHuey("t", filename=str(tmp_path / "q.db"))
    registry.register(queue, None)

    scheduled = {type(task).__name__ for task in queue._registry.periodic_tasks}
    assert scheduled == {
        "sweep_outbox",
        "purge",
        "forget_lost_photos",
        "chase_questions",
        "empty_log",
        "sample_readings",
        "close_silent_cases",
        "run_out_of_time",
        "remind_of_due_dates",
        "send_digests",
    }


def test_the_queue_is_redis_when_there_is_one(tmp_path):
    plain = registry.make_queue(settings_for(tmp_path))
    redis = registry.make_queue(settings_for(tmp_path, redis_url="redis://127.0.0.1:6399"))

    assert [type(queue).__name__ for queue in (plain, redis)] == ["SqliteHuey", "RedisHuey"]


SECRET = "người ký nhận rau".encode()


@pytest.fixture
def engine(tmp_path):
    """A database whose log still holds what was overwritten."""
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    database.prepare(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (words TEXT)")
        connection.exec_driver_sql(f"INSERT INTO t VALUES ('{SECRET.decode()}')")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE t SET words = ''")
    assert SECRET in (tmp_path / "x.db-wal").read_bytes()
    yield engine
    engine.dispose()


def test_the_log_keeps_no_old_page(engine, tmp_path):
    """What was overwritten must be in no file beside the database either."""
    assert purge.empty_log(engine)
    assert not [file.name for file in tmp_path.iterdir() if SECRET in file.read_bytes()]


@pytest.mark.parametrize("busy", ["BEGIN IMMEDIATE", "BEGIN"])
def test_a_log_in_use_is_left_for_the_next_minute_and_nobody_waits(engine, tmp_path, busy):
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute(busy)
    other.execute("SELECT * FROM t").fetchall()

    first = purge.empty_log(engine)  # a connection of the pool would give up after 15 seconds
    other.close()

    assert (first, purge.empty_log(engine)) == (False, True)
    with engine.connect() as connection:  # later writers wait their turn again
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 15_000


@pytest.mark.parametrize(
    ("ago", "wanted"), [(timedelta(minutes=59), True), (timedelta(minutes=61), False)]
)
def test_the_log_is_emptied_for_an_hour_after_a_comment_was_sealed(
    session, article, moderator, tools, ago, wanted
):
    told = factories.comment(session, article)
    sealing.cover(
        session, told, seen_version=told.version, seal=tools.seal, actor=moderator, now=NOW - ago
    )

    assert purge.log_must_go(session, session.get_bind().engine, now=NOW) is wanted


def test_a_large_log_is_emptied_whatever_it_holds(session, engine, monkeypatch):
    before = purge.log_must_go(session, engine, now=NOW)
    monkeypatch.setattr(purge, "LARGE_LOG", 1)

    assert (before, purge.log_must_go(session, engine, now=NOW)) == (False, True)


def test_other_databases_look_after_their_own_log(postgresql_url):
    engine = create_engine(postgresql_url)

    assert purge.empty_log(engine)

    engine.dispose()


def test_every_job_runs_in_an_empty_house(tmp_path):
    app = make_app(settings_for(tmp_path), clock=lambda: NOW)
    queue = registry.make_queue(app.extensions["toolbox"].settings)
    registry.register(queue, workshop_for(app))
    old = tmp_path / "mail" / "outbox-1.eml"
    old.parent.mkdir()
    old.touch()
    os.utime(old, (0, 0))

    for task in queue._registry.periodic_tasks:
        task.execute()

    close(app)
    assert not old.exists()
