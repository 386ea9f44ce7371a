"""Editing the lists of the screening."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import WordList
from moderation.domain.errors import StaleVersion
from moderation.domain.people import Actor
from moderation.domain.word_lists import WordListName, problem_of
from moderation.services import audit
from moderation.services.audit import Subject


def save(
    session: Session,
    name: WordListName,
    phrases: str,
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> WordList:
    """Put `phrases` (one a line) in a list's place; `seen_version` 0 is the shipped one.

    Raises Invalid, naming the line, for a list that can't be used, StaleVersion when somebody else
    saved first. Flushes.
    """
    if problem := problem_of(name, phrases):
        raise problem
    row = session.get(WordList, name, with_for_update=True, populate_existing=True)
    version = row.version if row else 0
    if version != seen_version:
        raise StaleVersion(seen=seen_version, current=version)
    if row is None:
        row = WordList(name=name, phrases=phrases, changed_at=now)
        session.add(row)
    row.phrases, row.changed_at = phrases, now
    try:
        session.flush()
    except (IntegrityError, StaleDataError):  # another process was first
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None
    audit.record(
        session, Subject.WORD_LIST, 0, "save_word_list", actor=actor, now=now, note=str(name)
    )
    session.flush()
    return row
