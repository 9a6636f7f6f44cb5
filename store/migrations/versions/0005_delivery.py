"""Parts of long texts, what was posted by hand, accounts that may not send."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNSETTLED = sa.text("state IN ('sending', 'uncertain')")


def upgrade() -> None:
    op.create_table(
        "blocked_account",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("since", store.types.UtcDateTime(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("probe_at", store.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.add_column("outbox", sa.Column("parts_sent", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("delivery", sa.Column("parts_sent", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("delivery", sa.Column("posted_by", sa.String(), nullable=False, server_default=""))
    op.create_index("delivery_unsettled", "delivery", ["account"], sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)
    op.create_index("delivery_day", "delivery", ["on_date", "state"])


def downgrade() -> None:
    op.drop_index("delivery_day", "delivery")
    op.drop_index("delivery_unsettled", "delivery")
    for name, column in (("delivery", "posted_by"), ("delivery", "parts_sent"), ("outbox", "parts_sent")):
        op.drop_column(name, column)
    op.drop_table("blocked_account")
