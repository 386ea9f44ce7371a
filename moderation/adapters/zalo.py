"""Zalo through a gateway of the operator: one POST of JSON a message, or files."""

import json
import urllib.error
import urllib.request
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from moderation.adapters.texter import FileTexter, Text, Texter, TextNotSent, TextRefused
from moderation.domain.errors import SettingsError

#: How the setting says that messages become files.
FILES = "files"
_TIMEOUT_SECONDS = 20
_NEVER = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


def texter_for(url: str, folder: Path) -> Texter | None:
    """What the setting asks for; None: nobody is told over Zalo. Raises SettingsError."""
    if not url:
        return None
    if url == FILES:
        return FileTexter(folder)
    if not url.startswith(("https://", "http://")):
        raise SettingsError("PORTAL_ZALO_URL begins with https:// or http://, or is `files`.")
    return HttpTexter(url)


class HttpTexter:
    """`{"to", "text", "key"}` to one address; the key also as Idempotency-Key."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, text: Text) -> None:
        body = json.dumps({"to": text.number, "text": text.words, "key": text.key})
        request = urllib.request.Request(  # noqa: S310 - http(s) only, by `texter_for`
            self._url,
            data=body.encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": text.key},
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):  # noqa: S310 - likewise
                return
        except urllib.error.HTTPError as error:
            status = error.code
            error.close()
        if status in _NEVER:
            raise TextRefused(f"the gateway answered {status}")
        raise TextNotSent(f"the gateway answered {status}")

    def forget(self, before: datetime) -> None:
        """The gateway has them; nothing is kept here."""
