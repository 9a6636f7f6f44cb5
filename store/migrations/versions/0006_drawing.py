"""A message waits in the outbox while its file is being drawn."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DRAWING = sa.text("drawing")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("drawing", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("outbox_drawing", "outbox", ["path"], sqlite_where=DRAWING, postgresql_where=DRAWING)


def downgrade() -> None:
    op.drop_index("outbox_drawing", "outbox")
    op.drop_column("outbox", "drawing")
