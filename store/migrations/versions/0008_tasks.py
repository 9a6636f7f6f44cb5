"""The work plan, what has been done of it, its reminders, and reminders that organizers set."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(), nullable=True),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("participants", sa.String(), nullable=False),
        sa.Column("units", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("voluntary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("goal_subject", sa.String(), nullable=True),
        sa.Column("goal_figure", sa.String(), nullable=True),
        sa.Column("goal_number", sa.Integer(), nullable=True),
        sa.Column("goal_activity", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", store.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("goal_number IS NULL OR goal_number > 0", name="goal_positive"),
        sa.CheckConstraint("state IN ('active', 'removed')", name="state_known"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("task_due", "task", ["due"], unique=False)
    op.create_index(op.f("ix_task_unit_id"), "task", ["unit_id"], unique=False)
    op.create_table(
        "task_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("pictures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", store.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('done', 'withdrawn')", name="state_known"),
        sa.ForeignKeyConstraint(["group_id"], ["work_group.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("task_done_once", "task_done", ["task_id", sa.text("coalesce(unit_id, 0)")], unique=True)
    op.create_index(op.f("ix_task_done_member_id"), "task_done", ["member_id"], unique=False)
    op.create_index(op.f("ix_task_done_unit_id"), "task_done", ["unit_id"], unique=False)
    op.create_table(
        "task_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("sent_at", store.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("task_id", "due", "stage", "receiver"),
    )
    op.create_index("task_reminder_day", "task_reminder", ["on_date", "receiver"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("lacking", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("times", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_at", store.types.UtcDateTime(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", store.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("(subject IS NULL) <> (activity_id IS NULL)", name="one_topic"),
        sa.CheckConstraint("state IN ('active', 'sent', 'cancelled', 'missed')", name="state_known"),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "reminder_next",
        "reminder",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(op.f("ix_reminder_activity_id"), "reminder", ["activity_id"], unique=False)
    op.create_index(op.f("ix_reminder_unit_id"), "reminder", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_table("task_reminder")
    op.drop_table("task_done")
    op.drop_table("task")
