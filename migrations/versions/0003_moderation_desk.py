"""The comment desk: held, escalated and withdrawn comments; masks, claims, opinions, appeals,
reports of readers, the register of take-downs, second readings; texts and words the office edits.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
TALLIES = ("held", "escalated", "withdrawn", "reported", "appeals", "takedowns", "readings")
#: What a release before this one can read.
EARLIER = {"held": "pending", "escalated": "pending", "withdrawn": "taken_down"}
counters = sa.table("comment_counter", sa.column("state"), sa.column("comments"))
comments = sa.table("comment", sa.column("state"))


def upgrade() -> None:
    op.create_table(
        "standard_text",
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reason_code", "language", name="pk_standard_text"),
    )
    op.create_table(
        "word_list",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("phrases", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_word_list"),
    )
    op.create_table(
        "appeal",
        sa.Column("id", Key, nullable=False),
        sa.Column("comment_id", Key, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("against", sa.String(length=24), nullable=False),
        sa.Column("decided_first_by_id", Key, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("submitted_at", Moment, nullable=False),
        sa.Column("decided_by_id", Key, nullable=True),
        sa.Column("decided_at", Moment, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_appeal_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name="fk_appeal_decided_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["decided_first_by_id"], ["staff.id"], name="fk_appeal_decided_first_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
        sa.UniqueConstraint("comment_id", name="uq_appeal_comment_id"),
    )
    op.create_index("ix_appeal_queue", "appeal", ["state", "submitted_at", "id"])

    op.create_table(
        "comment_claim",
        sa.Column("comment_id", Key, autoincrement=False, nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_comment_claim_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_comment_claim_staff_id_staff"),
        sa.PrimaryKeyConstraint("comment_id", name="pk_comment_claim"),
    )
    op.create_index("ix_comment_claim_staff_id", "comment_claim", ["staff_id"])
    op.create_index("ix_comment_claim_until", "comment_claim", ["until"])

    op.create_table(
        "opinion",
        sa.Column("id", Key, nullable=False),
        sa.Column("comment_id", Key, nullable=False),
        sa.Column("asked_by_id", Key, nullable=False),
        sa.Column("asked_of", sa.String(length=24), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("given_by_id", Key, nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("given_at", Moment, nullable=True),
        sa.Column("closed_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name="fk_opinion_asked_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_opinion_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["staff.id"], name="fk_opinion_given_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
    )
    op.create_index("ix_opinion_asked", "opinion", ["asked_of", "given_at", "asked_at"])
    op.create_index("ix_opinion_asked_by_id", "opinion", ["asked_by_id"])
    op.create_index("ix_opinion_comment_id", "opinion", ["comment_id"])

    op.create_table(
        "reader_report",
        sa.Column("id", Key, nullable=False),
        sa.Column("comment_id", Key, nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("reported_at", Moment, nullable=False),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("settled_by_id", Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_reader_report_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["staff.id"], name="fk_reader_report_settled_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reader_report"),
        sa.UniqueConstraint(
            "comment_id", "address_key", name="uq_reader_report_comment_id_address_key"
        ),
    )
    op.create_index("ix_reader_report_comment_id", "reader_report", ["comment_id"])

    op.create_table(
        "second_reading",
        sa.Column("comment_id", Key, autoincrement=False, nullable=False),
        sa.Column("first_state", sa.String(length=24), nullable=False),
        sa.Column("first_reason", sa.String(length=40), nullable=True),
        sa.Column("first_by_id", Key, nullable=False),
        sa.Column("sampled_at", Moment, nullable=False),
        sa.Column("second_state", sa.String(length=24), nullable=True),
        sa.Column("second_reason", sa.String(length=40), nullable=True),
        sa.Column("read_by_id", Key, nullable=True),
        sa.Column("read_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_second_reading_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["staff.id"], name="fk_second_reading_first_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["staff.id"], name="fk_second_reading_read_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("comment_id", name="pk_second_reading"),
    )
    op.create_index(
        "ix_second_reading_waiting", "second_reading", ["read_at", "sampled_at", "comment_id"]
    )

    op.create_table(
        "takedown",
        sa.Column("id", Key, nullable=False),
        sa.Column("comment_id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("requester", sa.String(length=300), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("recorded_by_id", Key, nullable=False),
        sa.Column("is_oral", sa.Boolean(), nullable=False),
        sa.Column("ordered_by", sa.String(length=300), nullable=False),
        sa.Column("confirm_by", Moment, nullable=True),
        sa.Column("confirmed_at", Moment, nullable=True),
        sa.Column("document_number", sa.String(length=300), nullable=False),
        sa.Column("done_at", Moment, nullable=True),
        sa.Column("done_by_id", Key, nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_takedown_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff.id"], name="fk_takedown_done_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name="fk_takedown_recorded_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_takedown"),
    )
    op.create_index("ix_takedown_comment_id", "takedown", ["comment_id"])
    op.create_index("ix_takedown_register", "takedown", ["done_at", "due_at", "id"])

    with op.batch_alter_table("article") as batch_op:
        batch_op.add_column(sa.Column("comments_close_at", Moment, nullable=True))
        batch_op.add_column(
            sa.Column("is_sensitive", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("settles_at", Moment, nullable=True))

    with op.batch_alter_table("comment") as batch_op:
        batch_op.add_column(sa.Column("decided_by_id", Key, nullable=True))
        batch_op.add_column(sa.Column("endorsed_by_id", Key, nullable=True))
        batch_op.add_column(sa.Column("visible_from", Moment, nullable=True))
        batch_op.add_column(sa.Column("before", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("decide_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("resubmits_id", Key, nullable=True))
        batch_op.add_column(sa.Column("masks", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("public_name", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("public_title", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("public_content", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("findings", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("hold_code", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("address_key", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("name_folded", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("text_key", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("sketch", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("reported_at", Moment, nullable=True))
        batch_op.create_index("ix_comment_by_address", ["address_key", "submitted_at"])
        batch_op.create_index("ix_comment_by_name", ["name_folded", "submitted_at"])
        batch_op.create_index("ix_comment_by_phone", ["phone", "submitted_at"])
        batch_op.create_index("ix_comment_by_text", ["text_key", "submitted_at"])
        batch_op.create_index("ix_comment_reported", ["reported_at", "id"])
        batch_op.create_foreign_key(
            "fk_comment_endorsed_by_id_staff", "staff", ["endorsed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            "fk_comment_resubmits_id_comment", "comment", ["resubmits_id"], ["id"]
        )
        batch_op.create_foreign_key(
            "fk_comment_decided_by_id_staff", "staff", ["decided_by_id"], ["id"]
        )

    op.bulk_insert(counters, [{"state": tally, "comments": 0} for tally in TALLIES])


def downgrade() -> None:
    for state, earlier in EARLIER.items():
        moved = comments.update().where(comments.c.state == state)
        op.execute(moved.values(state=earlier))
    op.execute(counters.delete().where(counters.c.state.in_(TALLIES)))
    for earlier in sorted(set(EARLIER.values())):
        standing = sa.select(sa.func.count()).where(comments.c.state == earlier)
        op.execute(
            counters.update()
            .where(counters.c.state == earlier)
            .values(comments=standing.scalar_subquery())
        )
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_constraint("fk_comment_decided_by_id_staff", type_="foreignkey")
        batch_op.drop_constraint("fk_comment_resubmits_id_comment", type_="foreignkey")
        batch_op.drop_constraint("fk_comment_endorsed_by_id_staff", type_="foreignkey")
        batch_op.drop_index("ix_comment_reported")
        batch_op.drop_index("ix_comment_by_text")
        batch_op.drop_index("ix_comment_by_phone")
        batch_op.drop_index("ix_comment_by_name")
        batch_op.drop_index("ix_comment_by_address")
        batch_op.drop_column("reported_at")
        batch_op.drop_column("sketch")
        batch_op.drop_column("text_key")
        batch_op.drop_column("name_folded")
        batch_op.drop_column("address_key")
        batch_op.drop_column("hold_code")
        batch_op.drop_column("findings")
        batch_op.drop_column("public_content")
        batch_op.drop_column("public_title")
        batch_op.drop_column("public_name")
        batch_op.drop_column("masks")
        batch_op.drop_column("resubmits_id")
        batch_op.drop_column("decide_by")
        batch_op.drop_column("before")
        batch_op.drop_column("visible_from")
        batch_op.drop_column("endorsed_by_id")
        batch_op.drop_column("decided_by_id")

    with op.batch_alter_table("article") as batch_op:
        batch_op.drop_column("settles_at")
        batch_op.drop_column("is_sensitive")
        batch_op.drop_column("comments_close_at")

    op.drop_table("takedown")

    op.drop_table("second_reading")

    op.drop_table("reader_report")

    op.drop_table("opinion")

    op.drop_table("comment_claim")

    op.drop_table("appeal")
    op.drop_table("word_list")
    op.drop_table("standard_text")
