"""What happens to demo comments beside the decisions: opinions, appeals, reports of readers, the
register of take-downs, second readings.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Comment, Staff
from moderation.domain.agreement import READABLE
from moderation.domain.comment_states import CommentState
from moderation.domain.permissions import Role
from moderation.services import appeals, opinions, reader_reports, readings, submissions, takedowns
from moderation.services.readings import Choice
from moderation.services.takedowns import NewTakedown

#: So many decisions are in the sample; so many of them are read, one of those otherwise.
_SAMPLED, _READ = 12, 9


def afterwards(
    session: Session,
    written: Sequence[Comment],
    people: Mapping[str, Staff],
    *,
    secret_key: str,
    appeal_days: int,
    now: datetime,
) -> None:
    """What colleagues, authors and readers do with what was decided; little in a small demo."""
    _ask(session, _standing(written, CommentState.HELD)[:2], people, now=now)
    refused = _standing(written, CommentState.REJECTED)
    refused = [each for each in refused if each.decided_at and not _is_old(each, appeal_days, now)]
    _appeal(session, refused, people, days=appeal_days, now=now)
    shown = [each for each in _standing(written, CommentState.PUBLISHED) if not each.parent_id]
    _report(session, shown[-3:-1], secret_key=secret_key, now=now)
    _request(session, shown[-5:-3], people, now=now)


def _standing(written: Sequence[Comment], state: CommentState) -> list[Comment]:
    return [comment for comment in written if comment.state is state]


def _is_old(comment: Comment, days: int, now: datetime) -> bool:
    return bool(comment.decided_at and comment.decided_at + timedelta(days=days) < now)


def _ask(
    session: Session, asked: Sequence[Comment], people: Mapping[str, Staff], *, now: datetime
) -> None:
    """One question still waits, another was answered and is the asker's to decide."""
    asker = people[Role.MODERATOR]
    for comment, role in zip(asked, (Role.PROPAGANDA_OFFICER, Role.CHIEF_EDITOR), strict=False):
        opinions.escalate(
            session, comment, "Lời chê gay gắt: che chỗ nặng lời rồi đăng được không?",
            asked_of=role, seen_version=comment.version, actor=asker,
            now=now - timedelta(minutes=50),
        )  # fmt: skip
    for comment in asked[1:2]:
        opinions.give(
            session, comment, "Được. Che đúng hai chữ đó thôi, phần góp ý giữ nguyên.",
            actor=people[Role.CHIEF_EDITOR], now=now - timedelta(minutes=20),
        )  # fmt: skip


def _appeal(
    session: Session,
    refused: Sequence[Comment],
    people: Mapping[str, Staff],
    *,
    days: int,
    now: datetime,
) -> None:
    """One appeal waits, one was dismissed."""
    words = (
        "Tôi chỉ nói về cách làm của đơn vị, không xúc phạm ai. Xin Ban biên tập đọc lại.",
        "Bình luận của tôi đúng chủ đề bài viết.",
    )
    for number, (comment, text) in enumerate(zip(refused, words, strict=False)):
        appeal = appeals.submit(session, comment, text, days=days, now=now - timedelta(hours=3))
        if number:
            appeals.dismiss(
                session, appeal, comment, seen_version=appeal.version,
                answer="Bình luận nói về việc khác. Ông/bà có thể gửi dưới bài liên quan.",
                actor=people[Role.CHIEF_EDITOR], now=now - timedelta(hours=1),
            )  # fmt: skip


def _report(session: Session, shown: Sequence[Comment], *, secret_key: str, now: datetime) -> None:
    for number, comment in enumerate(shown):
        reader_reports.report(
            session, comment, reason_code="off_topic", text="Không nói về bài viết.",
            address_key=submissions.digest(secret_key, ("demo reader", str(number))),
            now=now - timedelta(hours=2, minutes=number),
        )  # fmt: skip


def _request(
    session: Session, shown: Sequence[Comment], people: Mapping[str, Staff], *, now: datetime
) -> None:
    """One request waits, an oral one was carried out and is not confirmed yet."""
    actor = people[Role.MODERATOR]
    for number, comment in enumerate(shown):
        received = now - timedelta(hours=5 - number)
        is_oral = bool(number)
        wanted = NewTakedown(
            requester="Cơ quan được nêu trong bài",
            legal_basis="Đề nghị bảo vệ dữ liệu cá nhân của người được nhắc đến.",
            is_urgent=is_oral,
            received_at=received,
            due_at=received + timedelta(hours=6 if is_oral else 24),
            ordered_by="Chánh văn phòng" if is_oral else "",
            confirm_by=received + timedelta(days=1) if is_oral else None,
        )
        request = takedowns.record(session, comment, wanted, actor=actor, now=received)
        if is_oral:
            takedowns.carry_out(
                session, request, comment, seen_version=request.version,
                reason_code="personal_data", reason_text="", actor=actor,
                now=received + timedelta(hours=1),
            )  # fmt: skip


def read_again(
    session: Session, written: Sequence[Comment], reader: Staff, *, now: datetime
) -> None:
    """Some decisions are sampled, most of these read by `reader`."""
    decided = [comment for comment in written if comment.state in READABLE]
    decided.sort(key=lambda comment: (comment.state is CommentState.PUBLISHED, comment.id))
    ids = [comment.id for comment in decided[:_SAMPLED]]
    columns = (Comment.id, Comment.state, Comment.reason_code, Comment.decided_by_id)
    rows = session.execute(select(*columns).where(Comment.id.in_(ids)).order_by(Comment.id)).all()
    readings.draw(session, rows, now=now)
    harsh = next((row.id for row in rows if row.state is CommentState.REJECTED), None)
    for row in rows[:_READ]:
        state = CommentState.PUBLISHED if row.id == harsh else row.state
        choice = Choice(state=state, reason_code=row.reason_code or "duplicate")
        readings.read_again(session, row.id, choice, actor=reader, now=now)
