"""First tables: staff, articles, comments, submissions, events, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
STATES = ("pending", "published", "rejected", "spam", "taken_down", "sealed")


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", Key, nullable=False),
        sa.Column("slug", sa.String(300), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("byline", sa.String(300), nullable=False),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("comments_open", sa.Boolean(), nullable=False),
        sa.Column("published_at", Moment, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("published_comments", sa.Integer(), nullable=False),
        sa.Column("thread_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("slug", name="uq_article_slug"),
    )
    op.create_index("ix_article_listing", "article", ["state", "published_at", "id"])
    op.create_index("ix_article_most_read", "article", ["state", "views"])

    op.create_table(
        "captcha",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("nonce", sa.String(40), nullable=False),
        sa.Column("answer_hmac", sa.String(64), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_captcha_attempts")),
        sa.PrimaryKeyConstraint("id", name="pk_captcha"),
    )
    op.create_index("ix_captcha_expires_at", "captcha", ["expires_at"])

    counters = op.create_table(
        "comment_counter",
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_comment_counter"),
    )
    op.bulk_insert(counters, [{"state": state, "comments": 0} for state in STATES])

    op.create_table(
        "outbox_message",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("finished_at", Moment, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(300), nullable=True),
        sa.Column("told", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
    )
    op.create_index("ix_outbox_message_due", "outbox_message", ["finished_at", "due_at", "id"])
    op.create_index("ix_outbox_message_subject", "outbox_message", ["kind", "subject_id"])

    op.create_table(
        "staff",
        sa.Column("id", Key, nullable=False),
        sa.Column("email", sa.String(300), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("password_hash", sa.String(300), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
    )

    op.create_table(
        "submission",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("captcha_passed_at", Moment, nullable=True),
        sa.Column("receipt", sa.String(40), nullable=True),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
    )
    op.create_index("ix_submission_created_at", "submission", ["created_at"])

    op.create_table(
        "comment",
        sa.Column("id", Key, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("parent_id", Key, nullable=True),
        sa.Column("receipt", sa.String(40), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(300), nullable=False),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("email", sa.String(300), nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("submitted_at", Moment, nullable=False),
        sa.Column("decided_at", Moment, nullable=True),
        sa.Column("published_at", Moment, nullable=True),
        sa.Column("reason_code", sa.String(40), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_comment_article_id_article"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name="fk_comment_parent_id_comment"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.UniqueConstraint("receipt", name="uq_comment_receipt"),
    )
    op.create_index("ix_comment_queue", "comment", ["state", "submitted_at", "id"])
    op.create_index("ix_comment_decided", "comment", ["state", "decided_at", "id"])
    op.create_index(
        "ix_comment_thread", "comment", ["article_id", "state", "parent_id", "published_at", "id"]
    )
    op.create_index("ix_comment_parent_id", "comment", ["parent_id"])

    op.create_table(
        "event",
        sa.Column("id", Key, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("old_state", sa.String(40), nullable=True),
        sa.Column("new_state", sa.String(40), nullable=True),
        sa.Column("reason_code", sa.String(40), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["staff.id"], name="fk_event_actor_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_actor_id", "event", ["actor_id"])
    op.create_index("ix_event_subject", "event", ["subject", "subject_id", "id"])

    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_session_staff_id_staff"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_session"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])
    op.create_index("ix_staff_session_expires_at", "staff_session", ["expires_at"])

    op.create_table(
        "official_reply",
        sa.Column("id", Key, nullable=False),
        sa.Column("comment_id", Key, nullable=False),
        sa.Column("signed_as", sa.String(300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("published_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_official_reply_comment_id_comment"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_official_reply"),
    )
    op.create_index("ix_official_reply_comment_id", "official_reply", ["comment_id"])

    op.create_table(
        "sealed_comment",
        sa.Column("comment_id", Key, autoincrement=False, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_sealed_comment_comment_id_comment"
        ),
        sa.PrimaryKeyConstraint("comment_id", name="pk_sealed_comment"),
    )
    op.create_index("ix_sealed_comment_sealed_at", "sealed_comment", ["sealed_at"])


def downgrade() -> None:
    for table in (
        "sealed_comment",
        "official_reply",
        "staff_session",
        "event",
        "comment",
        "submission",
        "staff",
        "outbox_message",
        "comment_counter",
        "captcha",
        "article",
    ):
        op.drop_table(table)
