"""Editing the lists of the screening."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import WordList
from moderation.domain.people import Actor
from moderation.domain.word_lists import WordListName, problem_of
from moderation.services import audit, edited_words
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
    row = edited_words.replace(session, WordList, name, phrases, seen_version=seen_version, now=now)
    audit.record(
        session, Subject.WORD_LIST, 0, "save_word_list", actor=actor, now=now, note=str(name)
    )
    session.flush()
    return row
