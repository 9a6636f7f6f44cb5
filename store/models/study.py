"""Columns, study items, push plans, pushes, deliveries, check-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.models.columns import Json, flag, json_column, key, one_of, ref, time_column


class StudyColumn(SQLModel, table=True):
    """栏目: a series of study items, dated or numbered. A column with a `report` has none: its plans carry figures."""

    __tablename__: ClassVar[Any] = "study_column"
    __table_args__: ClassVar[Any] = (one_of("kind", "dated", "numbered"),)
    id: int = key()
    name: str = Field(unique=True)
    kind: str
    report: str = Field(default="", sa_column_kwargs={"server_default": ""})


class StudyItem(SQLModel, table=True):
    """学习内容: `key` is MM-DD or YYYY-MM-DD in a dated column; `number` is set in a numbered one.

    `author_id` wrote it; who changed it since stands in `item_edit`: none of them approves it. `reason` says why it was returned.
    `media` is what it carries beside its words, in order (`store.media.Attachment`).
    """

    __tablename__: ClassVar[Any] = "study_item"
    __table_args__: ClassVar[Any] = (
        one_of("state", "draft", "submitted", "approved", "returned", "retired"),
        CheckConstraint("(key IS NULL) <> (number IS NULL)", name="dated_or_numbered"),
        Index("study_item_day", "column_id", "key"),
        Index("study_item_number", "column_id", "number", unique=True),
    )
    id: int = key()
    column_id: int = ref("study_column.id", index=False)
    key: str | None = None
    number: int | None = None
    title: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    source: str
    media: Json = json_column()
    state: str = "draft"
    author: str = ""
    author_id: int | None = ref("member.id", nullable=True, index=False)
    approved_by: str | None = None
    reason: str | None = None
    created_at: datetime = time_column()


class ItemEdit(SQLModel, table=True):
    """Someone changed an item: she is one of its authors."""

    __tablename__: ClassVar[Any] = "item_edit"
    id: int = key()
    item_id: int = ref("study_item.id")
    member_id: int = ref("member.id", index=False)
    at: datetime = time_column()


class PushPlan(SQLModel, table=True):
    """推送计划: column × audience × times. `settled_to` is the last instant whose slots are settled.

    `times` is a `when` of `schedules.rules`; its `gap` is the plan's own pace, seconds between two messages of one account.
    `audience` is `{"all": true}` or `{"units": [ids], "groups": [ids]}`, less `except_units` and `except_groups`; with
    `"roles": [...]` a report goes to who holds one of them there, in private, else to the groups.
    `missed` says what to do with a slot found late: send it while `window_minutes` lasts (several as one when `merged`), or
    skip it. `quiet` is `{"from": "22:00", "to": "07:00"}`. At the end of a numbered column the plan stops, or begins `anew`:
    `round_from` is when it last did. `evening` is the time at which its groups hear how many have checked in. With `card` a title
    card goes before the words.
    """

    __tablename__: ClassVar[Any] = "push_plan"
    __table_args__: ClassVar[Any] = (one_of("missed", "late", "skip"), one_of("state", "active", "paused", "removed"))
    id: int = key()
    column_id: int = ref("study_column.id")
    unit_id: int | None = ref("unit.id", nullable=True)
    times: Json = json_column(nullable=False)
    audience: Json = json_column(nullable=False)
    window_minutes: int = 240
    missed: str = "late"
    merged: bool = flag()
    quiet: Json = json_column()
    anew: bool = flag()
    card: bool = flag()
    round_from: datetime | None = time_column(nullable=True)
    evening: str | None = None
    state: str = "active"
    settled_to: datetime = time_column()
    created_by: int | None = ref("member.id", nullable=True, index=False)
    created_at: datetime = time_column()


class Push(SQLModel, table=True):
    """推送: one plan at one slot. `text` is what was composed, once, for every group.

    `parts` are its messages in order, as `study_item.media`; `{"kind": "text"}` stands for `text`. NULL: the text alone.
    """

    __tablename__: ClassVar[Any] = "push"
    __table_args__: ClassVar[Any] = (UniqueConstraint("plan_id", "slot"), one_of("state", "made", "skipped"))
    id: int = key()
    plan_id: int = ref("push_plan.id")
    slot: datetime = time_column(index=True)
    item_id: int | None = ref("study_item.id", nullable=True)
    state: str
    cause: str = ""
    text: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    parts: Json = json_column()
    created_at: datetime = time_column()


class Delivery(SQLModel, table=True):
    """送达: a push in one group. UNIQUE(plan, slot, group) is what forbids doubles.

    `parts_sent`: of a push of several messages (a long text, pictures), how many the channel has surely taken.
    `text` is what this group alone gets; empty: the push's.
    `posted_by` is who ticked it off as posted by hand (`member:7`, `machine`); empty where the bot sent it.
    """

    __tablename__: ClassVar[Any] = "delivery"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("plan_id", "slot", "group_id"),
        one_of("state", "pending", "sending", "sent", "failed", "skipped", "uncertain"),
        Index("delivery_open", "account", "id", sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")),
        Index(
            "delivery_unsettled",
            "account",
            sqlite_where=text("state IN ('sending', 'uncertain')"),
            postgresql_where=text("state IN ('sending', 'uncertain')"),
        ),
        Index("delivery_group_day", "group_id", "on_date"),
        Index("delivery_day", "on_date", "state"),
    )
    id: int = key()
    push_id: int = ref("push.id")
    plan_id: int = ref("push_plan.id", index=False)
    slot: datetime = time_column()
    on_date: str
    group_id: int = ref("work_group.id", index=False)
    account: str
    state: str = "pending"
    attempts: int = 0
    not_before: datetime | None = time_column(nullable=True)
    cause: str = ""
    wire_id: str = ""
    sent_at: datetime | None = time_column(nullable=True)
    parts_sent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    posted_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    text: str = Field(default="", sa_column=Column(Text, nullable=False, default="", server_default=""))


class CheckIn(SQLModel, table=True):
    """打卡: a member has studied. Once a day for an item; `item_id` NULL is a check-in with nothing pushed that day."""

    __tablename__: ClassVar[Any] = "checkin"
    __table_args__: ClassVar[Any] = (
        Index("checkin_once", "member_id", "on_date", text("coalesce(item_id, 0)"), unique=True),
        Index("checkin_unit_day", "unit_id", "on_date"),
        Index("checkin_group_day", "group_id", "on_date"),
        Index("checkin_day", "on_date", "unit_id", "member_id", "item_id"),
    )
    id: int = key()
    member_id: int = ref("member.id", index=False)
    group_id: int | None = ref("work_group.id", nullable=True, index=False)
    unit_id: int | None = ref("unit.id", nullable=True, index=False)
    item_id: int | None = ref("study_item.id", nullable=True)
    on_date: str
    note: str = ""
    created_at: datetime = time_column()
