"""Activities and who has signed up for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Integer, text
from sqlmodel import Field, SQLModel

from store.models.columns import Json, flag, json_column, key, one_of, ref, time_column


class Activity(SQLModel, table=True):
    """活动: something one can sign up for, open to `unit_id`'s subtree (NULL: every unit).

    `held` is `{"on": day}` or `{"at": time}`, with its end as `"to"` where one was said; `timed`: service hours are counted.
    `works_least` and `works_most`: how many works are asked of each unit, where that was said.
    """

    __tablename__: ClassVar[Any] = "activity"
    __table_args__: ClassVar[Any] = (
        one_of("state", "open", "closed"),
        CheckConstraint("quota IS NULL OR quota > 0", name="quota_positive"),
        Index("activity_open_title", "title", unique=True, sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    )
    id: int = key()
    title: str
    unit_id: int | None = ref("unit.id", nullable=True)
    quota: int | None = None
    deadline: str | None = None
    place: str = ""
    held: Json = json_column()
    timed: bool = flag()
    works_least: int | None = None
    works_most: int | None = None
    state: str = "open"
    opened_by: int | None = ref("member.id", nullable=True, index=False)
    opened_at: datetime = time_column()


class SignUp(SQLModel, table=True):
    """报名: one person or one collective for one activity. `person` is who counts once within a unit.

    `person` is `m:ID` for a member's own row, `n:NAME` for someone named by another, `t:NAME` for a collective.
    `queued_at` orders the waitlist: it is set when a row joins it and kept until it leaves.
    """

    __tablename__: ClassVar[Any] = "signup"
    __table_args__: ClassVar[Any] = (
        Index("signup_person", "activity_id", text("coalesce(unit_id, 0)"), "person", unique=True),
        one_of("kind", "own", "named", "team"),
        one_of("state", "confirmed", "waitlisted", "cancelled"),
        one_of("source", "text", "jielong", "organizer", "paste"),
        CheckConstraint("headcount > 0", name="headcount_positive"),
        Index("signup_roster", "activity_id", "state", "on_date", "headcount", "kind", "unit_id", "member_id", "person"),
        Index("signup_unit_day", "unit_id", "on_date"),
        Index("signup_day", "on_date", "state", "unit_id", "kind", "member_id", "person", "headcount", "activity_id"),
    )
    id: int = key()
    activity_id: int = ref("activity.id", index=False)
    member_id: int = ref("member.id")
    kind: str
    person: str
    name: str
    headcount: int = 1
    state: str
    source: str = "text"
    note: str = ""
    unit_id: int | None = ref("unit.id", nullable=True, index=False)
    group_id: int | None = ref("work_group.id", nullable=True, index=False)
    on_date: str
    queued_at: int = Field(default=0, sa_column=Column(Integer, nullable=False, default=0))
    created_at: datetime = time_column()
