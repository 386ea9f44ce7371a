"""Password hashes: argon2id at 19 MiB, two passes, and never more than two at a time."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from moderation.domain.errors import TooMany

_WAIT_SECONDS = 10
_slots = threading.BoundedSemaphore(2)


class Passwords:
    """Hashes and checks passwords; tests pass smaller costs."""

    def __init__(self, *, memory_kib: int = 19 * 1024, passes: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._stand_in = cache(lambda: self._hasher.hash("nobody's password"))

    def make(self, password: str) -> str:
        """A hash to store. Raises TooMany when the two slots stay taken for ten seconds."""
        with _Slot():
            return self._hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether `password` made `stored`; None costs as much as a real check and never fits."""
        with _Slot():
            try:
                return (
                    self._hasher.verify(stored or self._stand_in(), password) and stored is not None
                )
            except (VerificationError, InvalidHashError):
                return False


class _Slot:
    def __enter__(self) -> None:
        if not _slots.acquire(timeout=_WAIT_SECONDS):
            raise TooMany(retry_after=_WAIT_SECONDS)

    def __exit__(self, *_: object) -> None:
        _slots.release()
