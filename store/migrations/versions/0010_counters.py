"""Counters for totals, how many of a collective take part, and rows by their day.

The triggers that keep the counters, and their first filling, are set up by `Database.migrate` after the last migration.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ALL_TIME = sa.text("slice = ''")


def upgrade() -> None:
    op.create_table(
        "counter",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slice", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("people", "heads", "records", "children")),
        sa.PrimaryKeyConstraint("subject", "scope", "slice"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "presence",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("slice", sa.String(), nullable=False),
        sa.Column("unit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "person", "slice", "unit"),
        sqlite_with_rowid=False,
    )
    op.create_index("presence_unit", "presence", ["unit", "subject", "person"], sqlite_where=ALL_TIME, postgresql_where=ALL_TIME)
    op.create_table(
        "uncounted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("on_date", sa.String(), nullable=True),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("difficulties", "difficulty_counts", "support")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column("pairing", sa.Column("members", sa.Integer(), nullable=True))
    op.create_index("signup_day", "signup", ["on_date"])
    op.create_index("checkin_day", "checkin", ["on_date"])


def downgrade() -> None:
    _drop_triggers()
    op.drop_index("checkin_day", "checkin")
    op.drop_index("signup_day", "signup")
    op.drop_column("pairing", "members")
    for name in ("uncounted", "presence", "counter"):
        op.drop_table(name)


def _drop_triggers() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            if name.startswith("counting_"):
                op.execute(f"DROP TRIGGER {name}")
        return
    for (name,) in connection.exec_driver_sql("SELECT proname FROM pg_proc WHERE starts_with(proname::text, 'counting_')").all():
        op.execute(f"DROP FUNCTION {name}() CASCADE")
