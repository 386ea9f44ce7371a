"""waitress with an ending: stop listening, finish and flush what was accepted, then return."""

import socket
import threading
import time
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

_GRACE_SECONDS = 2.0  # for connections whose next request may be on its way already
_DRAIN_SECONDS = 20.0


class WebServer:
    """Serves one WSGI application from its own threads; `run` returns once `stop` was called and
    all is sent.
    """

    def __init__(
        self, application: Any, *, host: str, port: int, threads: int, connection_limit: int
    ) -> None:
        self._stopping = threading.Event()
        self._server: Any = create_server(
            application,
            host=_number_of(host),
            port=port,
            threads=threads,
            connection_limit=connection_limit,
            backlog=1024,
            channel_timeout=60,
            cleanup_interval=10,
            asyncore_use_poll=True,  # select() ends at 1024 sockets
            clear_untrusted_proxy_headers=False,  # PORTAL_PROXIES decides, in app.py
            ident=None,
        )
        self._server.stopping = self._stopping
        self._server.channel_class = _Channel

    @property
    def port(self) -> int:
        """The port really bound; asking for port 0 takes a free one."""
        return int(self._server.effective_port)

    def stop(self) -> None:
        """Begin to end; safe in a signal handler and from any thread."""
        self._stopping.set()
        self._server.pull_trigger()

    def run(self) -> bool:
        """Serve until `stop`, then drain. True when everything accepted was answered in time."""
        while not self._stopping.is_set():
            self._turn(1.0)
        return self._drain()

    def _drain(self) -> bool:
        began = time.monotonic()
        self._accept_backlog()
        self._server.accepting = False
        self._server.del_channel()
        self._server.socket.close()
        while (passed := time.monotonic() - began) < _DRAIN_SECONDS:
            self._turn(0.05)
            waits_for_more = passed < _GRACE_SECONDS and bool(self._channels())
            if not waits_for_more and not self._unfinished():
                break
        finished = not self._unfinished()
        self._server.task_dispatcher.shutdown(timeout=1)
        for channel in self._channels():
            channel.handle_close()
        return finished

    def _accept_backlog(self) -> None:
        """Connections the kernel completed and we did not fetch yet were accepted in their
        client's eyes.
        """
        before = -1
        while before != len(self._channels()):
            before = len(self._channels())
            self._server.handle_accept()

    def _unfinished(self) -> bool:
        """Whether a request is arriving, running or leaving."""
        return any(
            channel.requests or channel.request is not None or channel.total_outbufs_len
            for channel in self._channels()
        )

    def _channels(self) -> list[Any]:
        return list(self._server.active_channels.values())

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._server._map, count=1)


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    def build_response_header(self) -> Any:
        """The last answers tell their clients not to send another request here."""
        if self.channel.server.stopping.is_set():
            self.request.headers["CONNECTION"] = "close"
        return super().build_response_header()


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    task_class = _Task


def _number_of(host: str) -> str:
    """One address for `host`: a name that has two would make two servers."""
    return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])


def address_is_free(host: str, port: int) -> bool:
    """Whether nobody listens there; asked before migrating and seeding, to fail early
    and plainly.
    """
    number = _number_of(host)
    with socket.socket(
        socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM
    ) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((number, port))
        except OSError:
            return False
    return True
