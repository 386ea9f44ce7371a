"""Who has which comment in front of them: a lease that ends by itself."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import CommentClaim


def free(session: Session, comment_ids: Collection[int]) -> None:
    """Nobody has these comments in front of them any more."""
    session.execute(delete(CommentClaim).where(CommentClaim.comment_id.in_(comment_ids)))
