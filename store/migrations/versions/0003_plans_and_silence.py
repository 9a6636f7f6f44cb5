"""How plans settle what was missed and end; who edited an item; silence days; what has been announced."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLAN = ("merged", "quiet", "anew", "round_from", "evening")


def upgrade() -> None:
    with op.batch_alter_table("push_plan", recreate="never") as plan:
        plan.add_column(sa.Column("merged", sa.Boolean(), nullable=False, server_default=sa.false()))
        plan.add_column(sa.Column("quiet", sa.JSON(none_as_null=True), nullable=True))
        plan.add_column(sa.Column("anew", sa.Boolean(), nullable=False, server_default=sa.false()))
        plan.add_column(sa.Column("round_from", store.types.UtcDateTime(), nullable=True))
        plan.add_column(sa.Column("evening", sa.String(), nullable=True))
    with op.batch_alter_table("study_item", recreate="never") as item:
        item.add_column(sa.Column("reason", sa.String(), nullable=True))
    op.create_table(
        "item_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", store.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["study_item.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_item_edit_item_id"), "item_edit", ["item_id"], unique=False)
    op.create_index("checkin_group_day", "checkin", ["group_id", "on_date"], unique=False)
    op.create_table(
        "hush",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", store.types.UtcDateTime(), nullable=False),
        sa.Column("lifted_at", store.types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("first <= last", name="in_order"),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("hush_days", "hush", ["last", "first"], unique=False)
    op.create_index(op.f("ix_hush_unit_id"), "hush", ["unit_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", store.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index(op.f("ix_notice_at"), "notice", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("hush")
    op.drop_table("item_edit")
    op.drop_index("checkin_group_day", table_name="checkin")
    op.drop_column("study_item", "reason")
    for name in PLAN:
        op.drop_column("push_plan", name)
