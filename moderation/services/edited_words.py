"""A list of phrases as the office edited it, in the place of the shipped one."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import IssueWords, WordList
from moderation.domain.errors import StaleVersion

Words = TypeVar("Words", WordList, IssueWords)


def replace(
    session: Session,
    model: type[Words],
    key: str,
    phrases: str,
    *,
    seen_version: int,
    now: datetime,
) -> Words:
    """Put `phrases` in the row with this key; `seen_version` 0 is the shipped list. Raises
    StaleVersion when somebody else saved first. Flushes.
    """
    row = session.get(model, key, with_for_update=True, populate_existing=True)
    version = row.version if row else 0
    if version != seen_version:
        raise StaleVersion(seen=seen_version, current=version)
    if row is None:
        [column] = model.__mapper__.primary_key
        row = model(**{str(column.key): key}, phrases=phrases, changed_at=now)
        session.add(row)
    row.phrases, row.changed_at = phrases, now
    try:
        session.flush()
    except (IntegrityError, StaleDataError):  # another process was first
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None
    return row
