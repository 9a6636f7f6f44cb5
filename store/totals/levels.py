"""Which units a breakdown by unit names: those right below the one asked about, each with all below it, and that one itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from store.totals.questions import NO_UNIT, OWN
from store.units import UNITS, ancestors


@dataclass(frozen=True, slots=True)
class Level:
    """The unit asked about (`unit` 0, `path` `/`: none, the roots are named) and whether there are units below it.

    `beside`: everything is asked about, so that the other roots are named beside the units below this one.
    """

    unit: int
    path: str
    name: str
    parted: bool
    beside: bool = False

    @property
    def children(self) -> Any:
        """The condition that a unit is named as a part."""
        if not self.unit:
            return UNITS.c.parent_id.is_(None)
        below = UNITS.c.parent_id == self.unit
        return or_(below, and_(UNITS.c.parent_id.is_(None), UNITS.c.id != self.unit)) if self.beside else below

    @property
    def own(self) -> str:
        """What the unit's own records are called."""
        return self.name + OWN if self.parted else self.name

    def part(self, path: str) -> int:
        """The part that a unit with this path belongs to: a unit right below, or the unit itself."""
        rest = path.removeprefix(self.path) if path.startswith(self.path) else path[1:]
        return int(rest.partition("/")[0]) if rest else self.unit

    def label(self, key: int | None, names: dict[int, str]) -> str:
        """What a part is called: a unit below, the unit itself (its id), none (None)."""
        if key is None:
            return NO_UNIT
        return self.own if key == self.unit else names[key]


def level(connection: Connection, path: str | None) -> Level:
    """The level of a question. Everywhere are the roots; where one of them alone has units below it, these in its stead."""
    if path is None:
        child = UNITS.alias()
        parents = select(UNITS.c.id, UNITS.c.path, UNITS.c.name).where(UNITS.c.parent_id.is_(None))
        trees = connection.execute(parents.where(select(child.c.id).where(child.c.parent_id == UNITS.c.id).exists()).limit(2)).all()
        if len(trees) == 1:
            return Level(trees[0].id, trees[0].path, trees[0].name, True, beside=True)
        return Level(0, "/", "", True)
    unit = ancestors(path)[-1]
    name = connection.execute(select(UNITS.c.name).where(UNITS.c.id == unit)).scalar() or ""
    below = connection.execute(select(UNITS.c.id).where(UNITS.c.parent_id == unit).limit(1)).first()
    return Level(unit, path, name, below is not None)
