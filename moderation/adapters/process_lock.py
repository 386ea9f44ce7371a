"""One web process, unless Redis counts for several."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from moderation.domain.errors import SettingsError

_held: list[IO[str]] = []


def hold(instance: Path, *, patience: float) -> None:
    """Be the only web process of `instance` until this process ends.

    A restart may overlap: the old process finishes what it accepted before it lets go. Raises
    SettingsError when it stays for `patience` seconds: limits on abuse would be
    counted twice, and views lost.
    """
    file = open(instance / "web.lock", "a+")  # noqa: SIM115 - held open for the life of the process
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= until:
                file.close()
                raise SettingsError(
                    f"Another web process already serves {instance}. More than one needs"
                    " PORTAL_REDIS_URL: limits on abuse are counted in one place only."
                ) from None
            time.sleep(0.2)
        else:
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            _held.append(file)
            return


def release() -> None:
    """Let go; for tests and for a server that stops."""
    while _held:
        _held.pop().close()
