"""Editing the words that suggest issues."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import IssueWords
from moderation.domain import suggestion
from moderation.domain.people import Actor
from moderation.services import audit, edited_words
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
    row = edited_words.replace(
        session, IssueWords, issue_code, phrases, seen_version=seen_version, now=now
    )
    audit.record(
        session, Subject.RULES, 0, "save_issue_words", actor=actor, now=now, note=issue_code
    )
    session.flush()
    return row
