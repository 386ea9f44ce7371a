"""Short messages: a real program, a real HTTP server, files."""

import json
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from moderation.adapters import sms, zalo
from moderation.adapters.texter import Text, TextNotSent, TextRefused
from moderation.domain.errors import SettingsError

TEXT = Text("+84900000111", "Lắng Nghe: phản ánh có tin mới.", "outbox-7")


@pytest.fixture
def program(tmp_path):
    """A program that writes what it is given, and ends as told."""

    def make(status: int = 0) -> str:
        file = tmp_path / "gui-tin"
        file.write_text(
            f"#!{sys.executable}\nimport os, sys\n"
            f"with open({str(tmp_path / 'taken')!r}, 'w', encoding='utf-8') as kept:\n"
            "    kept.write(os.environ['PORTAL_MESSAGE_KEY'] + '\\n'\n"
            "        + sys.stdin.buffer.read().decode())\n"
            f"sys.exit({status})\n"
        )
        file.chmod(0o700)
        return str(file)

    return make


def test_a_program_reads_the_number_and_the_words(program, tmp_path):
    sms.texter_for(program(), tmp_path / "sms").send(TEXT)

    taken = (tmp_path / "taken").read_text(encoding="utf-8")
    assert taken == f"outbox-7\n{TEXT.number}\n{TEXT.words}\n"
    assert not (tmp_path / "sms").exists()


@pytest.mark.parametrize(("status", "error"), [(1, TextNotSent), (67, TextRefused)])
def test_a_program_says_how_it_ended(program, tmp_path, status, error):
    with pytest.raises(TextNotSent) as caught:
        sms.texter_for(program(status), tmp_path).send(TEXT)

    assert type(caught.value) is error
    assert TEXT.number not in str(caught.value)


def test_a_program_that_is_not_there_is_a_failure_like_another(tmp_path):
    with pytest.raises(OSError, match="127"):
        sms.texter_for("/nowhere/gui-tin", tmp_path).send(TEXT)


class Gateway(HTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken, self.status = [], 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tin"


class Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.headers["Idempotency-Key"], json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def gateway():
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_gateway_takes_one_message_with_its_key(gateway, tmp_path):
    zalo.texter_for(gateway.url, tmp_path).send(TEXT)

    assert gateway.taken == [
        ("outbox-7", {"to": TEXT.number, "text": TEXT.words, "key": "outbox-7"})
    ]


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, TextRefused), (422, TextRefused), (429, TextNotSent), (500, TextNotSent)],
)
def test_a_gateway_refuses_for_good_or_for_now(gateway, tmp_path, status, error):
    gateway.status = status

    with pytest.raises(TextNotSent) as caught:
        zalo.texter_for(gateway.url, tmp_path).send(TEXT)

    assert type(caught.value) is error


def test_a_gateway_that_is_away_is_a_failure_like_another(gateway, tmp_path):
    gateway.server_close()

    with pytest.raises(OSError, match=r"refused|reset"):
        zalo.texter_for(gateway.url, tmp_path).send(TEXT)


def test_files_are_written_once_a_message_and_forgotten(tmp_path):
    texter = sms.texter_for("", tmp_path / "sms")

    for _ in range(2):
        texter.send(TEXT)
    [file] = (tmp_path / "sms").iterdir()

    assert file.read_text() == f"{TEXT.number}\n{TEXT.words}\n"
    os.utime(file, (0, 0))
    texter.forget(datetime.now(UTC) - timedelta(days=7))
    assert not file.exists()


def test_zalo_is_off_until_it_is_set(tmp_path):
    assert zalo.texter_for("", tmp_path) is None
    assert zalo.texter_for("files", tmp_path) is not None
    with pytest.raises(SettingsError, match="PORTAL_ZALO_URL"):
        zalo.texter_for("ftp://x", tmp_path)
