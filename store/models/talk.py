"""What the bot waits for, can take back, has done and has to say."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from store.models.columns import Json, flag, json_column, key, one_of, ref, time_column


class Question(SQLModel, table=True):
    """What the bot has asked someone in one chat and still waits for (`group_id` NULL: in private)."""

    __tablename__: ClassVar[Any] = "question"
    __table_args__: ClassVar[Any] = (Index("question_once", "member_id", text("coalesce(group_id, 0)"), unique=True),)
    id: int = key()
    member_id: int = ref("member.id", index=False)
    group_id: int | None = ref("work_group.id", nullable=True, index=False)
    intent: str
    slots: Json = json_column(nullable=False)
    missing: str
    choices: Json = json_column(nullable=False)
    expires_at: datetime = time_column()


class Change(SQLModel, table=True):
    """One member's write, with the rows as they were before it: what 撤销 puts back."""

    __tablename__: ClassVar[Any] = "change"
    id: int = key()
    member_id: int = ref("member.id")
    at: datetime = time_column()
    summary: str
    rows: Json = json_column(nullable=False)
    undone_at: datetime | None = time_column(nullable=True)


class Audit(SQLModel, table=True):
    """A privileged act: who, what, on what. Never holds what people wrote."""

    __tablename__: ClassVar[Any] = "audit"
    id: int = key()
    at: datetime = time_column(index=True)
    actor: str
    member_id: int | None = ref("member.id", nullable=True, index=False)
    act: str
    target: str
    detail: Json = json_column()


class Inbox(SQLModel, table=True):
    """A message that was acted on: its channel id, so that a redelivery does nothing twice. No text is kept."""

    __tablename__: ClassVar[Any] = "inbox"
    account: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    at: datetime = time_column(index=True)


class Outbox(SQLModel, table=True):
    """A message to send. Acknowledgements of one `topic` waiting for one group become one message.

    `who` and `tail` are an acknowledgement's own part and the line that stands once after all parts.
    `sent_as` is the row whose message carried this one (itself, unless it was merged).
    `parts_sent`: of a text too long for one message, how many parts the channel has surely taken.
    `drawing`: the file at `path` is still being drawn; until it is there the row is not sent.
    """

    __tablename__: ClassVar[Any] = "outbox"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "text", "image", "file", "video", "link"),
        one_of("state", "pending", "sending", "sent", "failed", "uncertain"),
        CheckConstraint("(group_wire IS NULL) <> (person_wire IS NULL)", name="one_receiver"),
        Index("outbox_open", "account", "id", sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")),
        Index(
            "outbox_unsettled",
            "account",
            sqlite_where=text("state IN ('sending', 'uncertain')"),
            postgresql_where=text("state IN ('sending', 'uncertain')"),
        ),
        Index("outbox_age", "state", "created_at"),
        Index("outbox_drawing", "path", sqlite_where=text("drawing"), postgresql_where=text("drawing")),
    )
    id: int = key()
    account: str
    group_wire: str | None = None
    person_wire: str | None = None
    kind: str = "text"
    text: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    path: str = ""
    name: str = ""
    url: str = Field(default="", sa_column_kwargs={"server_default": ""})
    picture_url: str = Field(default="", sa_column_kwargs={"server_default": ""})
    mention: Json = json_column()
    reply_to: str = ""
    topic: str = ""
    who: str = ""
    tail: str = ""
    state: str = "pending"
    attempts: int = 0
    not_before: datetime | None = time_column(nullable=True)
    cause: str = ""
    wire_id: str = ""
    sent_as: int | None = None
    parts_sent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    drawing: bool = flag()
    created_at: datetime = time_column()
    sent_at: datetime | None = time_column(nullable=True)


class BlockedAccount(SQLModel, table=True):
    """A channel account that evidently may not send: no pushes go out on it until a probe gets through. Well ones have no row."""

    __tablename__: ClassVar[Any] = "blocked_account"
    account: str = Field(primary_key=True)
    since: datetime = time_column()
    cause: str = ""
    probes: int = 0
    probe_at: datetime = time_column()


class SceneVersion(SQLModel, table=True):
    """One row: counts the changes to what people may name, so that every process knows a stale list."""

    __tablename__: ClassVar[Any] = "scene_version"
    id: int = key()
    number: int = 0
