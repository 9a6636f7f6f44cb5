"""Works and the minutes in which they are heard; programmes that units report; how many works an activity asks of a unit."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STANDING = sa.text("state = 'kept' AND sha256 <> ''")
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("activity", sa.Column("works_least", sa.Integer(), nullable=True))
    op.add_column("activity", sa.Column("works_most", sa.Integer(), nullable=True))
    _works()
    _windows()
    _programmes()


def _works() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("picked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("created_at", store.types.UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", store.types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("media IN ('jpeg', 'png', 'gif', 'webp', 'mp4', 'mov')", name="media_known"),
        sa.CheckConstraint("state IN ('kept', 'withdrawn')", name="state_known"),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["group_id"], ["work_group.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_work_member_id"), "work", ["member_id"], unique=False)
    op.create_index("work_once", "work", ["activity_id", "sha256"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING)
    op.create_index("work_unit_day", "work", ["unit_id", "on_date"], unique=False)


def _windows() -> None:
    op.create_table(
        "work_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("until", store.types.UtcDateTime(), nullable=False),
        sa.Column("tally", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("written_as", sa.Integer(), nullable=True),
        sa.Column("due_at", store.types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["group_id"], ["work_group.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_work_window_group_id"), "work_window", ["group_id"], unique=False)
    op.create_index("work_window_once", "work_window", ["member_id", sa.text("coalesce(group_id, 0)")], unique=True)
    op.create_index("work_window_due", "work_window", ["due_at"], unique=False, sqlite_where=DUE, postgresql_where=DUE)


def _programmes() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("served", sa.String(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", store.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'cancelled')", name="state_known"),
        sa.CheckConstraint("sessions > 0", name="sessions_positive"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_programme_member_id"), "programme", ["member_id"], unique=False)
    op.create_index("programme_unit_day", "programme", ["unit_id", "on_date"], unique=False)


def downgrade() -> None:
    op.drop_table("programme")
    op.drop_table("work_window")
    op.drop_table("work")
    op.drop_column("activity", "works_most")
    op.drop_column("activity", "works_least")
