"""Real servers on free ports, and a plain HTTP client that sends the portal's forms."""

import atexit
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from tests.conftest import FIXED_ANSWER

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "app"]


def environment(instance: Path, **changes: str) -> dict[str, str]:
    """The environment of a testing server; nothing of ours leaks in from outside."""
    foreign = ("PORTAL_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {
        **kept,
        "PORTAL_INSTANCE": str(instance),
        "PORTAL_TESTING": "1",
        "PORTAL_CAPTCHA_FIXED_ANSWER": FIXED_ANSWER,
        "PORTAL_UNDO_SECONDS": "0",  # a decision is seen at once; a test of undoing says otherwise
        "PORTAL_QUIET_HOURS": "none",  # tests run at night too
        "PYTHONUNBUFFERED": "1",
        **changes,
    }


def flask(
    instance: Path, *words: str, text: str = "", **changes: str
) -> subprocess.CompletedProcess:
    """Run one command to its end."""
    return subprocess.run(
        [*FLASK, *words],
        cwd=ROOT,
        env=environment(instance, **changes),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


_EACH = """
import json, sys
from app import create_app
runner = create_app().test_cli_runner()
for words in json.loads(sys.argv[1]):
    result = runner.invoke(args=words, input=sys.argv[2])
    assert result.exit_code == 0, (words, result.output)
"""


def prepare(instance: Path, *commands: Sequence[str], text: str = "", **changes: str) -> None:
    """Commands that must go well, all in one process: starting takes longer than most of them."""
    done = subprocess.run(
        [sys.executable, "-c", _EACH, json.dumps(commands), text],
        cwd=ROOT,
        env=environment(instance, FLASK_RUN_FROM_CLI="true", **changes),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@dataclass
class Server:
    process: subprocess.Popen
    port: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self, seconds: float = 40) -> int:
        return self.process.wait(seconds)

    def memory_mb(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@contextmanager
def serving(instance: Path, *words: str, **changes: str) -> Iterator[Server]:
    """`serve` on a free port, until the end of the block."""
    process = subprocess.Popen(
        [*FLASK, "serve", "--port", "0", *words], cwd=ROOT, env=environment(instance, **changes),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield Server(process, _port_of(process))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _port_of(process: subprocess.Popen) -> int:
    for line in process.stdout:
        found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
        if found:
            return int(found[1])
    raise AssertionError(f"the server ended with {process.wait()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, seconds: float = 20) -> bool:
    """Wait for something that happens elsewhere."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


def request(host: str, method: str, path: str, body: str | None = None, cookie: str = "") -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(host, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    if cookie:
        headers["Cookie"] = cookie
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return Answer(
            response.status, response.read().decode(errors="replace"), dict(response.getheaders())
        )
    finally:
        connection.close()


@dataclass
class Form:
    """A comment form as fetched: its hidden fields and the cookie it belongs to."""

    host: str
    path: str
    hidden: dict[str, str]
    cookie: str

    @classmethod
    def fetch(cls, host: str, path: str) -> "Form":
        page = request(host, "GET", path)
        assert page.status == 200, page.text
        hidden = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.text):
            hidden[re.search(r'name="(\w+)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]
        return cls(host, path, hidden, page.headers["Set-Cookie"].partition(";")[0])

    def send(self, **typed: str) -> Answer:
        return request(self.host, "POST", self.path, self._encoded(typed), self.cookie)

    def written(self, **typed: str) -> tuple[bytes, bytes]:
        """Head and body as they travel, for a test that sends them by hand."""
        body = self._encoded(typed).encode()
        head = (
            f"POST {self.path} HTTP/1.1",
            f"Host: {self.host}",
            f"Cookie: {self.cookie}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join([*head, "", ""]).encode(), body

    def _encoded(self, typed: dict[str, str]) -> str:
        words = {"full_name": "Người gửi", "title": "Góp ý", "content": "Nội dung"}
        return urlencode({**self.hidden, **words, "captcha_answer": FIXED_ANSWER, **typed})


def article_in(instance: Path, folder: Path, **changes: str) -> str:
    """Migrate, import one article, and give its path. On SQLite it is done once and copied."""
    if changes:
        _fill(instance, folder, **changes)
    else:
        shutil.copytree(_filled(), instance, dirs_exist_ok=True)
    return "/bai-viet/bai-de-thu"


@cache
def _filled() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="portal-article-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _fill(folder / "instance", folder)
    return folder / "instance"


def _fill(instance: Path, folder: Path, **changes: str) -> None:
    file = folder / "tin.txt"
    file.write_text("Bài để thử (08:00 20/11/2019)\n\nDẫn.\n\nĐoạn.\n")
    prepare(instance, ["db", "upgrade"], ["articles", "import", str(file)], **changes)
