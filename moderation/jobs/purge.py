"""What has had its day: codes, forms, logins; and the write-ahead log that may hold what was
sealed.
"""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import SealedComment
from moderation.services import captchas, staff, submissions

#: Mails that were written into files, for want of a mail server, stay so long.
MAILS_KEPT = timedelta(days=7)
SEALED_LATELY = timedelta(hours=1)
LARGE_LOG = 64 * 1024 * 1024  # bytes


def purge(session: Session, *, now: datetime) -> None:
    """Delete expired rows; the caller commits. Running it twice deletes nothing more."""
    captchas.purge(session, now=now)
    submissions.purge(session, now=now)
    staff.purge_sessions(session, now=now)


def log_must_go(session: Session, engine: Engine, *, now: datetime) -> bool:
    """Whether SQLite's log is to be emptied: in the hour after a comment was sealed, or when it
    has outgrown `LARGE_LOG`. A reader may hold it for a while, so one try is not enough.
    """
    latest = session.scalar(select(func.max(SealedComment.sealed_at)))
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
