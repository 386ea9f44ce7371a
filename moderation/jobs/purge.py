"""What has had its day: codes, forms, drafts, logins, lost photos; and the write-ahead log that may
hold what was sealed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Engine, select, union_all
from sqlalchemy.orm import Session

from models import Attachment
from moderation.adapters.photo_store import PhotoStore
from moderation.services import captchas, drafts, opening, staff, submissions

#: A file is written before its row; whoever died in between did so within a day.
_LOST_AFTER = timedelta(days=2)
_AT_ONCE = 400  # names in one question; SQLite takes 999 values


def purge(session: Session, *, photos: PhotoStore, now: datetime) -> None:
    """Delete expired rows; the caller commits. Running it twice deletes nothing more."""
    captchas.purge(session, now=now)
    submissions.purge(session, now=now)
    opening.purge(session, now=now)
    drafts.purge(session, store=photos, now=now)
    staff.purge_sessions(session, now=now)


def lost_photos(session: Session, *, photos: PhotoStore, now: datetime) -> list[str]:
    """Names of files older than two days that no photo names: their request died half-way."""
    old = iter(photos.older_than(now - _LOST_AFTER))
    lost: list[str] = []
    while some := list(islice(old, _AT_ONCE)):
        named = union_all(
            select(Attachment.file).where(Attachment.file.in_(some)),
            select(Attachment.thumbnail).where(Attachment.thumbnail.in_(some)),
        )
        lost += sorted(set(some) - set(session.scalars(named)))
    return lost


def forget_photos(photos: PhotoStore, names: Iterable[str]) -> None:
    """Delete files for good; outside any transaction, for it takes a while."""
    for name in names:
        photos.delete(name)


def empty_log(engine: Engine) -> None:
    """Move SQLite's log into the database file and cut it to nothing.

    The log keeps the old pages of a comment that was sealed; `secure_delete` cleaned the new ones.
    On PostgreSQL this is the autovacuum's work.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
