"""What has had its day: codes, forms, logins; and the write-ahead log that may hold what was
sealed.
"""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from moderation.services import captchas, staff, submissions


def purge(session: Session, *, now: datetime) -> None:
    """Delete expired rows; the caller commits. Running it twice deletes nothing more."""
    captchas.purge(session, now=now)
    submissions.purge(session, now=now)
    staff.purge_sessions(session, now=now)


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
