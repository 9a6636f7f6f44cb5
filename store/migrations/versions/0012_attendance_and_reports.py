"""Who came to activities and for how long; columns that carry reports, deliveries with a text of their own."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("signed_up", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("came_at", store.types.UtcDateTime(), nullable=True),
        sa.Column("left_at", store.types.UtcDateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("created_at", store.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('own', 'named', 'team')", name="kind_known"),
        sa.CheckConstraint("state IN ('present', 'void')", name="state_known"),
        sa.CheckConstraint("headcount > 0", name="headcount_positive"),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["group_id"], ["work_group.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    unit = sa.text("coalesce(unit_id, 0)")
    op.create_index("attendance_once", "attendance", ["activity_id", unit, "person", "on_date"], unique=True)
    op.create_index("attendance_unit_day", "attendance", ["unit_id", "on_date"])
    op.create_index("ix_attendance_member_id", "attendance", ["member_id"])
    op.add_column("activity", sa.Column("timed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("study_column", sa.Column("report", sa.String(), server_default="", nullable=False))
    op.add_column("delivery", sa.Column("text", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("delivery", "text")
    op.drop_column("study_column", "report")
    op.drop_column("activity", "timed")
    op.drop_table("attendance")
