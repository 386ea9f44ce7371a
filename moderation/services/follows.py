""" "Me too": following a published complaint, without an account.

A follow belongs to one browser. The token of its links is made from the secret key, so a mail can
be written late; only its hash is kept.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Complaint, Follow
from moderation.adapters.database import affected
from moderation.services import outbox
from moderation.services.outbox import Kind


def key_of(secret_key: str, browser: str) -> str:
    """What stands for a browser's random name in the table."""
    return hmac.new(secret_key.encode(), f"follower|{browser}".encode(), hashlib.sha256).hexdigest()


def token_of(secret_key: str, follow: Follow) -> str:
    """The secret in the links of a follow's mails."""
    said = f"follow|{follow.complaint_id}|{follow.key}"
    return hmac.new(secret_key.encode(), said.encode(), hashlib.sha256).hexdigest()[:40]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def follow(
    session: Session,
    complaint: Complaint,
    *,
    key: str,
    email: str | None,
    language: str,
    secret_key: str,
    now: datetime,
) -> bool:
    """Count this browser among those whom the complaint concerns, once; whether it is new. With an
    address a mail goes there, and news only once its link was pressed. Flushes.
    """
    row, is_new = _claim(session, complaint.id, key, language, secret_key, now)
    counts = is_new or row.ended_at is not None
    row.ended_at = None
    if counts:
        _count(session, complaint.id, 1)
    if email and email != row.email:
        row.email, row.language, row.confirmed_at = email, language, None
    if row.email and row.confirmed_at is None and email:
        outbox.enqueue(session, Kind.FOLLOW_CONFIRM, row.id, now=now, due_at=now)
    session.flush()
    return counts


def _claim(
    session: Session, complaint_id: int, key: str, language: str, secret_key: str, now: datetime
) -> tuple[Follow, bool]:
    """The browser's row, locked, and whether it was made just now."""
    mine = (
        select(Follow)
        .where(Follow.complaint_id == complaint_id, Follow.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalars(mine).first()
    if found is not None:
        return found, False
    made = Follow(complaint_id=complaint_id, key=key, at=now, language=language)
    made.token_hash = _hash(token_of(secret_key, made))
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the same browser pressed twice
        return session.scalars(mine).one(), False
    return made, True


def by_token(session: Session, token: str) -> Follow | None:
    """The follow whose links hold this token; None for none, or one whose address is forgotten."""
    found = session.scalars(select(Follow).where(Follow.token_hash == _hash(token))).first()
    return found if found is not None and found.email else None


def confirm(session: Session, found: Follow, *, now: datetime) -> None:
    """Its address asked for the mails. Flushes."""
    if found.ended_at is None and found.confirmed_at is None:
        found.confirmed_at = now
        session.flush()


def end(session: Session, found: Follow, *, now: datetime) -> None:
    """No more mails, and the address is forgotten; counted no longer. Flushes."""
    if found.ended_at is None:
        _count(session, found.complaint_id, -1)
    found.ended_at, found.email, found.confirmed_at = now, None, None
    for kind in (Kind.FOLLOW_CONFIRM, Kind.FOLLOW_NEWS):
        outbox.drop(session, kind, found.id, now=now)
    session.flush()


def tell(session: Session, complaint: Complaint, *, now: datetime) -> None:
    """News for everybody who follows a published complaint and confirmed their address."""
    if not complaint.is_public or complaint.published_at is None:
        return
    waiting = select(Follow.id).where(
        Follow.complaint_id == complaint.id,
        Follow.confirmed_at.is_not(None),
        Follow.ended_at.is_(None),
        Follow.email.is_not(None),
    )
    ids = session.scalars(waiting).all()
    outbox.drop_all(session, Kind.FOLLOW_NEWS, ids, now=now)
    outbox.enqueue_all(session, Kind.FOLLOW_NEWS, ids, now=now, due_at=now)


def forget(session: Session, complaint_id: int, *, now: datetime) -> None:
    """A covered complaint is followed by nobody, and no address of theirs is kept."""
    session.execute(
        update(Follow)
        .where(Follow.complaint_id == complaint_id, Follow.ended_at.is_(None))
        .values(ended_at=now, email=None, confirmed_at=None)
        .execution_options(synchronize_session="fetch")
    )


def purge(session: Session, *, now: datetime, keep: timedelta = timedelta(days=7)) -> int:
    """Forget addresses that nobody confirmed in `keep`; how many. Who pressed stays counted."""
    old = (
        update(Follow)
        .where(Follow.email.is_not(None), Follow.confirmed_at.is_(None), Follow.at < now - keep)
        .values(email=None)
        .execution_options(synchronize_session=False)
    )
    return affected(session.execute(old))


def new_browser() -> str:
    """A random name for a browser."""
    return secrets.token_urlsafe(16)


def _count(session: Session, complaint_id: int, by: int) -> None:
    """Counted beside the version: nobody's form becomes stale by it."""
    counted = (
        update(Complaint)
        .where(Complaint.id == complaint_id)
        .values(follows=Complaint.follows + by)
        .execution_options(synchronize_session=False)
    )
    session.execute(counted)
