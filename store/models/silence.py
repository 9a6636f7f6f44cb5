"""Days on which nothing is pushed, and what organizers have been told once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from store.models.columns import key, ref, time_column


class Hush(SQLModel, table=True):
    """静默: from `first` to `last` (both inclusive) no group in the unit's subtree is pushed to; `unit_id` NULL: none at all."""

    __tablename__: ClassVar[Any] = "hush"
    __table_args__: ClassVar[Any] = (CheckConstraint("first <= last", name="in_order"), Index("hush_days", "last", "first"))
    id: int = key()
    unit_id: int | None = ref("unit.id", nullable=True)
    first: str
    last: str
    made_by: int | None = ref("member.id", nullable=True, index=False)
    made_at: datetime = time_column()
    lifted_at: datetime | None = time_column(nullable=True)


class Notice(SQLModel, table=True):
    """What has been announced, under a name of its own: said once, whatever restarts in between."""

    __tablename__: ClassVar[Any] = "notice"
    id: int = key()
    name: str = Field(unique=True)
    at: datetime = time_column(index=True)
