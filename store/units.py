"""Units: the tree that totals roll up and roles reach down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from store.counting.moves import moved as count_moved
from store.models import Unit, table
from store.repository import Repository

UNITS = table(Unit)


class Units(Repository):
    """Reads and writes the unit tree."""

    def by_id(self, key: int | None) -> Unit | None:
        """The unit with this id, remembered for the batch."""
        if key is None:
            return None
        known = self.tx.memo.setdefault("unit", {})
        if key not in known:
            known[key] = self.get(Unit, key)
        found: Unit | None = known[key]
        return found

    def by_name(self, name: str) -> Unit | None:
        """The unit of exactly this name."""
        return self.one(Unit, select(UNITS).where(UNITS.c.name == name))

    def names(self) -> Sequence[str]:
        """Every unit's name, in the order they were made."""
        return self.scalars(select(UNITS.c.name).order_by(UNITS.c.id))

    def add(self, name: str, parent: Unit | None = None) -> Unit:
        """Make a unit below `parent` (a root without one)."""
        key = self.connection.execute(insert(UNITS).values(name=name, parent_id=parent.id if parent else None, path=""))
        assert key.inserted_primary_key is not None
        unit_id = int(key.inserted_primary_key[0])
        path = f"{parent.path if parent else '/'}{unit_id}/"
        self.connection.execute(update(UNITS).where(UNITS.c.id == unit_id).values(path=path))
        self.tx.scene_changed()
        return self.require(Unit, unit_id)

    def ensure(self, name: str, parent: Unit | None = None) -> Unit:
        """The unit of this name, made if it is new."""
        return self.by_name(name) or self.add(name, parent)

    def move(self, unit: Unit, parent: Unit | None) -> None:
        """Hang a unit and all below it under another parent, with what is counted there; the caller has checked for loops."""
        new = f"{parent.path if parent else '/'}{unit.id}/"
        for below in self.all(Unit, select(UNITS).where(UNITS.c.path.like(unit.path + "%"))):
            moved = new + below.path[len(unit.path) :]
            self.connection.execute(update(UNITS).where(UNITS.c.id == below.id).values(path=moved))
        self.connection.execute(update(UNITS).where(UNITS.c.id == unit.id).values(parent_id=parent.id if parent else None))
        count_moved(self.connection, unit.id, unit.path, new)
        self.tx.memo.pop("unit", None)
        self.tx.scene_changed()

    def key_of(self, path: str | None) -> int:
        """The id of the unit at a path; 0 for everything."""
        return ancestors(path)[-1] if path is not None else 0

    def right_below(self, path: str | None) -> list[int]:
        """The ids of the units right below the one at `path` (None: the roots)."""
        parent = UNITS.c.parent_id == self.key_of(path) if path is not None else UNITS.c.parent_id.is_(None)
        return [int(key) for key in self.scalars(select(UNITS.c.id).where(parent))]

    def below(self, path: str) -> list[Unit]:
        """The unit at `path` and all below it, parents first."""
        return self.all(Unit, select(UNITS).where(UNITS.c.path.like(path + "%")).order_by(UNITS.c.path))


def within(column: ColumnElement[Any] | Any, path: str | None) -> ColumnElement[bool] | None:
    """A condition that the unit id in `column` lies in the subtree at `path`; None (no condition) for every unit."""
    if path is None:
        return None
    inside: ColumnElement[bool] = column.in_(select(UNITS.c.id).where(UNITS.c.path.like(path + "%")))
    return inside


def ancestors(path: str) -> list[int]:
    """The ids on a path, the root first."""
    return [int(part) for part in path.split("/") if part]
