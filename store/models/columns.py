"""How the tables' columns are declared: keys, references, times, JSON, closed lists."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Integer, Table, false
from sqlmodel import Field, SQLModel

from store.types import UtcDateTime

Json = Any


def key() -> Any:
    """An integer primary key."""
    return Field(default=None, primary_key=True)


def ref(target: str, *, nullable: bool = False, index: bool = True, cascade: bool = False) -> Any:
    """A foreign key; indexed unless an index of its own leads with it."""
    return Field(
        default=None if nullable else ...,
        sa_column=Column(Integer, ForeignKey(target, ondelete="CASCADE" if cascade else None), nullable=nullable, index=index),
    )


def time_column(*, nullable: bool = False, index: bool = False) -> Any:
    """A time, aware in Python."""
    return Field(default=None if nullable else ..., sa_column=Column(UtcDateTime(), nullable=nullable, index=index))


def json_column(default: Any = None, *, nullable: bool = True) -> Any:
    """A JSON value; SQL NULL for None."""
    return Field(default=default, sa_column=Column(JSON(none_as_null=True), nullable=nullable))


def flag() -> Any:
    """Yes or no; no unless it is said."""
    return Field(default=False, sa_column=Column(Boolean(), nullable=False, server_default=false()))


def one_of(column: str, *values: str) -> CheckConstraint:
    """A check that a column holds one of these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def table(model: type[SQLModel]) -> Table:
    """The Core table behind a model: the message path speaks Core."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
