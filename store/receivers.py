"""Who gets a report: the holders of its roles in private, or groups; each with the subtree that its figures are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from store.groups import GROUPS, Groups
from store.members import MEMBERS
from store.repository import Repository
from store.roles import GRANTS
from store.units import UNITS


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person or a group on its account; `path` None: figures of every unit, and `label` is empty then."""

    account: str
    wire_id: str
    path: str | None
    label: str
    group_id: int | None = None


class Receivers(Repository):
    """Reads whom a report's audience reaches."""

    def of(self, audience: Mapping[str, Any]) -> list[Receiver]:
        """Everyone that an audience reaches. With `roles`: who holds one of them at a unit inside the audience, else its groups."""
        return self._people(audience) if audience.get("roles") else self._groups(audience)

    def _groups(self, audience: Mapping[str, Any]) -> list[Receiver]:
        """Groups bound to a unit: one of none has no figures."""
        groups = [group for group in Groups(self.tx).in_audience(dict(audience)) if group.unit_id is not None]
        units = {row.id: row for row in self.connection.execute(select(UNITS.c.id, UNITS.c.path, UNITS.c.name))}
        return [Receiver(one.account, one.wire_id, units[one.unit_id].path, units[one.unit_id].name, one.id) for one in groups]

    def _people(self, audience: Mapping[str, Any]) -> list[Receiver]:
        joined = GRANTS.join(MEMBERS, GRANTS.c.member_id == MEMBERS.c.id).outerjoin(UNITS, GRANTS.c.unit_id == UNITS.c.id)
        fields = (MEMBERS.c.id, MEMBERS.c.account, MEMBERS.c.wire_id, UNITS.c.path, UNITS.c.name)
        where = (GRANTS.c.role.in_(audience["roles"]), GRANTS.c.revoked_at.is_(None))
        rows = self.connection.execute(select(*fields).select_from(joined).where(*where).order_by(MEMBERS.c.id, UNITS.c.path)).all()
        inside, outside = None if audience.get("all") else self._paths(audience), self._excepted(audience)
        reached = [row for row in rows if _within(row.path, inside) and not (row.path and row.path.startswith(tuple(outside)))]
        return [
            Receiver(row.account, row.wire_id, row.path, row.name or "")
            for row in reached
            if not any(row.id == other.id and _above(other.path, row.path) for other in reached)
        ]

    def _paths(self, audience: Mapping[str, Any]) -> list[str]:
        """The subtrees an audience names, those of its groups too."""
        named = list(self.scalars(select(UNITS.c.path).where(UNITS.c.id.in_(audience.get("units") or []))))
        rooms = select(UNITS.c.path).join(GROUPS, GROUPS.c.unit_id == UNITS.c.id).where(GROUPS.c.id.in_(audience.get("groups") or []))
        return [*named, *self.scalars(rooms)]

    def _excepted(self, audience: Mapping[str, Any]) -> list[str]:
        return list(self.scalars(select(UNITS.c.path).where(UNITS.c.id.in_(audience.get("except_units") or []))))


def _within(path: str | None, inside: Sequence[str] | None) -> bool:
    return inside is None or (path is not None and path.startswith(tuple(inside)))


def _above(path: str | None, other: str | None) -> bool:
    """Whether a grant at `path` holds all that one at `other` holds, and more."""
    return path != other and (path is None or (other is not None and other.startswith(path)))
