"""The 接龙 that people carry on in a group: each chain as the bot last read it. No name is kept here, only what tells lines apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from store.models.columns import Json, json_column, key, ref, time_column


class Chain(SQLModel, table=True):
    """接龙: one list in one group, known by its title, for one activity.

    `title` is NULL while an organizer has tied the group's next list, whatever it is called. `due_at` is when what was
    written since `said_at` is answered, `said_heads` what that answer said; `refused` lines found no place since then.
    """

    __tablename__: ClassVar[Any] = "chain"
    __table_args__: ClassVar[Any] = (
        Index("chain_once", "activity_id", text("coalesce(group_id, 0)"), text("coalesce(title, '')"), unique=True),
        Index("chain_due", "due_at", sqlite_where=text("due_at IS NOT NULL"), postgresql_where=text("due_at IS NOT NULL")),
    )
    id: int = key()
    activity_id: int = ref("activity.id", index=False)
    group_id: int | None = ref("work_group.id", nullable=True)
    title: str | None = None
    tied_at: datetime | None = time_column(nullable=True)
    said_at: datetime | None = time_column(nullable=True)
    said_heads: int = 0
    refused: int = 0
    due_at: datetime | None = time_column(nullable=True)


class ChainLine(SQLModel, table=True):
    """One line of a chain. `line` and `states` are digests of its name and of what it has said, the newest last.

    `owner` is who first posted it, if that is known (`m:ID`, or `n:…` for a name in pasted text); `person` is `m:ID` where the
    line is a member's own sign-up; `removed_by` is who took it out, empty while it stands.
    """

    __tablename__: ClassVar[Any] = "chain_line"
    __table_args__: ClassVar[Any] = (Index("chain_line_once", "chain_id", "line", unique=True),)
    id: int = key()
    chain_id: int = ref("chain.id", index=False)
    line: str
    states: Json = json_column(nullable=False)
    owner: str = ""
    person: str = ""
    removed_by: str = ""
