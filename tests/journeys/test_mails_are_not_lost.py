"""Real workers, killed again and again while a real SMTP server takes its time."""

import asyncio
import email
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from datetime import datetime
from email import policy
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from tests.journeys.rows import insert
from tests.journeys.server import FLASK, ROOT, environment, flask, free_port, prepare, until

CITIZENS, KILLS = 12, 4
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class SlowPostOffice:
    """Takes mail, but thinks a while before it says so."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.rcpt_tos[0], str(message["Message-ID"])))
        await asyncio.sleep(0.15)
        return "250 taken"


@contextmanager
def worker(instance, **changes):
    process = subprocess.Popen(
        [*FLASK, "jobs", "work"], cwd=ROOT, env=environment(instance, **changes),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def post_office():
    box = SlowPostOffice()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def instance(tmp_path):
    """News for citizens, an urgent mail to an officer, and digests that are due all day long."""
    add = ["staff", "add", "--name", "Người", "--password-stdin"]
    prepare(
        tmp_path,
        ["db", "upgrade"],
        ["agencies", "import"],
        [*add, "quoc@city.example", "--role", "agency-officer", "--agency", "SXD"],
        [*add, "dieu@city.example", "--role", "coordinator"],
        text="mat khau de thu\n",
    )
    with closing(sqlite3.connect(tmp_path / "portal.db")) as database:
        _fill(database)
        database.commit()
    return tmp_path


def _fill(database) -> None:
    then, today = "2026-01-01 00:00:00.000000", datetime.now(HANOI).date().isoformat()
    agency = database.execute("SELECT id FROM agency WHERE code = 'SXD'").fetchone()[0]
    officer = database.execute("SELECT id FROM staff WHERE email LIKE 'quoc%'").fetchone()[0]
    moments = {"submitted_at": then, "respond_by": then}
    for number in range(1, CITIZENS + 1):
        insert(
            database, "complaint", id=number, code=f"PA-{number}", full_name="A", title="B",
            content="C", email=f"dan{number}@mail.example", consent_contact=1, number_salt="s",
            number_hash="h", state="received", **moments,
        )  # fmt: skip
        insert(
            database, "outbox_message", kind="complaint_news", subject_id=number, created_at=then,
            due_at=then,
        )  # fmt: skip
    insert(database, "case_file", id=1, state="assigned", due_on=today, opened_at=then)
    database.execute("UPDATE complaint SET state = 'accepted', case_id = 1 WHERE id = 1")
    insert(
        database, "assignment", id=1, case_id=1, agency_id=agency, role="lead", state="offered",
        due_on=today, offered_at=then,
    )  # fmt: skip
    insert(
        database, "outbox_message", kind="work_offered", subject_id=1, staff_id=officer,
        created_at=then, due_at=then,
    )  # fmt: skip
    database.execute('DELETE FROM calendar_day WHERE "on" = ?', (today,))
    insert(
        database, "calendar_day", on=today, is_working=1,
        name="ngày làm bù", name_en="",
    )  # fmt: skip


def _everything_again(instance) -> int:
    """Whose worker was killed comes round in five minutes; nobody here waits so long."""
    with closing(sqlite3.connect(instance / "portal.db", timeout=30)) as database:
        left = database.execute(
            "UPDATE outbox_message SET due_at = '2026-01-01 00:00:00.000000'"
            " WHERE finished_at IS NULL"
        ).rowcount
        database.commit()
    return left


def _unfinished(instance) -> int:
    with closing(sqlite3.connect(instance / "portal.db", timeout=30)) as database:
        return database.execute(
            "SELECT count(*) FROM outbox_message WHERE finished_at IS NULL"
        ).fetchone()[0]


def test_killed_workers_lose_no_mail_and_repeat_only_what_they_were_at(instance, post_office):
    box, url = post_office
    changes = {"PORTAL_SMTP_URL": url, "PORTAL_DIGEST_HOUR": "0"}
    for _ in range(KILLS):
        before = len(box.taken)
        with worker(instance, **changes) as process:
            assert until(lambda before=before: len(box.taken) > before + 1, seconds=60)
            process.send_signal(signal.SIGKILL)
            process.wait()
        time.sleep(0.3)  # what was on its way arrives
        _everything_again(instance)

    with worker(instance, **changes):
        assert until(lambda: _unfinished(instance) == 0, seconds=60)
    _make_digests_due(instance, changes)

    addresses = Counter(to for to, _ in box.taken)
    citizens = {f"dan{number}@mail.example" for number in range(1, CITIZENS + 1)}
    assert set(addresses) == citizens | {"quoc@city.example", "dieu@city.example"}
    ids = Counter(message_id for _, message_id in box.taken)
    assert len(ids) == CITIZENS + 1 + 2  # the urgent mail, and a digest each
    assert sum(ids.values()) - len(ids) <= KILLS  # one at a time, with its own Message-ID again
    assert flask(instance, "check").returncode == 0


def _make_digests_due(instance, changes) -> None:
    """The job itself, twice, as its schedule would call it; a worker is killed between the two."""
    script = (
        "from app import create_app\n"
        "from moderation.cli.workshop import workshop_for\n"
        "from moderation.jobs import registry\n"
        "app = create_app()\n"
        "queue = registry.make_queue(app.extensions['toolbox'].settings)\n"
        "registry.register(queue, workshop_for(app))\n"
        "tasks = {type(task).__name__: task for task in queue._registry.periodic_tasks}\n"
        "tasks['send_digests'].execute()\n"
    )
    for _ in range(2):
        environ = environment(instance, FLASK_RUN_FROM_CLI="true", **changes)
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        with worker(instance, **changes) as process:
            until(lambda: _unfinished(instance) == 0, seconds=1)
            process.send_signal(signal.SIGKILL)
            process.wait()
        _everything_again(instance)
    with worker(instance, **changes):
        assert until(lambda: _unfinished(instance) == 0, seconds=60)
