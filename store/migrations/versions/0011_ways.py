"""A room's own door for sending, and why a room takes no messages."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work_group", sa.Column("way", sa.String(), nullable=False, server_default=""))
    op.add_column("work_group", sa.Column("trouble", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("work_group", "trouble")
    op.drop_column("work_group", "way")
