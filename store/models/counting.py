"""What makes totals fast: counters, who is present in them, and what is written and not counted yet."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Column, Index, Text, event, text
from sqlmodel import Field, SQLModel

from store.models.columns import key
from store.noting.triggers import created


class Counter(SQLModel, table=True):
    """The figures of a subject in a scope: the unit's id, with everything below it, or 0 for everything.

    `slice` is `` for all time, `y:2021`, `m:2021-05`, `w:2021-05-17` (the Monday), `d:2021-05-20`, `k:7` (an activity, a
    community, a column), `f:low_income` (a difficulty), `s:study` (a way of help).
    """

    __tablename__: ClassVar[Any] = "counter"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)
    subject: str = Field(primary_key=True)
    scope: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    slice: str = Field(primary_key=True)
    people: int
    heads: int
    records: int
    children: int


class Presence(SQLModel, table=True):
    """How many counted rows a person has in a unit (0: none) and slice: who is at least once in a scope is one of its people."""

    __tablename__: ClassVar[Any] = "presence"
    __table_args__: ClassVar[Any] = (
        Index("presence_unit", "unit", "subject", "person", sqlite_where=text("slice = ''"), postgresql_where=text("slice = ''")),
        {"sqlite_with_rowid": False},
    )
    subject: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    slice: str = Field(primary_key=True)
    unit: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int


class Uncounted(SQLModel, table=True):
    """A counted row came (`sign` 1) or went (-1) in this transaction. Written by triggers, empty after every commit."""

    __tablename__: ClassVar[Any] = "uncounted"
    id: int = key()
    subject: str
    sign: int
    unit: int | None
    person: str | None
    item: int | None
    on_date: str | None
    heads: int
    children: int
    difficulties: str | None = Field(sa_column=Column(Text, nullable=True))
    difficulty_counts: str | None = Field(sa_column=Column(Text, nullable=True))
    support: str | None = Field(sa_column=Column(Text, nullable=True))


event.listen(SQLModel.metadata, "after_create", created)
