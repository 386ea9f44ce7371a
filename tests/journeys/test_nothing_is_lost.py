"""What was acknowledged is kept, whatever happens to the server. Real processes, real signals."""

import signal
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from tests.journeys.server import Form, article_in, flask, request, serving, until

SENDERS = 8


class Crowd:
    """Threads that send comments one after the other until the server is gone."""

    def __init__(self, host: str, path: str, each: int) -> None:
        self.tag = uuid.uuid4().hex
        self.receipts: list[str] = []
        self.dropped: list[str] = []
        self._host, self._path, self._each = host, path, each
        self._threads = [threading.Thread(target=self._send) for _ in range(SENDERS)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        for number in range(self._each):
            try:
                form = Form.fetch(self._host, self._path)
            except ConnectionRefusedError:
                return
            except (OSError, HTTPException, AssertionError) as error:
                self.dropped.append(f"GET {error!r}")
                return
            try:
                answer = form.send(content=f"{self.tag} {number}")
            except ConnectionRefusedError:
                return
            except (OSError, HTTPException) as error:
                self.dropped.append(f"POST {error!r}")
                return
            assert answer.status == 303, answer.text
            self.receipts.append(answer.location)


def test_kill_minus_nine_loses_nothing_that_was_acknowledged(tmp_path):
    instance = tmp_path / "instance"
    path = article_in(instance, tmp_path)
    with serving(instance) as server, Crowd(server.host, path, each=13) as crowd:
        assert until(lambda: len(crowd.receipts) >= 30)
        server.signal(signal.SIGKILL)
        server.wait()

    acknowledged = list(crowd.receipts)
    with serving(instance) as server:
        found = [request(server.host, "GET", receipt).status for receipt in acknowledged]
    counted = int(flask(instance, "comments", "count", "--contains", crowd.tag).stdout)

    assert len(acknowledged) >= 30
    assert set(found) == {200}
    assert len(set(acknowledged)) == len(acknowledged) <= counted
    assert flask(instance, "check").returncode == 0


def test_sigterm_answers_everything_it_accepted_and_ends_well(tmp_path):
    instance = tmp_path / "instance"
    path = article_in(instance, tmp_path)
    with serving(instance) as server, Crowd(server.host, path, each=200) as crowd:
        assert until(lambda: len(crowd.receipts) >= 40)
        server.signal(signal.SIGTERM)
        status = server.wait()

    counted = int(flask(instance, "comments", "count", "--contains", crowd.tag).stdout)
    assert status == 0
    assert crowd.dropped == []
    assert counted == len(set(crowd.receipts)) == len(crowd.receipts) >= 40


def test_sigterm_waits_for_a_form_half_sent(tmp_path):
    """The headers are there, the words still on their way over a slow line."""
    instance = tmp_path / "instance"
    path = article_in(instance, tmp_path)
    with serving(instance) as server:
        head, body = Form.fetch(server.host, path).written(content="đường truyền chậm")
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(head + body[:50])
            time.sleep(0.3)
            server.signal(signal.SIGTERM)
            time.sleep(1.0)
            line.sendall(body[50:])
            answer = b""
            while part := line.recv(65536):
                answer += part
        status = server.wait()

    assert answer.startswith(b"HTTP/1.1 303")
    assert b"Connection: close" in answer
    assert status == 0
    assert flask(instance, "comments", "count", "--contains", "truyền chậm").stdout == "1\n"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_eight_copies_of_one_form_sent_at_once_make_one_row_and_eight_equal_receipts(
    tmp_path, database, request
):
    instance = tmp_path / "instance"
    changes = {"PORTAL_DATABASE_URL": _own_database(request)} if database == "postgresql" else {}
    path = article_in(instance, tmp_path, **changes)
    with serving(instance, **changes) as server:
        form = Form.fetch(server.host, path)
        start = threading.Barrier(8)

        def send(_number: int):
            start.wait()
            return form.send(content="tám bản của một biểu mẫu")

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(8)))

    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert flask(instance, "comments", "count", "--contains", "tám bản", **changes).stdout == "1\n"


def _own_database(request) -> str:
    import sqlalchemy as sa

    url = request.getfixturevalue("postgresql_url")
    name = f"own_{uuid.uuid4().hex[:8]}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    server.dispose()
    return url.replace("/postgres?", f"/{name}?")
