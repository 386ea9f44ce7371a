"""What has had its day: codes, forms, drafts, logins, lost photos; and the write-ahead log that may
hold what was sealed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine, func, select, union_all
from sqlalchemy.orm import Session

from models import Attachment, SealedComment, SealedComplaint
from moderation.adapters.photo_store import PhotoStore
from moderation.services import (
    captchas,
    claims,
    drafts,
    follows,
    opening,
    outbox,
    staff,
    submissions,
)

#: A file is written before its row; whoever died in between did so within a day.
_LOST_AFTER = timedelta(days=2)
_AT_ONCE = 400  # names in one question; SQLite takes 999 values

#: Mails that were written into files, for want of a mail server, stay so long.
MAILS_KEPT = timedelta(days=7)
#: What staff were told stays in the outbox so long.
_STAFF_MAIL_KEPT = timedelta(days=30)
SEALED_LATELY = timedelta(hours=1)
LARGE_LOG = 64 * 1024 * 1024  # bytes


def purge(session: Session, *, photos: PhotoStore, now: datetime) -> None:
    """Delete expired rows; the caller commits. Running it twice deletes nothing more."""
    captchas.purge(session, now=now)
    submissions.purge(session, now=now)
    opening.purge(session, now=now)
    drafts.purge(session, store=photos, now=now)
    staff.purge_sessions(session, now=now)
    claims.purge(session, now=now)
    follows.purge(session, now=now)
    outbox.purge(session, before=now - _STAFF_MAIL_KEPT)


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


def log_must_go(session: Session, engine: Engine, *, now: datetime) -> bool:
    """Whether SQLite's log is to be emptied: in the hour after something was sealed, or when it has
    outgrown `LARGE_LOG`. A reader may hold it for a while, so one try is not enough.
    """
    for sealed_at in (SealedComment.sealed_at, SealedComplaint.covered_at):
        latest = session.scalar(select(func.max(sealed_at)))
        if latest is not None and now - latest < SEALED_LATELY:
            return True
    log = Path(f"{engine.url.database}-wal")
    return engine.dialect.name == "sqlite" and log.exists() and log.stat().st_size >= LARGE_LOG


def empty_log(engine: Engine) -> bool:
    """Move SQLite's log into the database file and cut it to nothing; False when somebody used it
    just then. Waits for nobody, so nobody who writes waits for it.

    The log keeps the old pages of a comment that was sealed; `secure_delete` cleaned the new ones.
    On PostgreSQL this is the autovacuum's work.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    connection.detach()  # its own, closed below: the pool's connections do wait
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 0")
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return not busy
