"""Editing the words that suggest issues."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import IssueWords
from moderation.domain import suggestion
from moderation.domain.errors import StaleVersion
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject


def save(
    session: Session,
    issue_code: str,
    phrases: str,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> IssueWords:
    """Put `phrases` (one a line) in the place of an issue's words; `seen_version` 0 are the shipped
    ones.

    Raises Invalid (field `phrases`), naming the line, StaleVersion when somebody else saved first.
    Flushes.
    """
    suggestion.parse(issue_code, phrases)
    row = session.get(IssueWords, issue_code, with_for_update=True, populate_existing=True)
    version = row.version if row else 0
    if version != seen_version:
        raise StaleVersion(seen=seen_version, current=version)
    if row is None:
        row = IssueWords(issue_code=issue_code, phrases=phrases, changed_at=now)
        session.add(row)
    row.phrases, row.changed_at = phrases, now
    try:
        session.flush()
    except (IntegrityError, StaleDataError):  # another process was first
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None
    audit.record(
        session, Subject.RULES, 0, "save_issue_words", actor=actor, now=now, note=issue_code
    )
    session.flush()
    return row
