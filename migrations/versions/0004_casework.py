"""Casework: clocks that stand still and are extended, approvals, notes, merging, ratings,
followers, chases, the sealed register; what an administrator edits in the browser.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
cases = sa.table("case_file", sa.column("state"), sa.column("due_on"), sa.column("first_due_on"))
complaints = sa.table("complaint", sa.column("state"))
events = sa.table(
    "event",
    sa.column("subject"),
    sa.column("action"),
    sa.column("old_state"),
    sa.column("new_state"),
)
#: Until now `answered` meant that the coordinator had not sent the answer yet.
RENAMED = {"answered": "awaiting_approval"}
#: What a release before this one can read.
EARLIER = {
    "suspended": "in_progress",
    "reopened": "in_progress",
    "answered": "closed",
    "awaiting_approval": "answered",
    "merged": "closed",
}


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("lead_code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_category"),
    )
    op.create_table(
        "house_setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_house_setting"),
    )
    op.create_table(
        "issue",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("lead_code", sa.String(length=40), nullable=False),
        sa.Column("coordinating", sa.String(length=300), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("proof", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_issue"),
    )
    op.create_table(
        "issue_words",
        sa.Column("issue_code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("phrases", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("issue_code", name="pk_issue_words"),
    )
    op.create_table(
        "mail_template",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("key", "language", name="pk_mail_template"),
    )
    op.create_table(
        "reason",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "code", name="pk_reason"),
    )
    op.create_table(
        "routing_rule",
        sa.Column("id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=True),
        sa.Column("issue_code", sa.String(length=40), nullable=True),
        sa.Column("ward_codes", sa.Text(), nullable=False),
        sa.Column("phrases", sa.Text(), nullable=False),
        sa.Column("weekdays", sa.String(length=40), nullable=False),
        sa.Column("from_time", sa.String(length=5), nullable=False),
        sa.Column("to_time", sa.String(length=5), nullable=False),
        sa.Column("lead_code", sa.String(length=40), nullable=False),
        sa.Column("coordinating", sa.String(length=300), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_routing_rule"),
    )
    with op.batch_alter_table("routing_rule") as batch_op:
        batch_op.create_index("ix_routing_rule_position", ["position"], unique=False)

    op.create_table(
        "reply_text",
        sa.Column("id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency_id", Key, nullable=True),
        sa.Column("category_code", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name="fk_reply_text_agency_id_agency"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reply_text"),
    )
    op.create_table(
        "room",
        sa.Column("id", Key, nullable=False),
        sa.Column("agency_id", Key, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_room_agency_id_agency"),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
    )
    with op.batch_alter_table("room") as batch_op:
        batch_op.create_index("ix_room_agency_id", ["agency_id"], unique=False)

    op.create_table(
        "approver",
        sa.Column("id", Key, nullable=False),
        sa.Column("agency_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("on_behalf", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_approver_agency_id_agency"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_approver_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_approver"),
        sa.UniqueConstraint("agency_id", "position", name="uq_approver_agency_id_position"),
    )
    with op.batch_alter_table("approver") as batch_op:
        batch_op.create_index("ix_approver_staff_id", ["staff_id"], unique=False)

    op.create_table(
        "duty_shift",
        sa.Column("id", Key, nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("phone", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_duty_shift_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_shift"),
    )
    with op.batch_alter_table("duty_shift") as batch_op:
        batch_op.create_index("ix_duty_shift_ends_at", ["ends_at"], unique=False)
        batch_op.create_index("ix_duty_shift_staff_id", ["staff_id"], unique=False)
        batch_op.create_index("ix_duty_shift_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "saved_filter",
        sa.Column("id", Key, nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_saved_filter_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
    )
    with op.batch_alter_table("saved_filter") as batch_op:
        batch_op.create_index("ix_saved_filter_staff_id", ["staff_id"], unique=False)

    op.create_table(
        "stand_in",
        sa.Column("id", Key, nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("stand_in_id", Key, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("on_behalf", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_stand_in_staff_id_staff"),
        sa.ForeignKeyConstraint(
            ["stand_in_id"], ["staff.id"], name="fk_stand_in_stand_in_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stand_in"),
    )
    with op.batch_alter_table("stand_in") as batch_op:
        batch_op.create_index("ix_stand_in_staff_id", ["staff_id"], unique=False)
        batch_op.create_index("ix_stand_in_stand_in_id", ["stand_in_id"], unique=False)

    op.create_table(
        "case_link",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("by_id", Key, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_case_link_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_case_link_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["case_file.id"], name="fk_case_link_other_id_case_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_link"),
        sa.UniqueConstraint(
            "case_id", "other_id", "kind", name="uq_case_link_case_id_other_id_kind"
        ),
    )
    with op.batch_alter_table("case_link") as batch_op:
        batch_op.create_index("ix_case_link_other_id", ["other_id"], unique=False)

    op.create_table(
        "party_opinion",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("by_id", Key, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", Key, nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["staff.id"], name="fk_party_opinion_answered_by_id_staff"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_party_opinion_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_party_opinion_case_id_case_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_party_opinion"),
    )
    with op.batch_alter_table("party_opinion") as batch_op:
        batch_op.create_index("ix_party_opinion_case_id", ["case_id"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", Key, nullable=False),
        sa.Column("assignment_id", Key, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("for_staff_id", Key, nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("on_behalf", sa.String(length=40), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_approval_assignment_id_assignment"
        ),
        sa.ForeignKeyConstraint(
            ["for_staff_id"], ["staff.id"], name="fk_approval_for_staff_id_staff"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_approval_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )
    with op.batch_alter_table("approval") as batch_op:
        batch_op.create_index("ix_approval_assignment_id", ["assignment_id"], unique=False)
        batch_op.create_index("ix_approval_staff_id", ["staff_id"], unique=False)

    op.create_table(
        "case_extension",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("assignment_id", Key, nullable=False),
        sa.Column("asked_by_id", Key, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decided_by_id", Key, nullable=True),
        sa.Column("decided_at", Moment, nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["staff.id"], name="fk_case_extension_asked_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_case_extension_assignment_id_assignment"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_case_extension_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name="fk_case_extension_decided_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_extension"),
    )
    with op.batch_alter_table("case_extension") as batch_op:
        batch_op.create_index("ix_case_extension_assignment_id", ["assignment_id"], unique=False)
        batch_op.create_index("ix_case_extension_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_case_extension_decided_at", ["decided_at"], unique=False)
        batch_op.create_index(
            "uq_case_extension_granted",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("is_granted"),
            postgresql_where=sa.text("is_granted"),
        )

    op.create_table(
        "case_note",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("audience", sa.String(length=24), nullable=False),
        sa.Column("agency_id", Key, nullable=True),
        sa.Column("complaint_id", Key, nullable=True),
        sa.Column("by_id", Key, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_case_note_agency_id_agency"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_case_note_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_case_note_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_case_note_complaint_id_complaint"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_note"),
    )
    with op.batch_alter_table("case_note") as batch_op:
        batch_op.create_index("ix_case_note_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_case_note_complaint_id", ["complaint_id"], unique=False)

    op.create_table(
        "chase",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("assignment_id", Key, nullable=True),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("by_id", Key, nullable=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_chase_assignment_id_assignment"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_chase_by_id_staff"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_chase_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_chase"),
        sa.UniqueConstraint("key", name="uq_chase_key"),
    )
    with op.batch_alter_table("chase") as batch_op:
        batch_op.create_index("ix_chase_assignment_id", ["assignment_id"], unique=False)
        batch_op.create_index("ix_chase_at", ["at"], unique=False)
        batch_op.create_index("ix_chase_case_id", ["case_id"], unique=False)

    op.create_table(
        "contractor_link",
        sa.Column("id", Key, nullable=False),
        sa.Column("assignment_id", Key, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("contractor", sa.String(length=300), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("made_by_id", Key, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment, nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_contractor_link_assignment_id_assignment"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name="fk_contractor_link_made_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contractor_link"),
        sa.UniqueConstraint("token_hash", name="uq_contractor_link_token_hash"),
    )
    with op.batch_alter_table("contractor_link") as batch_op:
        batch_op.create_index("ix_contractor_link_assignment_id", ["assignment_id"], unique=False)
        batch_op.create_index("ix_contractor_link_expires_at", ["expires_at"], unique=False)

    op.create_table(
        "follow",
        sa.Column("id", Key, nullable=False),
        sa.Column("complaint_id", Key, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("confirmed_at", Moment, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_follow_complaint_id_complaint"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_follow"),
        sa.UniqueConstraint("complaint_id", "key", name="uq_follow_complaint_id_key"),
        sa.UniqueConstraint("token_hash", name="uq_follow_token_hash"),
    )
    op.create_table(
        "merge",
        sa.Column("id", Key, nullable=False),
        sa.Column("into_id", Key, nullable=False),
        sa.Column("complaint_id", Key, nullable=False),
        sa.Column("from_case_id", Key, nullable=True),
        sa.Column("left_state", sa.String(length=24), nullable=False),
        sa.Column("by_id", Key, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("undone_at", Moment, nullable=True),
        sa.Column("undone_by_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_merge_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_merge_complaint_id_complaint"
        ),
        sa.ForeignKeyConstraint(
            ["from_case_id"], ["case_file.id"], name="fk_merge_from_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(["into_id"], ["case_file.id"], name="fk_merge_into_id_case_file"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["staff.id"], name="fk_merge_undone_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_merge"),
    )
    with op.batch_alter_table("merge") as batch_op:
        batch_op.create_index("ix_merge_complaint_id", ["complaint_id"], unique=False)
        batch_op.create_index("ix_merge_from_case_id", ["from_case_id"], unique=False)
        batch_op.create_index("ix_merge_into_id", ["into_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", Key, nullable=False),
        sa.Column("complaint_id", Key, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("is_satisfied", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_rating_complaint_id_complaint"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rating"),
        sa.UniqueConstraint("complaint_id", "round", name="uq_rating_complaint_id_round"),
    )
    with op.batch_alter_table("rating") as batch_op:
        batch_op.create_index("ix_rating_at", ["at"], unique=False)
        batch_op.create_index("ix_rating_is_satisfied", ["is_satisfied"], unique=False)

    op.create_table(
        "sealed_step",
        sa.Column("id", Key, nullable=False),
        sa.Column("complaint_id", Key, nullable=False),
        sa.Column("by_id", Key, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_sealed_step_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_sealed_step_complaint_id_complaint"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_step"),
    )
    with op.batch_alter_table("sealed_step") as batch_op:
        batch_op.create_index("ix_sealed_step_complaint_id", ["complaint_id"], unique=False)

    op.create_table(
        "case_pause",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("agency_id", Key, nullable=False),
        sa.Column("complaint_id", Key, nullable=False),
        sa.Column("question_id", Key, nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by_id", Key, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("consented_by_id", Key, nullable=True),
        sa.Column("refused_at", Moment, nullable=True),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name="fk_case_pause_agency_id_agency"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["staff.id"], name="fk_case_pause_asked_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_case_pause_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="fk_case_pause_complaint_id_complaint"
        ),
        sa.ForeignKeyConstraint(
            ["consented_by_id"], ["staff.id"], name="fk_case_pause_consented_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name="fk_case_pause_question_id_question"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_pause"),
    )
    with op.batch_alter_table("case_pause") as batch_op:
        batch_op.create_index("ix_case_pause_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_case_pause_complaint_id", ["complaint_id"], unique=False)
        batch_op.create_index("ix_case_pause_question_id", ["question_id"], unique=False)
        batch_op.create_index("ix_case_pause_until", ["until"], unique=False)

    with op.batch_alter_table("agency") as batch_op:
        batch_op.add_column(sa.Column("successor_id", Key, nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_foreign_key(
            "fk_agency_successor_id_agency", "agency", ["successor_id"], ["id"]
        )

    with op.batch_alter_table("assignment") as batch_op:
        batch_op.add_column(sa.Column("room_id", Key, nullable=True))
        batch_op.add_column(sa.Column("officer_id", Key, nullable=True))
        batch_op.add_column(
            sa.Column("public_answer", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("outcome", sa.String(length=24), nullable=True))
        batch_op.create_index("ix_assignment_officer_id", ["officer_id"], unique=False)
        batch_op.create_index("ix_assignment_room_id", ["room_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_assignment_officer_id_staff", "staff", ["officer_id"], ["id"]
        )
        batch_op.create_foreign_key("fk_assignment_room_id_room", "room", ["room_id"], ["id"])
    is_returned = sa.text("state = 'returned' AND role = 'lead' AND is_current")
    op.create_index(
        "ix_assignment_returned",
        "assignment",
        ["case_id"],
        unique=False,
        sqlite_where=is_returned,
        postgresql_where=is_returned,
    )

    with op.batch_alter_table("case_file") as batch_op:
        batch_op.add_column(sa.Column("left_state", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("due_at", Moment, nullable=True))
        batch_op.add_column(sa.Column("first_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("extended_until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("paused_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("outcome", sa.String(length=24), nullable=True))
        batch_op.add_column(
            sa.Column("public_answer", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("returns", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("reopenings", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("merged_into_id", Key, nullable=True))
        batch_op.add_column(sa.Column("duty_officer_id", Key, nullable=True))
        batch_op.add_column(
            sa.Column("is_prominent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("routed_by", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index("ix_case_file_merged_into_id", ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_case_file_duty_officer_id_staff", "staff", ["duty_officer_id"], ["id"]
        )
        batch_op.create_foreign_key(
            "fk_case_file_merged_into_id_case_file", "case_file", ["merged_into_id"], ["id"]
        )
    op.create_index(
        "ix_case_file_prominent",
        "case_file",
        ["id"],
        unique=False,
        sqlite_where=sa.text("is_prominent"),
        postgresql_where=sa.text("is_prominent"),
    )
    op.create_index(
        "ix_case_file_returned_twice",
        "case_file",
        ["id"],
        unique=False,
        sqlite_where=sa.text("returns >= 2"),
        postgresql_where=sa.text("returns >= 2"),
    )
    op.create_index(
        "ix_case_file_extended",
        "case_file",
        ["id"],
        unique=False,
        sqlite_where=sa.text("extended_until IS NOT NULL"),
        postgresql_where=sa.text("extended_until IS NOT NULL"),
    )

    with op.batch_alter_table("complaint") as batch_op:
        batch_op.add_column(sa.Column("people", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(
            sa.Column("representative", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("sketch", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("follows", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("split_from_id", Key, nullable=True))
        batch_op.create_index("ix_complaint_alike", ["ward_code", "submitted_at"], unique=False)
        batch_op.create_index("ix_complaint_split_from_id", ["split_from_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_complaint_split_from_id_complaint", "complaint", ["split_from_id"], ["id"]
        )

    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(sa.Column("staff_id", Key, nullable=True))
        batch_op.add_column(
            sa.Column("channel", sa.String(length=40), nullable=False, server_default="mail")
        )
        batch_op.add_column(sa.Column("given_up_at", Moment, nullable=True))
        batch_op.create_index("ix_outbox_message_staff_id", ["staff_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_outbox_message_staff_id_staff", "staff", ["staff_id"], ["id"]
        )

    with op.batch_alter_table("sealed_complaint") as batch_op:
        batch_op.add_column(sa.Column("register_number", sa.String(length=40), nullable=True))
        batch_op.create_unique_constraint(
            "uq_sealed_complaint_register_number", ["register_number"]
        )

    with op.batch_alter_table("staff") as batch_op:
        batch_op.add_column(sa.Column("room_id", Key, nullable=True))
        batch_op.add_column(
            sa.Column("title", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("language", sa.String(length=8), nullable=False, server_default="vi")
        )
        batch_op.add_column(
            sa.Column("wants_digest", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.create_index("ix_staff_room_id", ["room_id"], unique=False)
        batch_op.create_foreign_key("fk_staff_room_id_room", "room", ["room_id"], ["id"])

    for old, new in RENAMED.items():
        op.execute(cases.update().where(cases.c.state == old).values(state=new))
        of_cases = events.c.subject == "case"
        op.execute(events.update().where(of_cases, events.c.old_state == old).values(old_state=new))
        op.execute(
            events.update()
            .where(of_cases, events.c.new_state == old)
            .values(new_state=new, action="submit")
        )
    op.execute(cases.update().values(first_due_on=cases.c.due_on))


def downgrade() -> None:
    for new, old in EARLIER.items():  # in this order: `answered` is free when it is needed
        op.execute(cases.update().where(cases.c.state == new).values(state=old))
    of_cases = events.c.subject == "case"
    op.execute(
        events.update()
        .where(of_cases, events.c.action == "submit")
        .values(action="answer", new_state="answered")
    )
    op.execute(
        events.update()
        .where(of_cases, events.c.old_state == "awaiting_approval")
        .values(old_state="answered")
    )
    in_cases = complaints.c.state == "merged"
    op.execute(complaints.update().where(in_cases).values(state="accepted"))
    withdrawn = complaints.c.state == "withdrawn"
    op.execute(complaints.update().where(withdrawn).values(state="refused"))
    with op.batch_alter_table("staff") as batch_op:
        batch_op.drop_constraint("fk_staff_room_id_room", type_="foreignkey")
        batch_op.drop_index("ix_staff_room_id")
        batch_op.drop_column("wants_digest")
        batch_op.drop_column("language")
        batch_op.drop_column("title")
        batch_op.drop_column("room_id")

    with op.batch_alter_table("sealed_complaint") as batch_op:
        batch_op.drop_constraint("uq_sealed_complaint_register_number", type_="unique")
        batch_op.drop_column("register_number")

    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_constraint("fk_outbox_message_staff_id_staff", type_="foreignkey")
        batch_op.drop_index("ix_outbox_message_staff_id")
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("channel")
        batch_op.drop_column("staff_id")

    with op.batch_alter_table("complaint") as batch_op:
        batch_op.drop_constraint("fk_complaint_split_from_id_complaint", type_="foreignkey")
        batch_op.drop_index("ix_complaint_split_from_id")
        batch_op.drop_index("ix_complaint_alike")
        batch_op.drop_column("split_from_id")
        batch_op.drop_column("follows")
        batch_op.drop_column("sketch")
        batch_op.drop_column("representative")
        batch_op.drop_column("people")

    op.drop_index("ix_case_file_extended", table_name="case_file")
    op.drop_index("ix_case_file_returned_twice", table_name="case_file")
    op.drop_index("ix_case_file_prominent", table_name="case_file")
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.drop_constraint("fk_case_file_merged_into_id_case_file", type_="foreignkey")
        batch_op.drop_constraint("fk_case_file_duty_officer_id_staff", type_="foreignkey")
        batch_op.drop_index("ix_case_file_merged_into_id")
        batch_op.drop_column("routed_by")
        batch_op.drop_column("is_prominent")
        batch_op.drop_column("duty_officer_id")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("reopenings")
        batch_op.drop_column("returns")
        batch_op.drop_column("public_answer")
        batch_op.drop_column("outcome")
        batch_op.drop_column("paused_days")
        batch_op.drop_column("extended_until")
        batch_op.drop_column("first_due_on")
        batch_op.drop_column("due_at")
        batch_op.drop_column("left_state")

    op.drop_index("ix_assignment_returned", table_name="assignment")
    with op.batch_alter_table("assignment") as batch_op:
        batch_op.drop_constraint("fk_assignment_room_id_room", type_="foreignkey")
        batch_op.drop_constraint("fk_assignment_officer_id_staff", type_="foreignkey")
        batch_op.drop_index("ix_assignment_room_id")
        batch_op.drop_index("ix_assignment_officer_id")
        batch_op.drop_column("outcome")
        batch_op.drop_column("public_answer")
        batch_op.drop_column("officer_id")
        batch_op.drop_column("room_id")

    with op.batch_alter_table("agency") as batch_op:
        batch_op.drop_constraint("fk_agency_successor_id_agency", type_="foreignkey")
        batch_op.drop_column("revision")
        batch_op.drop_column("successor_id")

    with op.batch_alter_table("case_pause") as batch_op:
        batch_op.drop_index("ix_case_pause_until")
        batch_op.drop_index("ix_case_pause_question_id")
        batch_op.drop_index("ix_case_pause_complaint_id")
        batch_op.drop_index("ix_case_pause_case_id")

    op.drop_table("case_pause")
    with op.batch_alter_table("sealed_step") as batch_op:
        batch_op.drop_index("ix_sealed_step_complaint_id")

    op.drop_table("sealed_step")
    with op.batch_alter_table("rating") as batch_op:
        batch_op.drop_index("ix_rating_is_satisfied")
        batch_op.drop_index("ix_rating_at")

    op.drop_table("rating")
    with op.batch_alter_table("merge") as batch_op:
        batch_op.drop_index("ix_merge_into_id")
        batch_op.drop_index("ix_merge_from_case_id")
        batch_op.drop_index("ix_merge_complaint_id")

    op.drop_table("merge")
    op.drop_table("follow")
    with op.batch_alter_table("contractor_link") as batch_op:
        batch_op.drop_index("ix_contractor_link_expires_at")
        batch_op.drop_index("ix_contractor_link_assignment_id")

    op.drop_table("contractor_link")
    with op.batch_alter_table("chase") as batch_op:
        batch_op.drop_index("ix_chase_case_id")
        batch_op.drop_index("ix_chase_at")
        batch_op.drop_index("ix_chase_assignment_id")

    op.drop_table("chase")
    with op.batch_alter_table("case_note") as batch_op:
        batch_op.drop_index("ix_case_note_complaint_id")
        batch_op.drop_index("ix_case_note_case_id")

    op.drop_table("case_note")
    with op.batch_alter_table("case_extension") as batch_op:
        batch_op.drop_index(
            "uq_case_extension_granted",
            sqlite_where=sa.text("is_granted"),
            postgresql_where=sa.text("is_granted"),
        )
        batch_op.drop_index("ix_case_extension_decided_at")
        batch_op.drop_index("ix_case_extension_case_id")
        batch_op.drop_index("ix_case_extension_assignment_id")

    op.drop_table("case_extension")
    with op.batch_alter_table("approval") as batch_op:
        batch_op.drop_index("ix_approval_staff_id")
        batch_op.drop_index("ix_approval_assignment_id")

    op.drop_table("approval")
    with op.batch_alter_table("party_opinion") as batch_op:
        batch_op.drop_index("ix_party_opinion_case_id")

    op.drop_table("party_opinion")
    with op.batch_alter_table("case_link") as batch_op:
        batch_op.drop_index("ix_case_link_other_id")

    op.drop_table("case_link")
    with op.batch_alter_table("stand_in") as batch_op:
        batch_op.drop_index("ix_stand_in_stand_in_id")
        batch_op.drop_index("ix_stand_in_staff_id")

    op.drop_table("stand_in")
    with op.batch_alter_table("saved_filter") as batch_op:
        batch_op.drop_index("ix_saved_filter_staff_id")

    op.drop_table("saved_filter")
    with op.batch_alter_table("duty_shift") as batch_op:
        batch_op.drop_index("ix_duty_shift_starts_at")
        batch_op.drop_index("ix_duty_shift_staff_id")
        batch_op.drop_index("ix_duty_shift_ends_at")

    op.drop_table("duty_shift")
    with op.batch_alter_table("approver") as batch_op:
        batch_op.drop_index("ix_approver_staff_id")

    op.drop_table("approver")
    with op.batch_alter_table("room") as batch_op:
        batch_op.drop_index("ix_room_agency_id")

    op.drop_table("room")
    op.drop_table("reply_text")
    with op.batch_alter_table("routing_rule") as batch_op:
        batch_op.drop_index("ix_routing_rule_position")

    op.drop_table("routing_rule")
    op.drop_table("reason")
    op.drop_table("mail_template")
    op.drop_table("issue_words")
    op.drop_table("issue")
    op.drop_table("house_setting")
    op.drop_table("category")
