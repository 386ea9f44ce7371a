"""What was acknowledged is there after `kill -9`: complaints, their numbers, their photos."""

import http.client
import re
import signal
import threading
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from uuid import uuid4

from PIL import Image

from tests.journeys.server import FIXED_ANSWER, flask, prepare, request, serving, until


def photo() -> bytes:
    file = BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def multipart(fields: dict[str, str], content: bytes) -> tuple[bytes, str]:
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n'
    parts.append(head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


@dataclass
class Senders:
    """Threads that file complaints with a photo each, until the server is gone."""

    host: str
    each: int
    tag: str = field(default_factory=lambda: uuid4().hex)
    cookies: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def __enter__(self) -> "Senders":
        self._threads = [threading.Thread(target=self._run) for _ in range(4)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        for _ in range(self.each):
            try:
                self._file()
            except OSError:
                return
            except http.client.HTTPException:
                return

    def _file(self) -> None:
        page = request(self.host, "GET", "/gui-phan-anh")
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        hidden = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.text):
            hidden[re.search(r'name="(\w+)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]
        words = {
            "content": f"Cống tắc {self.tag}",
            "ward": "Phường Hoàn Kiếm",
            "captcha_answer": FIXED_ANSWER,
            "send": "1",
        }
        body, kind = multipart({**hidden, **words}, photo())
        with closing(http.client.HTTPConnection(self.host, timeout=60)) as connection:
            head = {"Content-Type": kind, "Cookie": cookie}
            connection.request("POST", "/gui-phan-anh", body, head)
            response = connection.getresponse()
            response.read()
        if response.status == 422:  # the photo was added first; the form comes back with it
            self.refused.append(response.status)
            return
        assert response.status == 303, response.status
        self.cookies.append(response.getheader("Set-Cookie").partition(";")[0])


def test_kill_minus_nine_loses_no_acknowledged_complaint_and_no_photo(tmp_path):
    instance = tmp_path / "instance"
    prepare(instance, ["db", "upgrade"], ["agencies", "import"])
    with serving(instance) as server, Senders(server.host, each=15) as senders:
        assert until(lambda: len(senders.cookies) >= 20, seconds=60)
        server.signal(signal.SIGKILL)
        server.wait()

    with serving(instance) as server:
        opened = [_opened(server.host, cookie) for cookie in senders.cookies]
    counted = int(flask(instance, "complaints", "count", "--contains", senders.tag).stdout)

    assert senders.refused == []
    assert len(opened) >= 20
    assert all(photo_status == 200 for _, photo_status in opened)
    assert len({code for code, _ in opened}) == len(opened) <= counted
    assert flask(instance, "check").returncode == 0


def _opened(host: str, cookie: str) -> tuple[str, int]:
    """The code the sender was shown, and whether its photo is there."""
    thanks = request(host, "GET", "/gui-phan-anh/da-gui", cookie=cookie)
    code = re.search(r"PA(?:-[0-9A-Z]{4}){3}", thanks.text)[0]
    number = re.search(r"<dd>(\d{4} \d{4})</dd>", thanks.text)[1]
    form = request(host, "GET", f"/tra-cuu/{code}", cookie=cookie)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)[1]
    body = f"csrf_token={token}&ma={code}&so={number.replace(' ', '')}"
    answer = request(host, "POST", "/tra-cuu", body, cookie)
    inside = answer.headers["Set-Cookie"].partition(";")[0]
    private = request(host, "GET", f"/tra-cuu/{code}", cookie=inside)
    address = re.search(r'href="(/anh/[^"]+)"', private.text)[1]
    return code, request(host, "GET", address, cookie=inside).status
