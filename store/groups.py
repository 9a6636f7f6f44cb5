"""Work groups: chat rooms the accounts are in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from store.models import CheckIn, FollowUp, Group, Pairing, SignUp, Unit, table
from store.repository import Repository
from store.units import UNITS, within

GROUPS = table(Group)
BY_WIRE = select(GROUPS).where(GROUPS.c.account == bindparam("account"), GROUPS.c.wire_id == bindparam("wire"))


class Groups(Repository):
    """Reads and writes work groups."""

    def by_wire(self, account: str, wire_id: str) -> Group | None:
        """The group with this channel id, remembered for the batch."""
        known = self.tx.memo.setdefault("group", {})
        if (account, wire_id) not in known:
            known[account, wire_id] = self.one(Group, BY_WIRE, {"account": account, "wire": wire_id})
        found: Group | None = known[account, wire_id]
        return found

    def ensure(self, account: str, wire_id: str, name: str, now: datetime) -> Group:
        """The group, made when it is new, renamed when its topic has changed, active again when it was left."""
        found = self.by_wire(account, wire_id)
        if found is None:
            self.insert(Group, account=account, wire_id=wire_id, name=name or wire_id, active=True, joined_at=now)
        elif (name and name != found.name) or not found.active:
            self._update(found, name=name or found.name, active=True)
        else:
            return found
        self.tx.memo.pop("group", None)
        made = self.by_wire(account, wire_id)
        assert made is not None
        return made

    def leave(self, group: Group) -> None:
        """The account is no longer in the room."""
        self._update(group, active=False)

    def bind(self, group: Group, unit: Unit) -> None:
        """Bind the group to a unit; what was recorded there while it had none now belongs to the unit."""
        self._update(group, unit_id=unit.id)
        for model in (SignUp, CheckIn, Pairing, FollowUp):
            rows = table(model)
            if "group_id" in rows.c:
                homeless = (rows.c.group_id == group.id, rows.c.unit_id.is_(None))
                self.connection.execute(update(rows).where(*homeless).values(unit_id=unit.id))

    def _update(self, group: Group, **values: object) -> None:
        self.connection.execute(update(GROUPS).where(GROUPS.c.id == group.id).values(**values))
        self.tx.memo.pop("group", None)

    def by_name(self, name: str) -> list[Group]:
        """Groups shown under this name (several may be)."""
        return self.all(Group, select(GROUPS).where(GROUPS.c.name == name, GROUPS.c.active))

    def names(self, limit: int) -> list[str]:
        """Up to `limit` names of active groups."""
        return list(self.scalars(select(GROUPS.c.name).where(GROUPS.c.active).order_by(GROUPS.c.id).limit(limit)))

    def in_audience(self, audience: dict[str, object], path: str | None = None) -> list[Group]:
        """Active groups a plan's audience reaches, within the subtree at `path` (None: everywhere).

        `{"all": true}`, or `{"units": [...], "groups": [...]}`; `except_units` are taken out with all below them.
        """
        return self.all(Group, select(GROUPS).where(*self._reached(audience, path)).order_by(GROUPS.c.id))

    def count_audience(self, audience: dict[str, object], path: str | None = None) -> int:
        """How many groups that is."""
        return self.count(GROUPS, *self._reached(audience, path))

    def _reached(self, audience: dict[str, object], path: str | None) -> list[Any]:
        where: list[Any] = [GROUPS.c.active]
        if not audience.get("all"):
            units = (within(GROUPS.c.unit_id, reached) for reached in self._paths(audience.get("units")))
            where.append(or_(GROUPS.c.id.in_(audience.get("groups") or []), *units, False))  # type: ignore[arg-type]
        excluded = (within(GROUPS.c.unit_id, out) for out in self._paths(audience.get("except_units")))
        where.extend(or_(GROUPS.c.unit_id.is_(None), ~out) for out in excluded)  # type: ignore[operator]
        if path is not None:
            where.append(within(GROUPS.c.unit_id, path))
        return where

    def _paths(self, units: object) -> list[str]:
        return list(self.scalars(select(UNITS.c.path).where(UNITS.c.id.in_(units)))) if units else []  # type: ignore[arg-type]
