"""Encryption of the sealed lane."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from moderation.domain.errors import SettingsError


class Seal:
    """Encrypts with the first key, opens with any: keys are replaced by putting a new one in
    front.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys:
            raise SettingsError(
                "No key for the sealed lane: set PORTAL_SEALED_KEYS (see docs/operations.md)."
            )
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise SettingsError(f"PORTAL_SEALED_KEYS: {error}") from None

    def close(self, row_id: int | str, words: dict[str, Any]) -> bytes:
        """`words` encrypted, bound to `row_id`: the result opens for no other row."""
        return self._fernet.encrypt(json.dumps({"row": row_id, "words": words}).encode())

    def close_bytes(self, content: bytes) -> bytes:
        """A file's content encrypted."""
        return self._fernet.encrypt(content)

    def open_bytes(self, ciphertext: bytes) -> bytes:
        """What `close_bytes` was given. Raises ValueError when no key fits."""
        try:
            return self._fernet.decrypt(ciphertext)
        except InvalidToken:
            raise ValueError("no key opens this") from None

    def open(self, row_id: int | str, ciphertext: bytes) -> dict[str, Any]:
        """What `close` was given. Raises ValueError when no key fits or the row is
        another one's.
        """
        try:
            held = json.loads(self._fernet.decrypt(ciphertext))
        except InvalidToken:
            raise ValueError("no key opens this") from None
        if held["row"] != row_id:
            raise ValueError("sealed for another row")
        words: dict[str, Any] = held["words"]
        return words
