"""Letters to people outside: authors of comments, and who filed a complaint."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appeal, Article, Comment, Complaint, OutboxMessage
from moderation.adapters import reference
from moderation.adapters.texter import Text
from moderation.domain.appeals import AppealState
from moderation.domain.comment_states import UNDECIDED, CommentState
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.house_book import reasons_over
from moderation.domain.mail_kinds import KINDS
from moderation.domain.office_sheets import SHEETS
from moderation.domain.reasons import Reason
from moderation.jobs.letters import Letter, Post, mail_to, piece, words_of
from moderation.queries import office as office_queries
from moderation.queries import standard_texts
from moderation.queries.comments import is_settled, is_shown
from moderation.services.outbox import Channel

#: Undecided, secret, or the author's own doing.
_NOTHING_TO_TELL = frozenset({*UNDECIDED, CommentState.SEALED, CommentState.WITHDRAWN})
_ANSWERED_APPEALS = frozenset({AppealState.UPHELD, AppealState.DISMISSED})
#: Sources whose senders were shown no number when the complaint was made.
_WITHOUT_NUMBER = frozenset({"comment", "import"})


def to_author(session: Session, message: OutboxMessage, post: Post, now: datetime) -> Letter | None:
    """None when the comment is undecided again, sealed, erased or not shown, or its author knows.

    The standard words for the reason go along; what a moderator wrote stays on the receipt.
    """
    found = session.execute(
        select(Comment, Article)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id == message.subject_id)
    ).first()
    if found is None:
        return None
    comment, article = found[0], found[1]
    if not comment.email or comment.state in _NOTHING_TO_TELL:
        return None
    if not is_settled(comment, now=now):
        return None
    if comment.state is CommentState.PUBLISHED and not is_shown(session, comment, article, now=now):
        return None
    if _last_told(session, message) == comment.state:
        return None
    why = standard_texts.for_author(
        session, _reason(session, comment.reason_code or ""), comment.language, article.title
    )
    values = {
        "link": _receipt(post, comment),
        "result": piece(post, "comment_result", comment.language, state=comment.state.value),
        "why": why,
    }
    made = mail_to(session, message, post, comment.email, comment.language, values)
    return Letter(made, comment.state)


def _reason(session: Session, code: str) -> Reason | None:
    """As administrators worded it, else as shipped."""
    edited = office_queries.rows(session, SHEETS["reasons"])
    own = [row for row in edited if row["scope"] == "comment"]
    return reasons_over(_shipped(), own).get(code)


@cache
def _shipped() -> Mapping[str, Reason]:
    return reference.comment_reasons()


def _receipt(post: Post, comment: Comment) -> str:
    return f"{post.base_url}/binh-luan/{comment.receipt}"


def to_appellant(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """The outcome of an appeal; None when the comment is covered by now."""
    comment = session.get(Comment, message.subject_id)
    appeal = session.scalars(select(Appeal).where(Appeal.comment_id == message.subject_id)).first()
    if comment is None or appeal is None or not comment.email:
        return None
    if comment.state is CommentState.SEALED or appeal.state not in _ANSWERED_APPEALS:
        return None
    upheld = appeal.state is AppealState.UPHELD
    values = {
        "link": _receipt(post, comment),
        "result": piece(post, "appeal_result", comment.language, upheld=upheld),
    }
    return Letter(mail_to(session, message, post, comment.email, comment.language, values))


def _last_told(session: Session, message: OutboxMessage) -> str | None:
    told = select(OutboxMessage.told).where(
        OutboxMessage.kind == message.kind,
        OutboxMessage.subject_id == message.subject_id,
        OutboxMessage.told.is_not(None),
    )
    return session.scalars(told.order_by(OutboxMessage.id.desc())).first()


def to_citizen(
    session: Session, message: OutboxMessage, post: Post, _now: datetime
) -> Letter | None:
    """That there is news, and where: no word of the complaint, for mail is read by others too. On
    the telephone to whoever left no address. None for what is confidential by now.
    """
    complaint = session.get(Complaint, message.subject_id)
    if complaint is None or complaint.state in CONFIDENTIAL or not complaint.consent_contact:
        return None
    values = {"code": complaint.code, "link": f"{post.base_url}/tra-cuu/{complaint.code}"}
    if message.channel != Channel.MAIL:
        return _on_the_telephone(session, message, post, complaint, values)
    if not complaint.email:
        return None
    has_number = complaint.source not in _WITHOUT_NUMBER
    values["how"] = piece(post, "how_to_open", complaint.language, has_number=has_number)
    return Letter(mail_to(session, message, post, complaint.email, complaint.language, values))


def _on_the_telephone(
    session: Session,
    message: OutboxMessage,
    post: Post,
    complaint: Complaint,
    values: dict[str, str],
) -> Letter | None:
    if not complaint.phone:
        return None
    _, words = words_of(session, post, KINDS["complaint_text"], complaint.language, values)
    over_zalo = post.zalo is not None and message.channel != Channel.SMS
    return Letter(
        text=Text(complaint.phone, words, f"outbox-{message.id}"),
        channel=Channel.ZALO if over_zalo else Channel.SMS,
    )
