"""CPU per request of the product beside a bare Flask page, in one run, at two sizes.

Absolute times belong to the machine and the minute: so a bare page is measured before and after
every stretch, and what is judged is the time at the speed at which budgets hold
(docs/adr/0013-budgets-beside-a-bare-page.md). Run it on a machine that has nothing else to do.
"""

import argparse
import http.client
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench import casework, comments, complaints, phases, recounting

ROOT = Path(__file__).parent.parent
ANSWER = "23456"
AGENCY = "SXD"
SIZES = (1_000, 100_000)
MEMORY_BUDGET = 130
#: Milliseconds of CPU of a bare page on the machine that the budgets are held to: the fastest that
#: was seen where this was developed. On a faster one nothing is added.
REFERENCE = 0.25
#: How often a bare page is asked for between two stretches.
_PAGES = 60
_STRETCHES = 6
#: Milliseconds of CPU an operation may cost, from the plan of the house.
BUDGETS = {
    "article, 100 comments": 6.0,
    "submit": 8.0,
    "queue of 50": 12.0,
    "one card": 5.0,
    "decide": 4.0,
    "bulk of 50": 40.0,
    "phases, 1,000 characters": 2.0,
    "phases, 20,000 hostile": 50.0,
    "file a complaint": 8.0,
    "look for similar complaints": 10.0,
    "follow a complaint": 4.0,
    "intake queue of 50": 8.0,
    "route a complaint": 8.0,
    "case list of 50": 8.0,
    "case page, 40 events": 10.0,
    "agency inbox of 50": 8.0,
    "transition": 6.0,
    "publish an answer": 6.0,
}
#: Seconds of CPU until a server with a filled database listens, and seconds in which 10,000 open
#: deadlines are counted anew and written.
ONCE = {"start": 3.0, "counting anew": 30.0}


_OF_ALL_THREADS = 2  # Linux names the CPU clock of a process so, as clock_getcpuclockid(3) does


