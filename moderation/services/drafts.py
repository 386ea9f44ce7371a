"""What a citizen is writing: kept encrypted, bound to one browser, gone after a while."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attachment, Draft
from moderation.adapters.database import insert_if_absent
from moderation.domain.errors import NotFound
from moderation.services.attachments import Store
from moderation.services.sealing import Sealer

LIFETIME = timedelta(hours=24)


def save(
    session: Session,
    draft_id: str,
    words: Mapping[str, Any],
    *,
    secret: str,
    seal: Sealer,
    now: datetime,
) -> Draft:
    """Keep `words` under the form's submission id, made on first sight and locked.

    `secret` is the browser's; another browser's draft raises NotFound. Flushes.
    """
    sealed = seal.close(draft_id, dict(words))
    values = {
        "secret_hash": _hash(secret),
        "ciphertext": sealed,
        "created_at": now,
        "expires_at": now + LIFETIME,
    }
    insert_if_absent(session, Draft(id=draft_id, **values))
    draft = session.get_one(Draft, draft_id, with_for_update=True, populate_existing=True)
    _expect(draft, secret)
    draft.ciphertext, draft.expires_at = sealed, now + LIFETIME
    session.flush()
    return draft


def words_of(
    session: Session, draft_id: str, *, secret: str, seal: Sealer, now: datetime
) -> dict[str, Any]:
    """What was typed. Raises NotFound when it is gone, expired or another browser's."""
    draft = session.get(Draft, draft_id)
    if draft is None or draft.expires_at <= now:
        raise NotFound
    _expect(draft, secret)
    return seal.open(draft_id, draft.ciphertext)


def drop(session: Session, draft_id: str) -> None:
    """The draft became a complaint; its photos were handed over before. Flushes."""
    draft = session.get(Draft, draft_id)
    if draft is not None:
        session.delete(draft)
        session.flush()


def purge(session: Session, *, store: Store, now: datetime, limit: int = 200) -> int:
    """Delete up to `limit` expired drafts with their photos. How many went. Flushes."""
    old = session.scalars(select(Draft).where(Draft.expires_at <= now).limit(limit)).all()
    for draft in old:
        for photo in session.scalars(select(Attachment).where(Attachment.draft_id == draft.id)):
            session.delete(photo)
            for name in (photo.file, photo.thumbnail):
                store.delete(name)
        session.flush()
        session.delete(draft)
    session.flush()
    return len(old)


def _expect(draft: Draft, secret: str) -> None:
    if not hmac.compare_digest(draft.secret_hash, _hash(secret)):
        raise NotFound


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
