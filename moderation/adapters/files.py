"""Uploaded files: under names nobody can guess, on the disk before anybody is thanked."""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from moderation.domain.errors import NotFound

_NAME = re.compile(r"[0-9a-f]{32}")


class FileStore:
    """Files below `folder`, which is made when first needed; readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """The new name of `content` (32 hex digits). After the return it survives a power cut.

        Raises OSError, a full disk among them, and then leaves nothing behind.
        """
        name = secrets.token_hex(16)
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            _write(path, content)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        for folder in (path.parent, self._folder, self._folder.parent):
            _sync(folder)
        return name

    def read(self, name: str) -> bytes:
        """The content of `name`. Raises NotFound, also for what can't be a name of ours."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound(name) from None

    def delete(self, name: str) -> None:
        """Overwrite `name` with zeros, then remove it; a missing file is fine.

        Raises NotFound for what can't be a name of ours. Disks that write elsewhere (flash,
        snapshots, backups) may keep the old bytes: encryption of the disk is for those.
        """
        path = self._path(name)
        try:
            _blank(path)
        except FileNotFoundError:
            return
        path.unlink(missing_ok=True)
        _sync(path.parent)

    def names(self) -> Iterator[str]:
        """Every name, in no order; files of another form of name are not ours and not listed."""
        return (path.name for path in self._paths())

    def older_than(self, moment: datetime) -> list[str]:
        """Names last written before `moment` (aware), sorted: for a sweep of those no row names."""
        limit = moment.timestamp()
        return sorted(path.name for path in self._paths() if _written_at(path) < limit)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound("no name of a stored file")
        return self._folder / name[:2] / name

    def _paths(self) -> Iterator[Path]:
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(path.name) and path.parent.name == path.name[:2]:
                yield path


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _blank(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """A new file is found after a power cut only when its folder was written, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written_at(path: Path) -> float:
    """Seconds since 1970; infinity for a file that somebody else just removed."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
