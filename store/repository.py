"""What every repository shares: reads that quack like their model, writes that the journal can take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Executable, Insert, Select, Table, Update, bindparam, func, insert, select, update
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

    def one(self, model: type[Row], statement: Executable, values: Mapping[str, Any] | None = None) -> Row | None:
        """The first row, or None; `values` are those of a statement written once with `bindparam`."""
        return cast("Row | None", self.connection.execute(statement, values).first())

    def all(self, model: type[Row], statement: Executable) -> list[Row]:
        """Every row."""
        return cast("list[Row]", list(self.connection.execute(statement).all()))

    def get(self, model: type[Row], key: int) -> Row | None:
        """The row with this id."""
        return self.one(model, by_id(model), {"row_id": key})

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
        row = self.connection.execute(adding(model), values).one()
        self.tx.journal.inserted(model, row)
        return int(row.id)

    def change(self, model: type[SQLModel], key: int, **values: Any) -> None:
        """Update one row by id, remembering it as it was."""
        self.tx.journal.changing(model, key)
        self.connection.execute(changing(model), {"row_id": key, **values})


# Statements are written once: building one costs more than running it.


@cache
def by_id(model: type[SQLModel]) -> Select[Any]:
    """Reads the row `row_id`."""
    columns = table(model)
    return select(columns).where(columns.c.id == bindparam("row_id"))


@cache
def adding(model: type[SQLModel]) -> Insert:
    """Inserts a row and gives it back."""
    columns = table(model)
    return insert(columns).returning(columns)


@cache
def changing(model: type[SQLModel]) -> Update:
    """Updates the row `row_id`."""
    columns = table(model)
    return update(columns).where(columns.c.id == bindparam("row_id"))
