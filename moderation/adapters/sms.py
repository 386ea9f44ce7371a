"""SMS through a program of the operator, or as files when none is set."""

import shlex
import subprocess
from datetime import datetime
from pathlib import Path

from moderation.adapters.texter import FileTexter, Text, Texter, TextNotSent, TextRefused

_TIMEOUT_SECONDS = 30
#: Exit statuses of sysexits.h that say the number is wrong: EX_DATAERR, EX_NOUSER.
_NEVER = (65, 67)


def texter_for(command: str, folder: Path) -> Texter:
    """What the setting asks for."""
    return CommandTexter(command) if command else FileTexter(folder)


class CommandTexter:
    """Runs a program for each message: the number on the first line of its input, the words after
    it, the message's key in PORTAL_MESSAGE_KEY. It ends with 0 when the message was taken.
    """

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    def send(self, text: Text) -> None:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own program, no shell
                ["/usr/bin/env", f"PORTAL_MESSAGE_KEY={text.key}", *self._words],
                input=f"{text.number}\n{text.words}\n".encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TextNotSent("the program took too long") from None
        if done.returncode in _NEVER:
            raise TextRefused("the program refused the number")
        if done.returncode:
            raise TextNotSent(f"the program ended with {done.returncode}")

    def forget(self, before: datetime) -> None:
        """The program has them; nothing is kept here."""
