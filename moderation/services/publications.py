"""Which of a citizen's photos the public sees."""

from collections.abc import Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attachment, Complaint


def show_photos(session: Session, complaint: Complaint, shown: Set[int]) -> None:
    """Show exactly those of the complaint's own photos whose ids are in `shown`; ids of other
    photos mean nothing. Flushes.
    """
    mine = select(Attachment).where(Attachment.complaint_id == complaint.id)
    for photo in session.scalars(mine):
        photo.is_public = photo.id in shown
    session.flush()
