"""Rows for tests, made through the services and committed to the test's savepoint."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from sqlalchemy.orm import Session

from models import Article, Comment, Staff
from moderation.adapters.passwords import Passwords
from moderation.domain.article_states import ArticleAction
from moderation.domain.comment_states import CommentAction
from moderation.domain.permissions import Role
from moderation.services import articles, comments, staff
from moderation.services.articles import ArticleText
from moderation.services.comments import Decision, NewComment

PASSWORD = "mat khau de thu"
EARLIER = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
_numbers = count(1)


@cache
def _password_hash() -> str:
    return Passwords(memory_kib=8, passes=1).make(PASSWORD)


def person(session: Session, role: Role = Role.MODERATOR, name: str = "Minh Thu") -> Staff:
    made = staff.add(
        session,
        email=f"{role}-{next(_numbers)}@example.org",
        name=name,
        role=role,
        password_hash=_password_hash(),
        actor=None,
        now=EARLIER,
    )
    session.commit()
    return made


def article(
    session: Session,
    title: str = "Phường lấy ý kiến",
    *,
    at: datetime = EARLIER,
    published: bool = True,
    body: str = "Một đoạn.",
) -> Article:
    text = ArticleText(title=title, lead="Lời dẫn.", byline="Thu Hà", body=body)
    made = articles.create(session, text, actor=None, now=at)
    if published:
        articles.set_state(
            session, made, ArticleAction.PUBLISH, seen_version=made.version, actor=None, now=at
        )
    session.commit()
    return made


def unpublished(session: Session, article: Article, *, at: datetime = EARLIER) -> Article:
    action = ArticleAction.UNPUBLISH
    articles.set_state(session, article, action, seen_version=article.version, actor=None, now=at)
    session.commit()
    return article


def comment(
    session: Session, article: Article, *, at: datetime = EARLIER, **words: object
) -> Comment:
    number = next(_numbers)
    written = {
        "full_name": "Trần Văn L.",
        "title": f"Góp ý {number}",
        "content": f"Nội dung số {number}.",
    }
    made = comments.submit(session, article.id, NewComment(**{**written, **words}), now=at)
    session.commit()
    return made


def decided(
    session: Session,
    comment: Comment,
    action: CommentAction,
    actor: Staff,
    *,
    at: datetime | None = None,
    **more: object,
) -> Comment:
    decision = Decision(action=action, seen_version=comment.version, **more)
    comments.decide(
        session, comment, decision, actor=actor, now=at or comment.submitted_at + timedelta(hours=1)
    )
    session.commit()
    return comment


def published(
    session: Session, article: Article, actor: Staff, *, at: datetime = EARLIER, **words: object
) -> Comment:
    return decided(session, comment(session, article, at=at, **words), CommentAction.APPROVE, actor)
