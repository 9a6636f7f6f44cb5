"""Who came to an activity, and for how long."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from store.models.columns import flag, key, one_of, ref, time_column


class Attendance(SQLModel, table=True):
    """签到: one person or one collective at one activity on one day. `person` is as in `signup`.

    `came_at` and `left_at` are NULL where nobody knows them; `minutes` of one head are set where an activity counts hours and
    both are known. `signed_up`: was on the roster. `recorded_by` is the organizer who recorded it; NULL: she said it herself.
    """

    __tablename__: ClassVar[Any] = "attendance"
    __table_args__: ClassVar[Any] = (
        Index("attendance_once", "activity_id", text("coalesce(unit_id, 0)"), "person", "on_date", unique=True),
        one_of("kind", "own", "named", "team"),
        one_of("state", "present", "void"),
        CheckConstraint("headcount > 0", name="headcount_positive"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
        Index("attendance_unit_day", "unit_id", "on_date"),
    )
    id: int = key()
    activity_id: int = ref("activity.id", index=False)
    member_id: int | None = ref("member.id", nullable=True)
    kind: str
    person: str
    name: str
    headcount: int = 1
    state: str = "present"
    signed_up: bool = flag()
    on_date: str
    came_at: datetime | None = time_column(nullable=True)
    left_at: datetime | None = time_column(nullable=True)
    minutes: int | None = Field(default=None)
    unit_id: int | None = ref("unit.id", nullable=True, index=False)
    group_id: int | None = ref("work_group.id", nullable=True, index=False)
    recorded_by: int | None = ref("member.id", nullable=True, index=False)
    created_at: datetime = time_column()
