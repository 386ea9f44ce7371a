"""Short messages to a telephone: what every way of sending them has in common, and files."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


class TextNotSent(OSError):
    """The message was not taken this time."""


class TextRefused(TextNotSent):
    """This number will never take it: trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Text:
    """`number` is E.164; `key` is unique and stable, so that a gateway can drop a repeated one."""

    number: str
    words: str
    key: str


class Texter(Protocol):
    def send(self, text: Text) -> None:
        """Hand over `text`. Raises TextRefused for good, another OSError when it was not taken."""

    def forget(self, before: datetime) -> None:
        """Delete what is kept of messages sent before that moment."""


class FileTexter:
    """One file a message, named after its key: for a first look, and for tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, text: Text) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._folder / f"{text.key}.txt").write_text(f"{text.number}\n{text.words}\n")

    def forget(self, before: datetime) -> None:
        """They hold telephone numbers and codes."""
        for file in self._folder.glob("*.txt"):
            if file.stat().st_mtime < before.timestamp():
                file.unlink()
