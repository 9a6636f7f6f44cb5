"""The tables. Names follow PRODUCT.md's word list; days are YYYY-MM-DD in Shanghai, times are aware (stored as UTC)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.types import UtcDateTime

Json = Any


def _key() -> Any:
    return Field(default=None, primary_key=True)


def _ref(target: str, *, nullable: bool = False, index: bool = True, cascade: bool = False) -> Any:
    return Field(
        default=None if nullable else ...,
        sa_column=Column(Integer, ForeignKey(target, ondelete="CASCADE" if cascade else None), nullable=nullable, index=index),
    )


def _time(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None if nullable else ..., sa_column=Column(UtcDateTime(), nullable=nullable, index=index))


def _json(default: Any = None, *, nullable: bool = True) -> Any:
    return Field(default=default, sa_column=Column(JSON(none_as_null=True), nullable=nullable))


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Unit(SQLModel, table=True):
    """单位: an organisation in a tree. `path` is `/1/5/`, so that a subtree is one prefix."""

    __tablename__: ClassVar[Any] = "unit"
    id: int = _key()
    name: str = Field(unique=True)
    parent_id: int | None = _ref("unit.id", nullable=True)
    path: str = Field(default="", index=True)


class Group(SQLModel, table=True):
    """工作群: one chat room on one channel account, bound to one unit (or not yet)."""

    __tablename__: ClassVar[Any] = "work_group"
    __table_args__: ClassVar[Any] = (UniqueConstraint("account", "wire_id"),)
    id: int = _key()
    account: str
    wire_id: str
    name: str
    unit_id: int | None = _ref("unit.id", nullable=True)
    active: bool = True
    joined_at: datetime = _time()


class Member(SQLModel, table=True):
    """成员: one person in one channel. `home_group_id` is the group she last acted in."""

    __tablename__: ClassVar[Any] = "member"
    __table_args__: ClassVar[Any] = (UniqueConstraint("account", "wire_id"),)
    id: int = _key()
    account: str
    wire_id: str
    name: str
    home_group_id: int | None = _ref("work_group.id", nullable=True)


class RoleGrant(SQLModel, table=True):
    """A role held at a unit and its subtree; `unit_id` NULL reaches every unit."""

    __tablename__: ClassVar[Any] = "role_grant"
    __table_args__: ClassVar[Any] = (
        _one_of("role", "organizer", "coordinator", "admin"),
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
    id: int = _key()
    member_id: int = _ref("member.id")
    role: str
    unit_id: int | None = _ref("unit.id", nullable=True)
    granted_by: int | None = _ref("member.id", nullable=True, index=False)
    granted_at: datetime = _time()
    revoked_at: datetime | None = _time(nullable=True)


class ClaimCode(SQLModel, table=True):
    """A one-time code. Only its salted hash is kept; it is tied to a purpose and, where given, an account and a target."""

    __tablename__: ClassVar[Any] = "claim_code"
    __table_args__: ClassVar[Any] = (_one_of("purpose", "admin", "group", "member"),)
    id: int = _key()
    purpose: str
    account: str | None = None
    target_id: int | None = None
    salt: str
    digest: str
    created_at: datetime = _time()
    expires_at: datetime = _time()
    used_at: datetime | None = _time(nullable=True)
    used_by: int | None = _ref("member.id", nullable=True, index=False)


class ClaimAttempt(SQLModel, table=True):
    """A wrong code said by someone: what the rate limit counts."""

    __tablename__: ClassVar[Any] = "claim_attempt"
    id: int = _key()
    member_id: int = _ref("member.id")
    at: datetime = _time()


class StudyColumn(SQLModel, table=True):
    """栏目: a series of study items, dated or numbered."""

    __tablename__: ClassVar[Any] = "study_column"
    __table_args__: ClassVar[Any] = (_one_of("kind", "dated", "numbered"),)
    id: int = _key()
    name: str = Field(unique=True)
    kind: str


class StudyItem(SQLModel, table=True):
    """学习内容: `key` is MM-DD or YYYY-MM-DD in a dated column; `number` is set in a numbered one."""

    __tablename__: ClassVar[Any] = "study_item"
    __table_args__: ClassVar[Any] = (
        _one_of("state", "draft", "submitted", "approved", "returned", "retired"),
        CheckConstraint("(key IS NULL) <> (number IS NULL)", name="dated_or_numbered"),
        Index("study_item_day", "column_id", "key"),
        Index("study_item_number", "column_id", "number", unique=True),
    )
    id: int = _key()
    column_id: int = _ref("study_column.id", index=False)
    key: str | None = None
    number: int | None = None
    title: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    source: str
    state: str = "draft"
    author: str = ""
    author_id: int | None = _ref("member.id", nullable=True, index=False)
    approved_by: str | None = None
    created_at: datetime = _time()


class PushPlan(SQLModel, table=True):
    """推送计划: column × audience × times. `settled_to` is the last instant whose slots are settled.

    `audience` is `{"all": true}` or `{"units": [ids], "groups": [ids]}`; `times` is UNDERSTANDING.md's `when`.
    `missed` says what to do with a slot found late: send it while `window_minutes` lasts, or skip it.
    """

    __tablename__: ClassVar[Any] = "push_plan"
    __table_args__: ClassVar[Any] = (_one_of("missed", "late", "skip"), _one_of("state", "active", "paused", "removed"))
    id: int = _key()
    column_id: int = _ref("study_column.id")
    unit_id: int | None = _ref("unit.id", nullable=True)
    times: Json = _json(nullable=False)
    audience: Json = _json(nullable=False)
    window_minutes: int = 240
    missed: str = "late"
    state: str = "active"
    settled_to: datetime = _time()
    created_by: int | None = _ref("member.id", nullable=True, index=False)
    created_at: datetime = _time()


class Push(SQLModel, table=True):
    """推送: one plan at one slot. `text` is what was composed, once, for every group."""

    __tablename__: ClassVar[Any] = "push"
    __table_args__: ClassVar[Any] = (UniqueConstraint("plan_id", "slot"), _one_of("state", "made", "skipped"))
    id: int = _key()
    plan_id: int = _ref("push_plan.id")
    slot: datetime = _time(index=True)
    item_id: int | None = _ref("study_item.id", nullable=True)
    state: str
    cause: str = ""
    text: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    created_at: datetime = _time()


class Delivery(SQLModel, table=True):
    """送达: a push in one group. UNIQUE(plan, slot, group) is what forbids doubles."""

    __tablename__: ClassVar[Any] = "delivery"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("plan_id", "slot", "group_id"),
        _one_of("state", "pending", "sending", "sent", "failed", "skipped", "uncertain"),
        Index("delivery_open", "account", "id", sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")),
        Index("delivery_group_day", "group_id", "on_date"),
    )
    id: int = _key()
    push_id: int = _ref("push.id")
    plan_id: int = _ref("push_plan.id", index=False)
    slot: datetime = _time()
    on_date: str
    group_id: int = _ref("work_group.id", index=False)
    account: str
    state: str = "pending"
    attempts: int = 0
    not_before: datetime | None = _time(nullable=True)
    cause: str = ""
    wire_id: str = ""
    sent_at: datetime | None = _time(nullable=True)


class CheckIn(SQLModel, table=True):
    """打卡: a member has studied. Once a day for an item; `item_id` NULL is a check-in with nothing pushed that day."""

    __tablename__: ClassVar[Any] = "checkin"
    __table_args__: ClassVar[Any] = (
        Index("checkin_once", "member_id", "on_date", text("coalesce(item_id, 0)"), unique=True),
        Index("checkin_unit_day", "unit_id", "on_date"),
    )
    id: int = _key()
    member_id: int = _ref("member.id", index=False)
    group_id: int | None = _ref("work_group.id", nullable=True, index=False)
    unit_id: int | None = _ref("unit.id", nullable=True, index=False)
    item_id: int | None = _ref("study_item.id", nullable=True)
    on_date: str
    note: str = ""
    created_at: datetime = _time()


class Activity(SQLModel, table=True):
    """活动: something one can sign up for, open to `unit_id`'s subtree (NULL: every unit)."""

    __tablename__: ClassVar[Any] = "activity"
    __table_args__: ClassVar[Any] = (
        _one_of("state", "open", "closed"),
        CheckConstraint("quota IS NULL OR quota > 0", name="quota_positive"),
        Index("activity_open_title", "title", unique=True, sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    )
    id: int = _key()
    title: str
    unit_id: int | None = _ref("unit.id", nullable=True)
    quota: int | None = None
    deadline: str | None = None
    place: str = ""
    held: Json = _json()
    state: str = "open"
    opened_by: int | None = _ref("member.id", nullable=True, index=False)
    opened_at: datetime = _time()


class SignUp(SQLModel, table=True):
    """报名: one person or one collective for one activity. `person` is who counts once within a unit.

    `person` is `m:ID` for a member's own row, `n:NAME` for someone named by another, `t:NAME` for a collective.
    `queued_at` orders the waitlist: it is set when a row joins it and kept until it leaves.
    """

    __tablename__: ClassVar[Any] = "signup"
    __table_args__: ClassVar[Any] = (
        Index("signup_person", "activity_id", text("coalesce(unit_id, 0)"), "person", unique=True),
        _one_of("kind", "own", "named", "team"),
        _one_of("state", "confirmed", "waitlisted", "cancelled"),
        _one_of("source", "text", "jielong", "organizer", "paste"),
        CheckConstraint("headcount > 0", name="headcount_positive"),
        Index("signup_roster", "activity_id", "state", "headcount"),
        Index("signup_unit_day", "unit_id", "on_date"),
    )
    id: int = _key()
    activity_id: int = _ref("activity.id", index=False)
    member_id: int = _ref("member.id")
    kind: str
    person: str
    name: str
    headcount: int = 1
    state: str
    source: str = "text"
    note: str = ""
    unit_id: int | None = _ref("unit.id", nullable=True, index=False)
    group_id: int | None = _ref("work_group.id", nullable=True, index=False)
    on_date: str
    queued_at: int = Field(default=0, sa_column=Column(Integer, nullable=False, default=0))
    created_at: datetime = _time()


class ChainLine(SQLModel, table=True):
    """One line of a 接龙 as the bot last read it. `owner_id` is who first posted it, if that is known."""

    __tablename__: ClassVar[Any] = "chain_line"
    __table_args__: ClassVar[Any] = (Index("chain_line_once", "activity_id", text("coalesce(group_id, 0)"), "name", unique=True),)
    id: int = _key()
    activity_id: int = _ref("activity.id", index=False)
    group_id: int | None = _ref("work_group.id", nullable=True, index=False)
    name: str
    headcount: int
    owner_id: int | None = _ref("member.id", nullable=True, index=False)


class Community(SQLModel, table=True):
    """社区: where children live whom someone helps."""

    __tablename__: ClassVar[Any] = "community"
    id: int = _key()
    name: str = Field(unique=True)


class Pairing(SQLModel, table=True):
    """结对: a helper, a community, how many children. `shared_with_id` names the pairing whose children these are too.

    Only the row with `shared_with_id` NULL adds its children to a total, so nobody is counted twice.
    """

    __tablename__: ClassVar[Any] = "pairing"
    __table_args__: ClassVar[Any] = (
        _one_of("helper_kind", "individual", "collective"),
        _one_of("state", "active", "ended"),
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
    id: int = _key()
    member_id: int = _ref("member.id")
    group_id: int | None = _ref("work_group.id", nullable=True, index=False)
    unit_id: int | None = _ref("unit.id", nullable=True, index=False)
    helper: str
    helper_kind: str = "individual"
    community_id: int = _ref("community.id")
    children: int
    difficulties: Json = _json(nullable=False)
    difficulty_counts: Json = _json()
    support: Json = _json(nullable=False)
    note: str = ""
    shared_with_id: int | None = _ref("pairing.id", nullable=True)
    state: str = "active"
    on_date: str
    created_at: datetime = _time()
    ended_at: datetime | None = _time(nullable=True)


class FollowUp(SQLModel, table=True):
    """跟进: one thing done for a pairing."""

    __tablename__: ClassVar[Any] = "followup"
    id: int = _key()
    pairing_id: int | None = _ref("pairing.id", nullable=True)
    member_id: int = _ref("member.id")
    unit_id: int | None = _ref("unit.id", nullable=True)
    helper: str
    community_id: int = _ref("community.id")
    item: str
    on_date: str
    note: str = ""
    created_at: datetime = _time()


class Question(SQLModel, table=True):
    """What the bot has asked someone in one chat and still waits for (`group_id` NULL: in private)."""

    __tablename__: ClassVar[Any] = "question"
    __table_args__: ClassVar[Any] = (Index("question_once", "member_id", text("coalesce(group_id, 0)"), unique=True),)
    id: int = _key()
    member_id: int = _ref("member.id", index=False)
    group_id: int | None = _ref("work_group.id", nullable=True, index=False)
    intent: str
    slots: Json = _json(nullable=False)
    missing: str
    choices: Json = _json(nullable=False)
    expires_at: datetime = _time()


class Change(SQLModel, table=True):
    """One member's write, with the rows as they were before it: what 撤销 puts back."""

    __tablename__: ClassVar[Any] = "change"
    id: int = _key()
    member_id: int = _ref("member.id")
    at: datetime = _time()
    summary: str
    rows: Json = _json(nullable=False)
    undone_at: datetime | None = _time(nullable=True)


class Audit(SQLModel, table=True):
    """A privileged act: who, what, on what. Never holds what people wrote."""

    __tablename__: ClassVar[Any] = "audit"
    id: int = _key()
    at: datetime = _time(index=True)
    actor: str
    member_id: int | None = _ref("member.id", nullable=True, index=False)
    act: str
    target: str
    detail: Json = _json()


class Inbox(SQLModel, table=True):
    """A message that was acted on: its channel id, so that a redelivery does nothing twice. No text is kept."""

    __tablename__: ClassVar[Any] = "inbox"
    account: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    at: datetime = _time(index=True)


class Outbox(SQLModel, table=True):
    """A message to send. Acknowledgements of one `topic` waiting for one group become one message.

    `who` and `tail` are an acknowledgement's own part and the line that stands once after all parts.
    `sent_as` is the row whose message carried this one (itself, unless it was merged).
    """

    __tablename__: ClassVar[Any] = "outbox"
    __table_args__: ClassVar[Any] = (
        _one_of("kind", "text", "image", "file"),
        _one_of("state", "pending", "sending", "sent", "failed", "uncertain"),
        CheckConstraint("(group_wire IS NULL) <> (person_wire IS NULL)", name="one_receiver"),
        Index("outbox_open", "account", "id", sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")),
        Index(
            "outbox_unsettled",
            "account",
            sqlite_where=text("state IN ('sending', 'uncertain')"),
            postgresql_where=text("state IN ('sending', 'uncertain')"),
        ),
        Index("outbox_age", "state", "created_at"),
    )
    id: int = _key()
    account: str
    group_wire: str | None = None
    person_wire: str | None = None
    kind: str = "text"
    text: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    path: str = ""
    name: str = ""
    mention: Json = _json()
    reply_to: str = ""
    topic: str = ""
    who: str = ""
    tail: str = ""
    state: str = "pending"
    attempts: int = 0
    not_before: datetime | None = _time(nullable=True)
    cause: str = ""
    wire_id: str = ""
    sent_as: int | None = None
    created_at: datetime = _time()
    sent_at: datetime | None = _time(nullable=True)


class SceneVersion(SQLModel, table=True):
    """One row: counts the changes to what people may name, so that every process knows a stale list."""

    __tablename__: ClassVar[Any] = "scene_version"
    id: int = _key()
    number: int = 0


def table(model: type[SQLModel]) -> Table:
    """The Core table behind a model: the message path speaks Core."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
