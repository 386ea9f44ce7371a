"""Wording mails: the office's own words in place of the shipped ones, and back."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import MailTemplate
from moderation.domain.errors import Invalid, StaleVersion
from moderation.domain.mail_kinds import KINDS, problems
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject


def save(
    session: Session,
    key: str,
    language: str,
    *,
    subject: str,
    body: str,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Let mails of this kind say this; `seen_version` 0 are the shipped words.

    Raises Invalid (fields `subject`, `body`), StaleVersion when somebody else saved first. Flushes.
    """
    found = problems(KINDS[key], subject, body)
    if found:
        raise Invalid(found[0].flaw, field=found[0].field)
    row = _expected(session, key, language, seen_version)
    if row is None:
        row = MailTemplate(key=key, language=language, subject="", body="", changed_at=now)
        session.add(row)
    row.subject, row.body, row.changed_at = subject, body, now
    _flush(session, seen_version)
    _record(session, "save_mail_template", key, language, actor=actor, now=now)


def reset(
    session: Session, key: str, language: str, *, seen_version: int, actor: Actor, now: datetime
) -> None:
    """Bring the shipped words back. Raises StaleVersion when somebody else saved first. Flushes."""
    row = _expected(session, key, language, seen_version)
    if row is None:
        return
    session.delete(row)
    _flush(session, seen_version)
    _record(session, "reset_mail_template", key, language, actor=actor, now=now)


def _expected(session: Session, key: str, language: str, seen_version: int) -> MailTemplate | None:
    row = session.get(MailTemplate, (key, language), with_for_update=True, populate_existing=True)
    current = row.version if row else 0
    if current != seen_version:
        raise StaleVersion(seen=seen_version, current=current)
    return row


def _flush(session: Session, seen_version: int) -> None:
    try:
        session.flush()
    except (IntegrityError, StaleDataError):  # another process was first
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None


def _record(
    session: Session, action: str, key: str, language: str, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        session, Subject.MAIL_TEMPLATE, 0, action, actor=actor, now=now, note=f"{key} {language}"
    )
