"""Forms that may arrive eight times and must count once."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session, make_transient_to_detached

from models import Submission
from moderation.adapters.database import affected, insert_if_absent


def claim(session: Session, submission_id: str, *, now: datetime) -> Submission:
    """The submission's row, made on first sight and locked until the transaction ends.

    Whoever comes second with the same id waits for the first and then sees its receipt: on SQLite
    for the write lock, on PostgreSQL for the unique insert and the row.
    """
    fresh = Submission(
        id=submission_id, created_at=now, captcha_passed_at=None, receipt=None, digest=None
    )
    if insert_if_absent(session, fresh):
        make_transient_to_detached(fresh)  # all of the row is known: it need not be read
        session.add(fresh)
        return fresh
    return session.get_one(Submission, submission_id, with_for_update=True, populate_existing=True)


def has_pass(submission: Submission, *, now: datetime, lifetime: timedelta) -> bool:
    """Whether this form's security code was answered already, not longer than `lifetime` ago."""
    return (
        submission.captcha_passed_at is not None and now - submission.captcha_passed_at < lifetime
    )


def digest(secret_key: str, fields: Iterable[str]) -> str:
    """A keyed digest of the typed fields: equal for a repeated form, different for an
    edited one.
    """
    return hmac.new(secret_key.encode(), "\x1f".join(fields).encode(), hashlib.sha256).hexdigest()


def purge(session: Session, *, now: datetime, keep: timedelta = timedelta(days=30)) -> int:
    """Delete rows older than `keep`; their comments stay. How many went."""
    old = delete(Submission).where(Submission.created_at < now - keep)
    return affected(session.execute(old))
