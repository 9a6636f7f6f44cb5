"""Feeds between two fetches, and what came of their entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.columns import key, ref, time_column


class FeedState(SQLModel, table=True):
    """内容源: what is known of a feed between two fetches. `claimed_at` is set while a process fetches it.

    `fingerprint` tells the settings (address, column) that `etag` and `last_modified` belong to.
    """

    __tablename__: ClassVar[Any] = "feed_state"
    __table_args__: ClassVar[Any] = (CheckConstraint("failures >= 0", name="failures_counted"),)
    id: int = key()
    name: str = Field(unique=True)
    fingerprint: str = ""
    etag: str = ""
    last_modified: str = ""
    checked_at: datetime | None = time_column(nullable=True)
    claimed_at: datetime | None = time_column(nullable=True)
    result: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    failures: int = 0


class FeedEntry(SQLModel, table=True):
    """An entry of a feed that became a study item. `identity` is a hash of its id or link; it stays when the item goes.

    `picture` is the file name of its picture in the pictures folder, or empty.
    """

    __tablename__: ClassVar[Any] = "feed_entry"
    __table_args__: ClassVar[Any] = (UniqueConstraint("feed_id", "identity"),)
    id: int = key()
    feed_id: int = ref("feed_state.id", index=False)
    identity: str
    item_id: int | None = ref("study_item.id", nullable=True)
    picture: str = ""
    seen_at: datetime = time_column()
