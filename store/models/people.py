"""Units, groups, members, what they may do, and the codes that prove who they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.models.columns import key, one_of, ref, time_column


class Unit(SQLModel, table=True):
    """单位: an organisation in a tree. `path` is `/1/5/`, so that a subtree is one prefix."""

    __tablename__: ClassVar[Any] = "unit"
    id: int = key()
    name: str = Field(unique=True)
    parent_id: int | None = ref("unit.id", nullable=True)
    path: str = Field(default="", index=True)


class Group(SQLModel, table=True):
    """工作群: one chat room on one channel account, bound to one unit (or not yet).

    `way` names the room's own door for sending, where it has one (see `bot.adapter.Way`); `trouble` says why it takes no messages.
    """

    __tablename__: ClassVar[Any] = "work_group"
    __table_args__: ClassVar[Any] = (UniqueConstraint("account", "wire_id"),)
    id: int = key()
    account: str
    wire_id: str
    name: str
    unit_id: int | None = ref("unit.id", nullable=True)
    active: bool = True
    joined_at: datetime = time_column()
    way: str = Field(default="", sa_column_kwargs={"server_default": ""})
    trouble: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Member(SQLModel, table=True):
    """成员: one person in one channel. `home_group_id` is the group she last acted in."""

    __tablename__: ClassVar[Any] = "member"
    __table_args__: ClassVar[Any] = (UniqueConstraint("account", "wire_id"),)
    id: int = key()
    account: str
    wire_id: str
    name: str
    home_group_id: int | None = ref("work_group.id", nullable=True)


class RoleGrant(SQLModel, table=True):
    """A role held at a unit and its subtree; `unit_id` NULL reaches every unit."""

    __tablename__: ClassVar[Any] = "role_grant"
    __table_args__: ClassVar[Any] = (
        one_of("role", "organizer", "coordinator", "admin"),
        Index(
            "role_grant_once",
            "member_id",
            "role",
            text("coalesce(unit_id, 0)"),
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
    id: int = key()
    member_id: int = ref("member.id")
    role: str
    unit_id: int | None = ref("unit.id", nullable=True)
    granted_by: int | None = ref("member.id", nullable=True, index=False)
    granted_at: datetime = time_column()
    revoked_at: datetime | None = time_column(nullable=True)


class ClaimCode(SQLModel, table=True):
    """A one-time code. Only its salted hash is kept; it is tied to a purpose and, where given, an account and a target."""

    __tablename__: ClassVar[Any] = "claim_code"
    __table_args__: ClassVar[Any] = (one_of("purpose", "admin", "group", "member"),)
    id: int = key()
    purpose: str
    account: str | None = None
    target_id: int | None = None
    salt: str
    digest: str
    created_at: datetime = time_column()
    expires_at: datetime = time_column()
    used_at: datetime | None = time_column(nullable=True)
    used_by: int | None = ref("member.id", nullable=True, index=False)


class ClaimAttempt(SQLModel, table=True):
    """A wrong code said by someone: what the rate limit counts."""

    __tablename__: ClassVar[Any] = "claim_attempt"
    id: int = key()
    member_id: int = ref("member.id")
    at: datetime = time_column()
