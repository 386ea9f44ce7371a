"""Reading how the office worded its mails."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import MailTemplate


def own(session: Session, key: str, language: str) -> tuple[str, str] | None:
    """(subject, body) as the office wrote them; None where the shipped words stand."""
    row = session.get(MailTemplate, (key, language))
    return (row.subject, row.body) if row else None


def version(session: Session, key: str, language: str) -> int:
    """The version of the office's own words; 0 where the shipped ones stand."""
    row = session.get(MailTemplate, (key, language))
    return row.version if row else 0


def changed(session: Session) -> Mapping[tuple[str, str], datetime]:
    """When each of the office's own mails was written, by key and language."""
    rows = session.execute(select(MailTemplate.key, MailTemplate.language, MailTemplate.changed_at))
    return {(row.key, row.language): row.changed_at for row in rows}
