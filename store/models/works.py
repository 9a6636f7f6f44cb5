"""Works that were submitted, the minutes in which they are heard, and the programmes that units report."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from store.models.columns import Json, flag, json_column, key, one_of, ref, time_column

STANDING = text("state = 'kept' AND sha256 <> ''")


class Work(SQLModel, table=True):
    """作品: one picture or video of one person for one activity. Its id is the number people say.

    `sha256` names the file in the files folder; it is empty once the person had her information deleted: the row still
    counts, nothing can be shown. `media` is the type that the content showed. `on_date` is the day it came in.
    """

    __tablename__: ClassVar[Any] = "work"
    __table_args__: ClassVar[Any] = (
        one_of("media", "jpeg", "png", "gif", "webp", "mp4", "mov"),
        one_of("state", "kept", "withdrawn"),
        Index("work_once", "activity_id", "sha256", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("work_unit_day", "unit_id", "on_date"),
    )
    id: int = key()
    activity_id: int = ref("activity.id", index=False)
    member_id: int = ref("member.id")
    unit_id: int | None = ref("unit.id", nullable=True, index=False)
    group_id: int | None = ref("work_group.id", nullable=True, index=False)
    name: str
    title: str = ""
    sha256: str = ""
    media: str
    bytes: int = 0
    state: str = "kept"
    picked: bool = flag()
    on_date: str
    created_at: datetime = time_column()
    withdrawn_at: datetime | None = time_column(nullable=True)


class WorkWindow(SQLModel, table=True):
    """投稿: until `until` the pictures that this person sends in this chat (`group_id` NULL: in private) are her works.

    What has come since the last answer waits in `tally` (`kept`: ids; else how many of each fault) and is answered at
    `due_at`; `written_as` is the write that 撤销 would take back: the pictures of one answer are one write.
    """

    __tablename__: ClassVar[Any] = "work_window"
    __table_args__: ClassVar[Any] = (
        Index("work_window_once", "member_id", text("coalesce(group_id, 0)"), unique=True),
        Index("work_window_due", "due_at", sqlite_where=text("due_at IS NOT NULL"), postgresql_where=text("due_at IS NOT NULL")),
    )
    id: int = key()
    member_id: int = ref("member.id", index=False)
    group_id: int | None = ref("work_group.id", nullable=True)
    activity_id: int = ref("activity.id", index=False)
    unit_id: int | None = ref("unit.id", nullable=True, index=False)
    title: str = ""
    until: datetime = time_column()
    tally: Json = json_column(nullable=False)
    written_as: int | None = None
    due_at: datetime | None = time_column(nullable=True)


class Programme(SQLModel, table=True):
    """活动目录里的一项: what a unit has carried out in communities. Days are inclusive; `on_date` is the first of them."""

    __tablename__: ClassVar[Any] = "programme"
    __table_args__: ClassVar[Any] = (
        one_of("state", "active", "cancelled"),
        CheckConstraint("sessions > 0", name="sessions_positive"),
        Index("programme_unit_day", "unit_id", "on_date"),
    )
    id: int = key()
    title: str
    carrier: str
    served: str
    sessions: int
    people: int | None = None
    unit_id: int | None = ref("unit.id", nullable=True, index=False)
    member_id: int = ref("member.id")
    on_date: str
    until: str
    state: str = "active"
    created_at: datetime = time_column()
