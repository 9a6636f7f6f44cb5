"""The work plan (施工图): its lines, who has done them, who has been reminded; and reminders that organizers set."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.models.columns import Json, flag, json_column, key, one_of, ref, time_column


class Task(SQLModel, table=True):
    """工作任务: a line of the work plan of `unit_id`'s subtree (NULL: of every unit). `number` is what people call it by.

    `units`: who takes part, where they are named (NULL: every unit with a group); `voluntary`: nobody has to.
    `answers`: who answers for it, `{"each": true, "owner": true, "units": [ids], "persons": [names]}`, absent keys are no.
    `goal_*`: a figure of `store.totals` that each unit reaches (`goal_figure` is a field of `Figures`); NULL: ticked off only.
    """

    __tablename__: ClassVar[Any] = "task"
    __table_args__: ClassVar[Any] = (
        one_of("state", "active", "removed"),
        CheckConstraint("goal_number IS NULL OR goal_number > 0", name="goal_positive"),
        Index("task_due", "due"),
    )
    id: int = key()
    number: int = Field(unique=True)
    unit_id: int | None = ref("unit.id", nullable=True)
    theme: str = ""
    measure: str = Field(sa_column=Column(Text, nullable=False))
    starts: str | None = None
    due: str | None = None
    participants: str = ""
    units: Json = json_column()
    voluntary: bool = flag()
    responsible: str = ""
    answers: Json = json_column(nullable=False)
    goal_subject: str | None = None
    goal_figure: str | None = None
    goal_number: int | None = None
    goal_activity: str = ""
    note: str = ""
    state: str = "active"
    made_at: datetime = time_column()


class TaskDone(SQLModel, table=True):
    """销号: a unit has done a task (`unit_id` NULL: it is done as a whole), with what shows it. `withdrawn` rows count for nothing.

    `pictures`: hashes of kept files. `group_id`: the chat where it was said (NULL: in private); what its speaker sends there in
    the next minutes shows it too.
    """

    __tablename__: ClassVar[Any] = "task_done"
    __table_args__: ClassVar[Any] = (
        one_of("state", "done", "withdrawn"),
        Index("task_done_once", "task_id", text("coalesce(unit_id, 0)"), unique=True),
    )
    id: int = key()
    task_id: int = ref("task.id", index=False)
    unit_id: int | None = ref("unit.id", nullable=True)
    member_id: int = ref("member.id")
    group_id: int | None = ref("work_group.id", nullable=True, index=False)
    note: str = ""
    pictures: Json = json_column(nullable=False)
    on_date: str
    state: str = "done"
    made_at: datetime = time_column()


class TaskReminder(SQLModel, table=True):
    """A receiver (`g:GROUP`, `m:MEMBER`) has been reminded of a task at a stage (7, 3, 1 days before `due`; 0: overdue)."""

    __tablename__: ClassVar[Any] = "task_reminder"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("task_id", "due", "stage", "receiver"),
        Index("task_reminder_day", "on_date", "receiver"),
    )
    id: int = key()
    task_id: int = ref("task.id", index=False)
    due: str
    stage: int
    receiver: str
    on_date: str
    sent_at: datetime = time_column()


class Reminder(SQLModel, table=True):
    """提醒: to be said to groups of `unit_id`'s subtree (NULL: all) at `next_at`, then at the next of `times`.

    About an activity (`lacking`: only where nobody has signed up), or a subject of `store.totals`: then to those who have
    reported nothing at that moment. `privately`: not to the groups, but to those who answer for the units that lack something.
    """

    __tablename__: ClassVar[Any] = "reminder"
    __table_args__: ClassVar[Any] = (
        one_of("state", "active", "sent", "cancelled", "missed"),
        CheckConstraint("(subject IS NULL) <> (activity_id IS NULL)", name="one_topic"),
        Index("reminder_next", "next_at", sqlite_where=text("state = 'active'"), postgresql_where=text("state = 'active'")),
    )
    id: int = key()
    subject: str | None = None
    activity_id: int | None = ref("activity.id", nullable=True)
    lacking: bool = flag()
    privately: bool = flag()
    unit_id: int | None = ref("unit.id", nullable=True)
    times: Json = json_column(nullable=False)
    state: str = "active"
    next_at: datetime | None = time_column(nullable=True)
    made_by: int = ref("member.id", index=False)
    made_at: datetime = time_column()
