"""Photos: encrypted files, and the rows that say whose they are."""

import secrets
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import Attachment
from moderation.domain.errors import Invalid, NotFound

MOST_PHOTOS = 5


class Picture(Protocol):
    """What `adapters.photos.reencode` gives: no EXIF, no place, bounded pixels."""

    @property
    def content(self) -> bytes: ...
    @property
    def thumbnail(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class Store(Protocol):
    """`adapters.photo_store.PhotoStore`: bytes in, a name out, encrypted in between."""

    def put(self, content: bytes) -> str: ...

    def read(self, name: str) -> bytes: ...

    def delete(self, name: str) -> None: ...


def add(
    session: Session,
    picture: Picture,
    *,
    store: Store,
    now: datetime,
    draft_id: str | None = None,
    complaint_id: int | None = None,
    assignment_id: int | None = None,
) -> Attachment:
    """Keep a photo of a draft, a complaint or an answer, at most five of each.

    The files are on disk before the row is. Raises Invalid (field `photos`). Flushes.
    """
    owner = {
        "draft_id": draft_id,
        "complaint_id": complaint_id,
        "assignment_id": assignment_id,
    }
    expect_room(session, 1, **owner)
    attachment = Attachment(
        key=secrets.token_urlsafe(16),
        file=store.put(picture.content),
        thumbnail=store.put(picture.thumbnail),
        width=picture.width,
        height=picture.height,
        added_at=now,
        **owner,
    )
    session.add(attachment)
    session.flush()
    return attachment


def expect_room(session: Session, wanted: int, **owner: str | int | None) -> None:
    """Raises Invalid (field `photos`) when so many more are more than five: asked before the first
    of several is kept, for a file on disk is not rolled back.
    """
    mine = [
        getattr(Attachment, name) == value for name, value in owner.items() if value is not None
    ]
    count = select(func.count()).select_from(Attachment).where(*mine)
    if session.scalars(count).one() + wanted > MOST_PHOTOS:
        raise Invalid("too_many", field="photos")


def remove(
    session: Session,
    key: str,
    *,
    store: Store,
    draft_id: str | None = None,
    assignment_id: int | None = None,
) -> None:
    """Take a photo out of a draft or of an answer that was not given yet; its files go too.

    One owner is named. Raises NotFound. Flushes.
    """
    is_theirs = (
        Attachment.draft_id == draft_id
        if draft_id is not None
        else Attachment.assignment_id == (assignment_id or 0)  # never "is null"
    )
    mine = (Attachment.key == key, is_theirs)
    attachment = session.scalars(select(Attachment).where(*mine)).first()
    if attachment is None:
        raise NotFound
    session.delete(attachment)
    session.flush()
    for name in (attachment.file, attachment.thumbnail):
        store.delete(name)


def hand_over(session: Session, draft_id: str, complaint_id: int) -> None:
    """The draft's photos are the complaint's from now on. Flushes."""
    mine = update(Attachment).where(Attachment.draft_id == draft_id)
    session.execute(mine.values(draft_id=None, complaint_id=complaint_id))


def by_key(session: Session, key: str) -> Attachment:
    """One photo. Raises NotFound."""
    found = session.scalars(select(Attachment).where(Attachment.key == key)).first()
    if found is None:
        raise NotFound
    return found
