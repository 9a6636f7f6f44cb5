"""What is known of feeds, and which entries became items."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("checked_at", store.types.UtcDateTime(), nullable=True),
        sa.Column("claimed_at", store.types.UtcDateTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("failures >= 0", name="failures_counted"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "feed_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("seen_at", store.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed_state.id"]),
        sa.ForeignKeyConstraint(["item_id"], ["study_item.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("feed_id", "identity"),
    )
    op.create_index(op.f("ix_feed_entry_item_id"), "feed_entry", ["item_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_feed_entry_item_id"), table_name="feed_entry")
    op.drop_table("feed_entry")
    op.drop_table("feed_state")
