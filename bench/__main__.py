"""CPU per request of the product beside a bare Flask page, in one run, at two sizes.

Absolute times belong to the machine; the last column divides them by the bare page of this run.
Run it on a machine that has nothing else to do.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench import comments, complaints, phases

ROOT = Path(__file__).parent.parent
ANSWER = "23456"
AGENCY = "SXD"
SIZES = (1_000, 100_000)
MEMORY_BUDGET = 130
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
    "follow a complaint": 4.0,
    "intake queue of 50": 10.0,
    "route a complaint": 8.0,
    "case list of 50": 8.0,
    "case page, 40 events": 10.0,
    "transition": 6.0,
}


@dataclass
class Server:
    process: subprocess.Popen
    port: int

    def cpu_ms(self) -> float:
        """CPU spent since the start, user and system, in milliseconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

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


class Client:
    """One keep-alive connection with cookies."""

    def __init__(self, port: int, *, gzip: bool = False) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Accept-Encoding": "gzip"} if gzip else {}
        self.bytes = 0

    def come_from(self, address: str) -> None:
        """Be somebody else from now on; the product trusts one proxy in front of it."""
        self._headers["X-Forwarded-For"] = address

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
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


def cost(
    server: Server, act: Callable[[int], tuple[int, str]], expected: int, rounds: int
) -> float:
    """CPU milliseconds of the server per call of `act`, after a few calls to warm up: the median
    of three stretches, because a neighbour on the machine makes some of them dearer.
    """
    for number in range(5):
        assert act(-1 - number)[0] == expected
    stretches = []
    for start in range(0, rounds, -(-rounds // 3)):
        numbers = range(start, min(start + -(-rounds // 3), rounds))
        before = server.cpu_ms()
        for number in numbers:
            status, text = act(number)
            assert status == expected, (status, text[:300])
        stretches.append((server.cpu_ms() - before) / len(numbers))
    return median(stretches)


def token_in(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def measure(server: Server, rounds: int) -> dict[str, float]:
    """CPU ms of every operation on a filled product."""
    reader, packed = Client(server.port), Client(server.port, gzip=True)
    desk = Client(server.port)
    _log_in(desk)
    path = re.search(r'href="(/bai-viet/bai-do[^"#]+)"', reader.ask("GET", "/")[1])[1]
    packed.ask("GET", path)
    submit = comments.submitting(reader, path, ANSWER)
    figures = {
        "article, 100 comments": cost(server, lambda _: reader.ask("GET", path), 200, rounds),
        "the same, gzip": cost(server, lambda _: packed.ask("GET", path), 200, rounds),
        "submit": cost(server, submit, 303, rounds),
        "queue of 50": cost(server, lambda _: desk.ask("GET", "/staff/comments"), 200, rounds),
        "home": cost(server, lambda _: reader.ask("GET", "/"), 200, rounds),
    }
    figures["one card"] = cost(server, comments.opening(desk), 200, rounds)
    figures["decide"] = cost(server, comments.deciding(desk, rounds + 5), 303, rounds)
    batches = max(3, rounds // 20)
    bulk = comments.bulk(desk, batches + 5)
    if bulk:
        figures["bulk of 50"] = cost(server, bulk, 303, batches)
    return figures


def measure_complaints(server: Server, rounds: int) -> dict[str, float]:
    """CPU ms of what is done with complaints."""
    citizen, desk = Client(server.port), Client(server.port)
    _log_in(desk, "dieuphoi@example.org")
    return {
        "file a complaint": cost(server, complaints.filing(citizen, ANSWER), 303, rounds),
        "follow a complaint": cost(server, complaints.tracking(Client(server.port)), 200, rounds),
        "intake queue of 50": cost(
            server, lambda _: desk.ask("GET", "/staff/complaints"), 200, rounds
        ),
        "route a complaint": cost(server, complaints.routing(desk, rounds + 6), 303, rounds),
        **measure_cases(server, desk, rounds),
    }


def measure_cases(server: Server, desk: Client, rounds: int) -> dict[str, float]:
    """CPU ms of what is done with cases: by the coordinator, and by an agency."""
    agency = Client(server.port)
    _log_in(agency, "coquan@example.org")
    in_hand = min(rounds, 30)  # a small house has few parts of one agency
    return {
        "case list of 50": cost(
            server, lambda _: desk.ask("GET", "/staff/cases?queue=late"), 200, rounds
        ),
        "case page, 40 events": cost(server, complaints.case_page(desk), 200, rounds),
        "transition": cost(server, complaints.taking(agency, in_hand + 5), 303, in_hand),
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
    figures: dict[int, dict[str, float]] = {}
    memory = {}
    with running([sys.executable, "-m", "bench.bare"]) as bare:
        client = Client(bare.port)
        yardstick = cost(bare, lambda _: client.ask("GET", "/"), 200, asked.rounds * 3)
    alone = phases.measure()
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            environ = prepare(Path(folder), size)
            serve = [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", "0"]
            with running(serve, **environ) as server:
                memory[size] = server.memory_mb()
                figures[size] = measure(server, asked.rounds)
                figures[size] |= measure_complaints(server, asked.rounds)
                figures[size] |= alone
    return _report(yardstick, figures, memory, asked.json)


def _report(
    yardstick: float,
    figures: dict[int, dict[str, float]],
    memory: dict[int, float],
    out: Path | None,
) -> int:
    """Print the table; 1 when a budget is exceeded at any size."""
    sizes = list(figures)
    print(f"\nCPU ms per request; a bare Flask page costs {yardstick:.2f} in this run\n")
    print(f"{'':24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'budget':>9}{'x bare':>9}")
    over = []
    for name in dict.fromkeys(name for size in sizes for name in figures[size]):
        values = [figures[size].get(name, math.nan) for size in sizes]
        budget = BUDGETS.get(name)
        mark = f"{budget:9.1f}" if budget else " " * 9
        print(
            f"{name:24}"
            + "".join(f"{value:12.2f}" for value in values)
            + mark
            + f"{values[-1] / yardstick:9.1f}"
        )
        if budget and any(value > budget for value in values):
            over.append(name)
    idle = max(memory.values())
    print(
        f"{'idle memory, MB':24}"
        + "".join(f"{memory[size]:12.0f}" for size in sizes)
        + f"{MEMORY_BUDGET:9}"
    )
    if idle > MEMORY_BUDGET:
        over.append("idle memory")
    if out:
        out.write_text(
            json.dumps({"bare": yardstick, "cpu_ms": figures, "memory_mb": memory}, indent=1)
        )
    print("\nover budget: " + ", ".join(over) if over else "\nwithin every budget")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
