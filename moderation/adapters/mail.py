"""Mail: through an SMTP server, or as files when none is set."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from moderation.domain.errors import SettingsError

_TIMEOUT_SECONDS = 20
_FOR_GOOD = 500  # reply codes from here on are permanent


class AddressRefused(OSError):
    """The server will never take mail for this address: trying again is of no use."""


class Mailer(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Hand over `message`. Raises AddressRefused for good, another OSError (SMTPException among
        them) when it was not taken.
        """

    def forget(self, before: datetime) -> None:
        """Delete what is kept of mails sent before that moment."""


def compose(*, sender: str, to: str, subject: str, text: str, message_id: str) -> EmailMessage:
    """A plain-text mail. `message_id` (unique, stable) lets a mailbox drop a repeated one."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def mailer_for(smtp_url: str, folder: Path) -> Mailer:
    """The mailer the settings ask for. Raises SettingsError for an address that can't be read."""
    if not smtp_url:
        return FileMailer(folder)
    parts = urlsplit(smtp_url)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        raise SettingsError(
            "PORTAL_SMTP_URL begins with smtp://, smtps:// or smtp+starttls:// and names a host."
        )
    return SmtpMailer(smtp_url)


class SmtpMailer:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or ""
        self._port = parts.port or {"smtp": 25, "smtps": 465}.get(parts.scheme, 587)
        self._login = (unquote(parts.username or ""), unquote(parts.password or ""))

    def send(self, message: EmailMessage) -> None:
        with self._connect() as server:
            if self._scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if self._login[0]:
                server.login(*self._login)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as refused:
                if all(code >= _FOR_GOOD for code, _ in refused.recipients.values()):
                    raise AddressRefused("refused for good") from None  # without the address
                raise

    def forget(self, before: datetime) -> None:
        """The mail server has them; nothing is kept here."""

    def _connect(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                self._host, self._port, timeout=_TIMEOUT_SECONDS, context=context
            )
        return smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_SECONDS)


class FileMailer:
    """One file a mail, named after its Message-ID: for a first look, and for tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        (self._folder / f"{name}.eml").write_bytes(bytes(message))

    def forget(self, before: datetime) -> None:
        """They hold addresses and receipts, also of comments that were sealed since."""
        for file in self._folder.glob("*.eml"):
            if file.stat().st_mtime < before.timestamp():
                file.unlink()
