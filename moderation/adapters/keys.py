"""Key files of an instance, readable by their owner only.

A person puts `keys/secret_key` and `keys/sealed_keys` there. Development makes its own once, under
names that production does not read (docs/adr/0007).
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def secret_key(instance: Path, *, create: bool) -> str:
    """The signing key kept in `instance`, "" when there is none and `create` is false."""
    return _kept(instance / "keys", "secret_key", lambda: secrets.token_urlsafe(48), create=create)


def sealed_keys(instance: Path, *, create: bool) -> tuple[str, ...]:
    """The Fernet keys kept in `instance`, one a line, the first encrypts; () when there
    are none.
    """
    text = _kept(
        instance / "keys", "sealed_keys", lambda: Fernet.generate_key().decode(), create=create
    )
    return tuple(text.split())


def _kept(folder: Path, name: str, make: Callable[[], str], *, create: bool) -> str:
    path = folder / name
    if not path.exists():
        if not create:
            return ""
        path = folder / f"development_{name}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, make())
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Two processes that start together must end up with one key: the second finds the first's
    file.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
