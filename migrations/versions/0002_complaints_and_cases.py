"""Complaints, cases and assignments; agencies, wards and the calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("parent_id", Key, nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ward_code", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name="fk_agency_parent_id_agency"),
        sa.PrimaryKeyConstraint("id", name="pk_agency"),
        sa.UniqueConstraint("code", name="uq_agency_code"),
    )
    op.create_index("ix_agency_parent_id", "agency", ["parent_id"])
    op.create_index("ix_agency_ward_code", "agency", ["ward_code"])

    op.create_table(
        "calendar_day",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("on", name="pk_calendar_day"),
    )
    op.create_table(
        "case_file",
        sa.Column("id", Key, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=300), nullable=False),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("closed_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
    )
    op.create_index("ix_case_file_due", "case_file", ["state", "due_on", "id"])

    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"])

    op.create_table(
        "number_try",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("open_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_number_try"),
    )
    op.create_index("ix_number_try_open_at", "number_try", ["open_at"])

    op.create_table(
        "ward",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_ward"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("agency_id", Key, nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("offered_at", Moment, nullable=False),
        sa.Column("accepted_at", Moment, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=300), nullable=False),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("proposed_agency_id", Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name="fk_assignment_agency_id_agency"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_assignment_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_agency_id"], ["agency.id"], name="fk_assignment_proposed_agency_id_agency"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
    )
    op.create_index("ix_assignment_case_id", "assignment", ["case_id"])
    op.create_index("ix_assignment_inbox", "assignment", ["agency_id", "state", "due_on", "id"])
    op.create_index(
        "uq_assignment_lead",
        "assignment",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("role = 'lead' AND is_current"),
        postgresql_where=sa.text("role = 'lead' AND is_current"),
    )

    op.create_table(
        "former_ward",
        sa.Column("id", Key, nullable=False),
        sa.Column("district", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("ward_code", sa.String(length=40), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ward_code"], ["ward.code"], name="fk_former_ward_ward_code_ward"),
        sa.PrimaryKeyConstraint("id", name="pk_former_ward"),
    )
    op.create_index("ix_former_ward_ward_code", "former_ward", ["ward_code"])

    op.create_table(
        "complaint",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("issue_code", sa.String(length=40), nullable=True),
        sa.Column("category_code", sa.String(length=40), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_system", sa.String(length=40), nullable=True),
        sa.Column("foreign_code", sa.String(length=40), nullable=True),
        sa.Column("comment_id", Key, nullable=True),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("full_name", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=300), nullable=True),
        sa.Column("consent_contact", sa.Boolean(), nullable=False),
        sa.Column("consent_publish", sa.Boolean(), nullable=False),
        sa.Column("hide_identity", sa.Boolean(), nullable=False),
        sa.Column("about_unit_id", Key, nullable=True),
        sa.Column("about_unit", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("ward_code", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("happened_at", sa.String(length=300), nullable=False),
        sa.Column("public_title", sa.String(length=300), nullable=False),
        sa.Column("public_content", sa.Text(), nullable=False),
        sa.Column("public_name", sa.String(length=300), nullable=False),
        sa.Column("published_at", Moment, nullable=True),
        sa.Column("submitted_at", Moment, nullable=False),
        sa.Column("respond_by", Moment, nullable=False),
        sa.Column("decided_at", Moment, nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("number_salt", sa.String(length=40), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_unit_id"], ["agency.id"], name="fk_complaint_about_unit_id_agency"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_complaint_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_complaint_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(["ward_code"], ["ward.code"], name="fk_complaint_ward_code_ward"),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
        sa.UniqueConstraint("code", name="uq_complaint_code"),
        sa.UniqueConstraint(
            "source_system", "foreign_code", name="uq_complaint_source_system_foreign_code"
        ),
    )
    op.create_index("ix_complaint_case_id", "complaint", ["case_id"])
    op.create_index("ix_complaint_category_code", "complaint", ["category_code"])
    op.create_index("ix_complaint_comment_id", "complaint", ["comment_id"])
    op.create_index("ix_complaint_intake", "complaint", ["state", "respond_by", "id"])
    op.create_index("ix_complaint_public", "complaint", ["is_public", "published_at", "id"])
    op.create_index("ix_complaint_ward_code", "complaint", ["ward_code"])

    op.create_table(
        "attachment",
        sa.Column("id", Key, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("draft_id", sa.String(length=40), nullable=True),
        sa.Column("complaint_id", Key, nullable=True),
        sa.Column("assignment_id", Key, nullable=True),
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("thumbnail", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_attachment_assignment_id_assignment"
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_attachment_complaint_id_complaint"
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name="fk_attachment_draft_id_draft", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("key", name="uq_attachment_key"),
    )
    op.create_index("ix_attachment_added_at", "attachment", ["added_at"])
    op.create_index("ix_attachment_assignment_id", "attachment", ["assignment_id"])
    op.create_index("ix_attachment_complaint_id", "attachment", ["complaint_id"])
    op.create_index("ix_attachment_draft_id", "attachment", ["draft_id"])

    op.create_table(
        "question",
        sa.Column("id", Key, nullable=False),
        sa.Column("complaint_id", Key, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("reminded_at", Moment, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_question_complaint_id_complaint"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    op.create_index("ix_question_answer_by", "question", ["answer_by"])
    op.create_index("ix_question_complaint_id", "question", ["complaint_id"])

    op.create_table(
        "sealed_complaint",
        sa.Column("complaint_id", Key, autoincrement=False, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("covered_at", Moment, nullable=False),
        sa.Column("decide_by", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_sealed_complaint_complaint_id_complaint"
        ),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_sealed_complaint"),
    )
    op.create_index("ix_sealed_complaint_decide_by", "sealed_complaint", ["decide_by"])

    op.create_table(
        "sealed_exclusion",
        sa.Column("complaint_id", Key, autoincrement=False, nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_sealed_exclusion_complaint_id_complaint"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_sealed_exclusion_staff_id_staff"
        ),
        sa.PrimaryKeyConstraint("complaint_id", "staff_id", name="pk_sealed_exclusion"),
    )
    with op.batch_alter_table("staff") as batch_op:
        batch_op.add_column(sa.Column("agency_id", Key, nullable=True))
        batch_op.create_index("ix_staff_agency_id", ["agency_id"], unique=False)
        batch_op.create_foreign_key("fk_staff_agency_id_agency", "agency", ["agency_id"], ["id"])

    op.execute("INSERT INTO comment_counter (state, comments) VALUES ('converted', 0)")


def downgrade() -> None:
    op.execute("DELETE FROM comment_counter WHERE state = 'converted'")
    with op.batch_alter_table("staff") as batch_op:
        batch_op.drop_constraint("fk_staff_agency_id_agency", type_="foreignkey")
        batch_op.drop_index("ix_staff_agency_id")
        batch_op.drop_column("agency_id")
    op.drop_table("sealed_exclusion")
    op.drop_table("sealed_complaint")
    op.drop_table("question")
    op.drop_table("attachment")
    op.drop_table("complaint")
    op.drop_table("former_ward")
    op.drop_table("assignment")
    op.drop_table("ward")
    op.drop_table("number_try")
    op.drop_table("draft")
    op.drop_table("case_file")
    op.drop_table("calendar_day")
    op.drop_table("agency")