@dataclass
class Server:
    process: subprocess.Popen
    port: int

    def cpu_ms(self) -> float:
        """CPU spent since the start, user and system, in milliseconds."""
        return time.clock_gettime(~self.process.pid << 3 | _OF_ALL_THREADS) * 1000

    def memory_mb(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@contextmanager
def running(command: list[str], **environ: str) -> Iterator[Server]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    process = subprocess.Popen(
        command, cwd=ROOT, env={**clean, **environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        for line in process.stdout:
            found = re.search(r"listening on \S+:(\d+)", line)
            if found:
                break
        else:
            raise SystemExit(f"{command} did not start")
        yield Server(process, int(found[1]))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


_LONGEST_PAUSE = 10.0  # seconds


class Client:
    """A keep-alive connection with cookies."""

    def __init__(self, port: int, *, gzip: bool = False) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Accept-Encoding": "gzip"} if gzip else {}
        self._asked_at = time.monotonic()
        self.bytes = 0

    @property
    def cookie(self) -> str:
        """What the server gave last."""
        return self._headers["Cookie"]

    @cookie.setter
    def cookie(self, value: str) -> None:
        self._headers["Cookie"] = value

    def come_from(self, address: str) -> None:
        """Be somebody else from now on; the product trusts one proxy in front of it."""
        self._headers["X-Forwarded-For"] = address

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        if time.monotonic() - self._asked_at > _LONGEST_PAUSE:
            self._connection.close()  # before the server does; asking opens it again
        self._asked_at = time.monotonic()
        body = urlencode(form, doseq=True) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        self._connection.request(method, path, body, {**self._headers, **kind})
        response = self._connection.getresponse()
        data = response.read()
        self.bytes = len(data)
        cookie = response.getheader("Set-Cookie")
        if cookie:
            self._headers["Cookie"] = cookie.partition(";")[0]
        if response.status in (301, 303):
            return response.status, response.getheader("Location")
        return response.status, data.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Figure:
    """CPU milliseconds of one operation: as measured, and at the reference's speed."""

    raw: float
    even: float


class Yardstick:
    """A bare page, asked for between stretches: it tells how slow the machine is just then."""

    def __init__(self, bare: Server) -> None:
        self._bare, self._client = bare, Client(bare.port)
        self.readings: list[float] = []
        self.read()
        self.readings.clear()  # the first ones warm it up

    def read(self) -> float:
        """CPU milliseconds of a bare page now."""
        before = self._bare.cpu_ms()
        for _ in range(_PAGES):
            assert self._client.ask("GET", "/")[0] == 200
        self.readings.append((self._bare.cpu_ms() - before) / _PAGES)
        return self.readings[-1]

    def beside(self, stretches: Sequence[Callable[[], float]]) -> Figure:
        """The median of the stretches, because a neighbour on the machine makes some of them
        dearer; each is also divided by how slow the bare page was before and after it.
        """
        readings, raw = [self.read()], []
        for stretch in stretches:
            raw.append(stretch())
            readings.append(self.read())
        slow = [max(1.0, (one + two) / 2 / REFERENCE) for one, two in pairwise(readings)]
        return Figure(
            raw=median(raw),
            even=median(value / factor for value, factor in zip(raw, slow, strict=True)),
        )


def cost(
    server: Server,
    yardstick: Yardstick,
    act: Callable[[int], tuple[int, str]],
    expected: int,
    rounds: int,
) -> Figure:
    """CPU milliseconds of the server per call of `act`, after a few calls to warm up."""
    for number in range(5):
        assert act(-1 - number)[0] == expected

    def stretch(numbers: range) -> float:
        before = server.cpu_ms()
        for number in numbers:
            status, text = act(number)
            assert status == expected, (status, text[:300])
        return (server.cpu_ms() - before) / len(numbers)

    length = -(-rounds // _STRETCHES)
    parts = [range(start, min(start + length, rounds)) for start in range(0, rounds, length)]
    return yardstick.beside([lambda part=part: stretch(part) for part in parts])


def token_in(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def measure(server: Server, yardstick: Yardstick, rounds: int) -> dict[str, Figure]:
    """CPU of every operation on a filled product."""
    reader, packed = Client(server.port), Client(server.port, gzip=True)
    desk = Client(server.port)
    _log_in(desk)
    path = re.search(r'href="(/bai-viet/bai-do[^"#]+)"', reader.ask("GET", "/")[1])[1]
    packed.ask("GET", path)

    def costs(act: Callable[[int], tuple[int, str]], expected: int, times: int = rounds) -> Figure:
        return cost(server, yardstick, act, expected, times)

    submit = comments.submitting(reader, path, ANSWER)
    figures = {
        "article, 100 comments": costs(lambda _: reader.ask("GET", path), 200),
        "the same, gzip": costs(lambda _: packed.ask("GET", path), 200),
        "submit": costs(submit, 303),
        "queue of 50": costs(lambda _: desk.ask("GET", "/staff/comments"), 200),
        "home": costs(lambda _: reader.ask("GET", "/"), 200),
    }
    figures["one card"] = costs(comments.opening(desk), 200)
    figures["decide"] = costs(comments.deciding(desk, rounds + 5), 303)
    batches = max(3, rounds // 20)
    bulk = comments.bulk(desk, batches + 5)
    if bulk:
        figures["bulk of 50"] = costs(bulk, 303, batches)
    return figures


def measure_complaints(server: Server, yardstick: Yardstick, rounds: int) -> dict[str, Figure]:
    """CPU of what is done with complaints."""
    citizen, desk = Client(server.port), Client(server.port)
    _log_in(desk, "dieuphoi@example.org")

    def costs(act: Callable[[int], tuple[int, str]], expected: int) -> Figure:
        return cost(server, yardstick, act, expected, rounds)

    return {
        "file a complaint": costs(complaints.filing(citizen, ANSWER), 303),
        "look for similar complaints": cost(
            server, yardstick, complaints.looking_alike(Client(server.port)), 200, min(rounds, 100)
        ),
        "follow a complaint": costs(complaints.tracking(Client(server.port)), 200),
        "intake queue of 50": costs(lambda _: desk.ask("GET", "/staff/complaints"), 200),
        "complaint that waits": costs(complaints.waiting_page(desk), 200),
        "route a complaint": costs(complaints.routing(desk, rounds + 6), 303),
        **measure_cases(server, yardstick, desk, rounds),
    }


def measure_cases(
    server: Server, yardstick: Yardstick, desk: Client, rounds: int
) -> dict[str, Figure]:
    """CPU of what is done with cases: by the coordinator, and by an agency."""
    agency = Client(server.port)
    _log_in(agency, "coquan@example.org")
    in_hand = min(rounds, 30)  # a small house has few parts of one agency
    paths = casework.offered(agency, in_hand + 5)

    def costs(act: Callable[[int], tuple[int, str]], expected: int, times: int = rounds) -> Figure:
        return cost(server, yardstick, act, expected, times)

    return {
        "case list of 50": costs(lambda _: desk.ask("GET", "/staff/cases?queue=late"), 200),
        "case page, 40 events": costs(casework.case_page(desk), 200),
        "agency inbox of 50": costs(lambda _: agency.ask("GET", "/agency/"), 200),
        "an agency's case": costs(lambda _: agency.ask("GET", paths[0]), 200),
        "transition": costs(casework.taking(agency, paths), 303, in_hand),
        "publish an answer": costs(casework.publishing(desk, agency, paths), 303, in_hand),
    }


def _log_in(client: Client, email: str = "do@example.org") -> None:
    token = token_in(client.ask("GET", "/login")[1])
    form = {"csrf_token": token, "email": email, "password": "mat khau de do"}
    assert client.ask("POST", "/login", form)[0] == 303
    client.ask("GET", "/staff/")


def prepare(instance: Path, size: int) -> dict[str, str]:
    """A filled instance and the environment that serves it."""
    environ = {
        **os.environ,
        "PORTAL_INSTANCE": str(instance),
        "PORTAL_TESTING": "1",
        "PORTAL_CAPTCHA_FIXED_ANSWER": ANSWER,
        "PORTAL_COMMENT_RATE": "1000000 per minute",
        "PORTAL_COMPLAINT_RATE": "1000000 per minute",
        "PORTAL_PROXIES": "1",
        "PORTAL_LOG_LEVEL": "INFO",
    }
    fill = ["--instance", str(instance), "--comments", str(size), "--complaints", str(size)]
    subprocess.run([sys.executable, "-m", "bench.fill", *fill], cwd=ROOT, check=True)
    people = {"do": "moderator", "dieuphoi": "coordinator", "coquan": "agency_officer"}
    for email, role in people.items():
        words = [f"{email}@example.org", "--name", "Do", "--role", role, "--password-stdin"]
        words += ["--agency", AGENCY] if role == "agency_officer" else []
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", "staff", "add", *words], cwd=ROOT,
            env=environ, input="mat khau de do\n", text=True, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return {name: value for name, value in environ.items() if name.startswith("PORTAL_")}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    asked = parser.parse_args()
    figures: dict[int, dict[str, Figure]] = {}
    memory, started = {}, []
    with running([sys.executable, "-m", "bench.bare"]) as bare:
        yardstick = Yardstick(bare)
        alone = {name: yardstick.beside([act] * 3) for name, act in phases.measured().items()}
        for size in asked.sizes:
            with tempfile.TemporaryDirectory() as folder:
                environ = prepare(Path(folder), size)
                serve = [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", "0"]
                with running(serve, **environ) as server:
                    memory[size] = server.memory_mb()
                    started.append(server.cpu_ms() / 1000)
                    figures[size] = measure(server, yardstick, asked.rounds)
                    figures[size] |= measure_complaints(server, yardstick, asked.rounds)
                    figures[size] |= alone
    once = {"start": max(started), "counting anew": recounting.measured()}
    return _report(yardstick.readings, figures, memory, once, asked.json)


def _report(
    bare: Sequence[float],
    figures: dict[int, dict[str, Figure]],
    memory: dict[int, float],
    once: dict[str, float],
    out: Path | None,
) -> int:
    """Print the table; 1 when a budget is exceeded at any size."""
    print(
        f"\nCPU ms per request. A bare Flask page costs {median(bare):.2f} in this run, from"
        f" {min(bare):.2f} to {max(bare):.2f};\nbeside each figure, in brackets, what it is where"
        f" one costs {REFERENCE:.2f}: that is held to the budget\n"
    )
    print(f"{'':24}" + "".join(f"{size:>18,}" for size in figures) + f"{'budget':>9}{'x bare':>9}")
    over = []
    for name in dict.fromkeys(name for size in figures for name in figures[size]):
        values = [figures[size].get(name, _NOTHING) for size in figures]
        budget = BUDGETS.get(name)
        mark = f"{budget:9.1f}" if budget else " " * 9
        print(
            f"{name:24}"
            + "".join(f"{value.raw:9.2f} ({value.even:6.2f})" for value in values)
            + mark
            + f"{values[-1].even / REFERENCE:9.1f}"
        )
        if budget and any(value.even > budget for value in values):
            over.append(name)
    idle = "".join(f"{memory[size]:9.0f}{'':9}" for size in figures)
    print(f"{'idle memory, MB':24}{idle}{MEMORY_BUDGET:9}")
    if max(memory.values()) > MEMORY_BUDGET:
        over.append("idle memory")
    print(f"start, on a filled database: {once['start']:.1f} s of CPU of {ONCE['start']:.0f}")
    print(f"counting 10,000 open deadlines anew: {once['counting anew']:.1f} s of", end=" ")
    print(f"{ONCE['counting anew']:.0f}")
    over += [name for name, seconds in once.items() if seconds > ONCE[name]]
    if out:
        out.write_text(_as_json(bare, figures, memory, once))
    print("\nover budget: " + ", ".join(over) if over else "\nwithin every budget")
    return 1 if over else 0


_NOTHING = Figure(math.nan, math.nan)


def _as_json(
    bare: Sequence[float],
    figures: dict[int, dict[str, Figure]],
    memory: dict[int, float],
    once: dict[str, float],
) -> str:
    def each(kind: str) -> dict[int, dict[str, float]]:
        return {
            size: {name: getattr(value, kind) for name, value in found.items()}
            for size, found in figures.items()
        }

    kept = {"bare": median(bare), "cpu_ms": each("raw"), "at_reference_ms": each("even")}
    return json.dumps(kept | {"memory_mb": memory, "seconds": once}, indent=1)


if __name__ == "__main__":
    sys.exit(main())
