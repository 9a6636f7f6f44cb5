"""Roles: who holds what at which unit, and how far it reaches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from store.models import RoleGrant, table
from store.repository import Repository
from store.units import UNITS

GRANTS = table(RoleGrant)
HELD = (
    select(GRANTS.c.member_id, GRANTS.c.role, GRANTS.c.unit_id, UNITS.c.path)
    .select_from(GRANTS.outerjoin(UNITS, GRANTS.c.unit_id == UNITS.c.id))
    .where(GRANTS.c.member_id.in_(bindparam("members", expanding=True)), GRANTS.c.revoked_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Held:
    """One role at one place. `path` None reaches every unit."""

    role: str
    unit_id: int | None
    path: str | None


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything one member holds."""

    held: tuple[Held, ...] = ()

    def any(self, roles: Collection[str]) -> bool:
        """Whether she holds one of these roles anywhere."""
        return any(grant.role in roles for grant in self.held)

    def covers(self, roles: Collection[str], path: str | None) -> bool:
        """Whether one of these roles of hers reaches the unit at `path` (None: every unit)."""
        return any(g.role in roles and (g.path is None or (path is not None and path.startswith(g.path))) for g in self.held)

    def widest(self, roles: Collection[str], at: str | None) -> Held | None:
        """Her widest grant of these roles, one that reaches `at` first."""
        usable = [grant for grant in self.held if grant.role in roles]
        reaching = [grant for grant in usable if grant.path is None or (at is not None and at.startswith(grant.path))]
        return min(reaching or usable, key=lambda grant: len(grant.path or ""), default=None)


class Roles(Repository):
    """Reads and writes grants."""

    def of(self, member_id: int) -> Rights:
        """What a member holds now, remembered for the batch."""
        known = self.tx.memo.setdefault("rights", {})
        if member_id not in known:
            self.look_up([member_id])
        rights: Rights = known[member_id]
        return rights

    def look_up(self, member_ids: Sequence[int]) -> None:
        """Read what many members hold at once, for the batch."""
        held: dict[int, list[Held]] = {member: [] for member in member_ids}
        for member, *grant in self.connection.execute(HELD, {"members": list(member_ids)}).all():
            held[member].append(Held(*grant))
        self.tx.memo.setdefault("rights", {}).update({member: Rights(tuple(grants)) for member, grants in held.items()})

    def grant(self, member_id: int, role: str, unit_id: int | None, by: int | None, now: datetime) -> bool:
        """Give a role at a unit (None: everywhere); False where she holds exactly that already."""
        if any(held.role == role and held.unit_id == unit_id for held in self.of(member_id).held):
            return False
        self.connection.execute(insert(GRANTS).values(member_id=member_id, role=role, unit_id=unit_id, granted_by=by, granted_at=now))
        self.tx.memo.pop("rights", None)
        return True

    def revoke(self, member_id: int, role: str, unit_ids: Collection[int | None], now: datetime) -> int:
        """Take a role away at these units; how many grants ended."""
        gone = 0
        for unit_id in unit_ids:
            at = GRANTS.c.unit_id.is_(None) if unit_id is None else GRANTS.c.unit_id == unit_id
            where = (GRANTS.c.member_id == member_id, GRANTS.c.role == role, at, GRANTS.c.revoked_at.is_(None))
            gone += self.connection.execute(update(GRANTS).where(*where).values(revoked_at=now)).rowcount
        self.tx.memo.pop("rights", None)
        return gone
