"""What every repository shares: reads that quack like their model, writes that the journal can take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Executable, Table, func, insert, select, update
from sqlmodel import SQLModel

from store.models import table
from store.transaction import Transaction

Row = TypeVar("Row", bound=SQLModel)


class Repository:
    """Core statements on one connection.

    A read gives SQLAlchemy rows typed as their model: same attributes, read only, none of the ORM's cost.
    """

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.connection = tx.connection

    def one(self, model: type[Row], statement: Executable) -> Row | None:
        """The first row, or None."""
        return cast("Row | None", self.connection.execute(statement).first())

    def all(self, model: type[Row], statement: Executable) -> list[Row]:
        """Every row."""
        return cast("list[Row]", list(self.connection.execute(statement).all()))

    def get(self, model: type[Row], key: int) -> Row | None:
        """The row with this id."""
        columns = table(model)
        return self.one(model, select(columns).where(columns.c.id == key))

    def require(self, model: type[Row], key: int) -> Row:
        """The row with this id, which must exist."""
        row = self.get(model, key)
        if row is None:
            raise LookupError(f"{model.__name__} {key} is gone")
        return row

    def count(self, columns: Table, *where: Any) -> int:
        """How many rows meet the conditions."""
        return int(self.connection.execute(select(func.count()).select_from(columns).where(*where)).scalar_one())

    def scalars(self, statement: Executable) -> Sequence[Any]:
        """The first column of every row."""
        return self.connection.execute(statement).scalars().all()

    def insert(self, model: type[SQLModel], **values: Any) -> int:
        """Insert one row, remember it for 撤销, give its id."""
        key = self.connection.execute(insert(table(model)).values(**values)).inserted_primary_key
        assert key is not None
        self.tx.journal.inserted(model, int(key[0]))
        return int(key[0])

    def change(self, model: type[SQLModel], key: int, **values: Any) -> None:
        """Update one row by id, remembering it as it was."""
        self.tx.journal.changing(model, key)
        columns = table(model)
        self.connection.execute(update(columns).where(columns.c.id == key).values(**values))
