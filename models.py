"""Every table, in chapters: base types; people; articles and comments; submissions and captchas;
what happened; what must be told. No rules, no queries, no Flask.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from moderation.domain.article_states import ArticleState
from moderation.domain.comment_states import CommentState
from moderation.domain.permissions import Role

# --- Base types ---------------------------------------------------------------------------------


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; `timestamptz` on PostgreSQL, naive UTC on SQLite, which
    knows no zones.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def state_column(states: type[Any]) -> Enum:
    """A StrEnum stored as its value. No CHECK: a new state must not rebuild a table of a million
    rows.
    """
    return Enum(
        states,
        native_enum=False,
        length=24,
        create_constraint=False,
        validate_strings=True,
        values_callable=lambda enum: [member.value for member in enum],
    )


pk = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
moment = Annotated[datetime, mapped_column(UtcDateTime)]
code = Annotated[str, mapped_column(String(40))]
line = Annotated[str, mapped_column(String(300))]
text = Annotated[str, mapped_column(Text)]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """A model's table, for statements that need no identity map."""
    return cast(Table, model.__table__)


# --- People -------------------------------------------------------------------------------------


class Staff(Base):
    """Somebody who works here. Never deleted: events point at the row."""

    __tablename__ = "staff"

    id: Mapped[pk]
    email: Mapped[line] = mapped_column(unique=True)  # lower case; the login name
    name: Mapped[line]
    role: Mapped[Role] = mapped_column(state_column(Role))
    password_hash: Mapped[line]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[moment]


class StaffSession(Base):
    """One login. The cookie holds the token, this row only its hash; ending the row ends the
    login.
    """

    __tablename__ = "staff_session"

    token_hash: Mapped[code] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[moment]
    seen_at: Mapped[moment]
    expires_at: Mapped[moment] = mapped_column(index=True)


# --- Articles and comments ----------------------------------------------------------------------


class Article(Base):
    """What the portal publishes. `body_html` is `body_markdown` rendered and sanitised
    on saving.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_listing", "state", "published_at", "id"),
        Index("ix_article_most_read", "state", "views"),
    )

    id: Mapped[pk]
    slug: Mapped[line] = mapped_column(unique=True)
    state: Mapped[ArticleState] = mapped_column(
        state_column(ArticleState), default=ArticleState.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[line]
    lead: Mapped[text] = mapped_column(default="")
    byline: Mapped[line] = mapped_column(default="")
    body_markdown: Mapped[text]
    body_html: Mapped[text]
    comments_open: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[moment | None]  # first publication; an import keeps the original's
    created_at: Mapped[moment]
    updated_at: Mapped[moment]
    views: Mapped[int] = mapped_column(default=0)
    published_comments: Mapped[int] = mapped_column(default=0)  # kept by services/counters.py
    thread_version: Mapped[int] = mapped_column(default=0)  # grows when what readers see below does

    __mapper_args__ = {"version_id_col": version}


class Comment(Base):
    """A reader's words under an article. Public only in state `published`.

    A sealed comment keeps its place, its receipt and its dates; every word of it and of its sender
    moves to `SealedComment`, and the columns here become empty.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_queue", "state", "submitted_at", "id"),
        Index("ix_comment_decided", "state", "decided_at", "id"),
        Index("ix_comment_thread", "article_id", "state", "parent_id", "published_at", "id"),
    )

    id: Mapped[pk]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    receipt: Mapped[code] = mapped_column(unique=True)
    state: Mapped[CommentState] = mapped_column(
        state_column(CommentState), default=CommentState.PENDING
    )
    version: Mapped[int] = mapped_column(default=1)
    full_name: Mapped[line]
    phone: Mapped[code | None]  # E.164; never public
    email: Mapped[line | None]  # only with consent; never public
    language: Mapped[str] = mapped_column(String(8), default="vi")  # of the form; mails use it
    title: Mapped[line]
    content: Mapped[text]
    submitted_at: Mapped[moment]
    decided_at: Mapped[moment | None]  # the last decision
    published_at: Mapped[moment | None]  # the first publication; orders the public page
    reason_code: Mapped[code | None]  # why it is not published, from data/comment_reasons.json
    reason_text: Mapped[text] = mapped_column(
        default=""
    )  # the same in own words; the author reads it

    __mapper_args__ = {"version_id_col": version}  # every UPDATE compares and swaps


class OfficialReply(Base):
    """What an office answers under a published comment; withdrawn, never deleted."""

    __tablename__ = "official_reply"

    id: Mapped[pk]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    signed_as: Mapped[line]  # the office whose name stands above the reply
    content: Mapped[text]
    published_at: Mapped[moment]
    withdrawn_at: Mapped[moment | None]


class SealedComment(Base):
    """A suspected denunciation: everything that was said and who said it, encrypted, one row a
    comment.
    """

    __tablename__ = "sealed_comment"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[moment] = mapped_column(index=True)


class CommentCounter(Base):
    """How many comments stand in a state; kept with every move, so that no page counts rows."""

    __tablename__ = "comment_counter"

    state: Mapped[CommentState] = mapped_column(state_column(CommentState), primary_key=True)
    comments: Mapped[int] = mapped_column(default=0)


# --- Submissions and captchas -------------------------------------------------------------------


class Submission(Base):
    """One form somebody was given. It makes at most one thing, however often it is sent."""

    __tablename__ = "submission"

    id: Mapped[code] = mapped_column(primary_key=True)  # `submission_id` of the form
    created_at: Mapped[moment] = mapped_column(index=True)
    captcha_passed_at: Mapped[moment | None]  # the pass a right answer earned
    receipt: Mapped[code | None]  # what it made: a comment's receipt, a row's id for staff
    digest: Mapped[str | None] = mapped_column(
        String(64)
    )  # keyed; tells a repeat from an edited form


class Captcha(Base):
    """A security code that was drawn or spoken. Written when asked for, deleted when answered."""

    __tablename__ = "captcha"
    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts"),)

    id: Mapped[code] = mapped_column(primary_key=True)
    nonce: Mapped[code]  # the answer is derived from it and the secret key
    answer_hmac: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[moment] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)


# --- What happened ------------------------------------------------------------------------------


class Event(Base):
    """One line of history, written in the transaction of the change itself.

    Never changed, save that sealing a comment empties its notes and reasons.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "subject", "subject_id", "id"),)

    id: Mapped[pk]
    at: Mapped[moment]
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), index=True
    )  # none: a citizen, or the house
    subject: Mapped[code]  # a member of services.audit.Subject
    subject_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[code]
    old_state: Mapped[code | None]
    new_state: Mapped[code | None]
    reason_code: Mapped[code | None]
    reason_text: Mapped[text] = mapped_column(default="")  # what the author was told
    note: Mapped[text] = mapped_column(default="")  # inside the house only


# --- What must be told --------------------------------------------------------------------------


class OutboxMessage(Base):
    """Something to tell somebody, written with the change that causes it; a job sends it."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "finished_at", "due_at", "id"),
        Index("ix_outbox_message_subject", "kind", "subject_id"),
    )

    id: Mapped[pk]
    kind: Mapped[code]  # a member of services.outbox.Kind
    subject_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[moment]
    due_at: Mapped[moment]
    finished_at: Mapped[moment | None]  # sent, or nobody to tell any more
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[line | None]  # the error's class; never an address or a text
    told: Mapped[code | None]  # the state of the comment that was told; none: nobody was
