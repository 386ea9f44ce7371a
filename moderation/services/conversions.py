"""A comment that is really a complaint: both are kept, linked, and sealed together."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Comment, Complaint
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.errors import IllegalTransition
from moderation.domain.intake import IntakeRules
from moderation.domain.people import Actor, Officer
from moderation.services import comments, complaint_sealing, complaints, opinions, sealing
from moderation.services.comments import Decision
from moderation.services.complaints import NewComplaint
from moderation.services.sealing import Sealer


def convert(
    session: Session,
    comment: Comment,
    *,
    seen_version: int,
    rules: IntakeRules,
    actor: Officer,
    now: datetime,
) -> Complaint:
    """A received complaint with the words of a pending comment; its author is told.

    The author agreed to be mailed if an address was left, and to nothing else: so it stays private.
    Raises StaleVersion, IllegalTransition, also when the comment became a complaint before, and
    Refused when somebody else asked for an opinion about it. Flushes.
    """
    comments.expect_version(comment, seen_version)
    opinions.expect_may_decide(session, comment, actor)
    if session.scalars(select(Complaint.id).where(Complaint.comment_id == comment.id)).first():
        raise IllegalTransition(CommentAction.CONVERT, comment.state)
    decision = Decision(action=CommentAction.CONVERT, seen_version=seen_version)
    comments.change(session, comment, decision, actor=actor, now=now, values={})
    opinions.close(session, [comment.id], now=now)
    words = NewComplaint(
        content=comment.content,
        title=comment.title,
        full_name=comment.full_name,
        phone=comment.phone,
        email=comment.email,
        consent_contact=bool(comment.email),
        language=comment.language,
        source="comment",
        comment_id=comment.id,
    )
    complaint = complaints.submit(session, words, rules=rules, now=now, actor=actor)
    complaints.tell_citizen(session, complaint, now=now)
    session.flush()
    return complaint


def cover(
    session: Session,
    complaint: Complaint,
    *,
    seen_version: int,
    rules: IntakeRules,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> None:
    """Take a suspected denunciation out of everybody's sight, and the comment it came from.

    Raises StaleVersion, IllegalTransition. Flushes.
    """
    complaint_sealing.cover(
        session, complaint, seen_version=seen_version, rules=rules, seal=seal, actor=actor, now=now
    )
    if complaint.comment_id is None:
        return
    comment = comments.load_for_change(session, complaint.comment_id)
    if comment.state is not CommentState.SEALED:
        cover_comment(
            session, comment, seen_version=comment.version, rules=rules, seal=seal, actor=actor,
            now=now,
        )  # fmt: skip


def cover_comment(
    session: Session,
    comment: Comment,
    *,
    seen_version: int,
    rules: IntakeRules,
    seal: Sealer,
    actor: Actor,
    now: datetime,
) -> None:
    """Take a comment out of everybody's sight, what its author sent before and after in its place
    unless readers see it, and the complaints that were made of them.

    Raises StaleVersion, IllegalTransition. Flushes.
    """
    tries = _other_tries(session, comment)  # covering cuts the links between them
    sealing.cover(session, comment, seen_version=seen_version, seal=seal, actor=actor, now=now)
    others = comments.load_many_for_change(session, tries)
    for other in others.values():
        if other.state not in (CommentState.SEALED, CommentState.PUBLISHED):
            sealing.cover(
                session, other, seen_version=other.version, seal=seal, actor=actor, now=now
            )
    covered = [comment.id, *others]
    made = session.scalars(select(Complaint.id).where(Complaint.comment_id.in_(covered))).all()
    for complaint_id in made:
        complaint = complaints.load_for_change(session, complaint_id)
        if complaint.state not in CONFIDENTIAL:
            complaint_sealing.cover(
                session, complaint, seen_version=complaint.version, rules=rules, seal=seal,
                actor=actor, now=now,
            )  # fmt: skip


def _other_tries(session: Session, comment: Comment) -> list[int]:
    """What the author sent before and after in place of `comment`, by the links between them."""
    links = select(Comment.id, Comment.resubmits_id).where(
        Comment.article_id == comment.article_id, Comment.resubmits_id.is_not(None)
    )
    pairs = [{new, old or new} for new, old in session.execute(links)]
    known = {comment.id}
    while more := set[int]().union(*(pair for pair in pairs if pair & known)) - known:
        known |= more
    return sorted(known - {comment.id})
