"""Reading what mail servers say about mails that did not arrive (RFC 3464)."""

import email
import mailbox
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast


def messages_in(path: Path) -> Iterator[EmailMessage]:
    """Every mail of an mbox or a single .eml file, as it stands."""
    with path.open("rb") as file:
        is_mbox = file.read(5) == b"From "
    if not is_mbox:
        yield _parsed(path.read_bytes())
        return
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield _parsed(box.get_bytes(key))
    finally:
        box.close()


def undelivered(report: EmailMessage) -> str | None:
    """The Message-ID of the mail that a server gave up; None when this is no such report. A report
    that a mail is late is none.
    """
    if report.get_content_type() != "multipart/report" or not _says_failed(report):
        return None
    for part in report.walk():
        if part.get_content_type() == "message/rfc822":
            for original in part.iter_parts():
                if found := original.get("Message-ID"):
                    return str(found).strip()
        elif part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            headers = email.message_from_bytes(cast(bytes, content), policy=policy.default)
            if found := headers.get("Message-ID"):
                return str(found).strip()
    return None


def _says_failed(report: EmailMessage) -> bool:
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = cast(list[EmailMessage], part.get_payload())
            if any(str(block.get("Action", "")).strip().lower() == "failed" for block in blocks):
                return True
    return False


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=policy.default)
