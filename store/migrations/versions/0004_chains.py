"""接龙 chains are known by their titles; lines remember what they have said, as digests instead of names."""

import json
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    old = op.get_bind().execute(sa.text("SELECT activity_id, group_id, name, headcount, owner_id FROM chain_line ORDER BY id")).all()
    op.drop_index("chain_line_once", table_name="chain_line")
    op.drop_table("chain_line")
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("tied_at", store.types.UtcDateTime(), nullable=True),
        sa.Column("said_at", store.types.UtcDateTime(), nullable=True),
        sa.Column("said_heads", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("due_at", store.types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["group_id"], ["work_group.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("chain_once", "chain", ["activity_id", sa.text("coalesce(group_id, 0)"), sa.text("coalesce(title, '')")], unique=True)
    op.create_index(
        "chain_due",
        "chain",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_chain_group_id"), "chain", ["group_id"], unique=False)
    op.create_table(
        "chain_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("states", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["chain.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("chain_line_once", "chain_line", ["chain_id", "line"], unique=True)
    _carry_over(old)


def _digest(text: str) -> str:
    """As `store.chains.digest` was when this was written."""
    return blake2s(text.encode(), digest_size=8).hexdigest()


def _carry_over(old: Sequence[Any]) -> None:
    """The lines that were known: their chain had no title, it takes that of the next version posted."""
    connection = op.get_bind()
    add_chain = sa.text("INSERT INTO chain (activity_id, group_id, title, said_heads, refused) VALUES (:activity, :grp, '', 0, 0)")
    find = sa.text("SELECT id FROM chain WHERE activity_id = :activity AND coalesce(group_id, 0) = coalesce(:grp, 0)")
    add_line = sa.text(
        "INSERT INTO chain_line (chain_id, line, states, owner, person, removed_by) VALUES (:chain, :line, :states, :owner, '', '')"
    )
    for activity, group, name, headcount, owner in old:
        key = {"activity": activity, "grp": group}
        if connection.execute(find, key).first() is None:
            connection.execute(add_chain, key)
        states = json.dumps([_digest(f"{headcount} ")])
        values = {"chain": connection.execute(find, key).scalar_one(), "line": _digest(name), "states": states}
        connection.execute(add_line, {**values, "owner": f"m:{owner}" if owner else ""})


def downgrade() -> None:
    op.drop_index("chain_line_once", table_name="chain_line")
    op.drop_table("chain_line")
    op.drop_index(op.f("ix_chain_group_id"), table_name="chain")
    op.drop_index(
        "chain_due", table_name="chain", sqlite_where=sa.text("due_at IS NOT NULL"), postgresql_where=sa.text("due_at IS NOT NULL")
    )
    op.drop_index("chain_once", table_name="chain")
    op.drop_table("chain")
    op.create_table(
        "chain_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["group_id"], ["work_group.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("chain_line_once", "chain_line", ["activity_id", sa.text("coalesce(group_id, 0)"), "name"], unique=True)
