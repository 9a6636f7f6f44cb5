"""Communities, pairings, follow-ups: counts and categories, never a child."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from store.models.columns import Json, json_column, key, one_of, ref, time_column


class Community(SQLModel, table=True):
    """社区: where children live whom someone helps."""

    __tablename__: ClassVar[Any] = "community"
    id: int = key()
    name: str = Field(unique=True)


class Pairing(SQLModel, table=True):
    """结对: a helper, a community, how many children. `shared_with_id` names the pairing whose children these are too.

    Only the row with `shared_with_id` NULL adds its children to a total, so nobody is counted twice. `members` is how many of
    a collective take part, where that was said; the collective counts as one helper.
    """

    __tablename__: ClassVar[Any] = "pairing"
    __table_args__: ClassVar[Any] = (
        one_of("helper_kind", "individual", "collective"),
        one_of("state", "active", "ended"),
        CheckConstraint("children > 0", name="children_positive"),
        Index(
            "pairing_once",
            text("coalesce(unit_id, 0)"),
            "helper",
            "member_id",
            "community_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index("pairing_unit_day", "unit_id", "on_date"),
    )
    id: int = key()
    member_id: int = ref("member.id")
    group_id: int | None = ref("work_group.id", nullable=True, index=False)
    unit_id: int | None = ref("unit.id", nullable=True, index=False)
    helper: str
    helper_kind: str = "individual"
    members: int | None = None
    community_id: int = ref("community.id")
    children: int
    difficulties: Json = json_column(nullable=False)
    difficulty_counts: Json = json_column()
    support: Json = json_column(nullable=False)
    note: str = ""
    shared_with_id: int | None = ref("pairing.id", nullable=True)
    state: str = "active"
    on_date: str
    created_at: datetime = time_column()
    ended_at: datetime | None = time_column(nullable=True)


class FollowUp(SQLModel, table=True):
    """跟进: one thing done for a pairing."""

    __tablename__: ClassVar[Any] = "followup"
    id: int = key()
    pairing_id: int | None = ref("pairing.id", nullable=True)
    member_id: int = ref("member.id")
    unit_id: int | None = ref("unit.id", nullable=True)
    helper: str
    community_id: int = ref("community.id")
    item: str
    on_date: str
    note: str = ""
    created_at: datetime = time_column()
