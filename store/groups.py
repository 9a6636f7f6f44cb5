"""Work groups: chat rooms the accounts are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, case, false, func, literal, or_, select, update

from store.models import CheckIn, FollowUp, Group, Pairing, SignUp, Unit, Work, WorkWindow, table
from store.repository import Repository
from store.units import UNITS, within

GROUPS = table(Group)
Reach = ColumnElement[bool]
"""A condition on groups: whom something reaches, without a list of them."""
BY_HAND = "hand:"
"""What the channel id of a group begins with that no channel knows."""
NO_ACCOUNT = ""
"""In place of the account: what goes to a group that no channel knows, somebody posts there."""
BY_WAY = "way:"
"""What the channel id of a room begins with of which only its own door for sending is known."""
_OTHERS = GROUPS.alias()
_HAS_BOT = select(_OTHERS.c.id).where(_OTHERS.c.unit_id == GROUPS.c.unit_id, _OTHERS.c.active).exists()
KEPT = and_(GROUPS.c.wire_id.startswith(BY_HAND, autoescape=True), ~_HAS_BOT)
"""Groups that let no bot in; the one of a unit that has a bot in its group by now is none of them."""
SENDER = case((GROUPS.c.active, GROUPS.c.account), else_=literal(NO_ACCOUNT))
"""Who sends to a group."""
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
        elif not found.active:
            self._update(found, name=name or found.name, active=True, joined_at=now)
        elif name and name != found.name:
            self._update(found, name=name)
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
        """Bind the group to a unit; what was recorded there while it had none now belongs to the unit. A nameless room takes its name."""
        self._update(group, unit_id=unit.id, name=unit.name if group.name == group.wire_id else group.name)
        for model in (SignUp, CheckIn, Pairing, FollowUp, Work, WorkWindow):
            rows = table(model)
            if "group_id" in rows.c:
                homeless = (rows.c.group_id == group.id, rows.c.unit_id.is_(None))
                self.connection.execute(update(rows).where(*homeless).values(unit_id=unit.id))

    # -- ways and troubles -------------------------------------------------------------------------------------------

    def open_ways(self, account: str, ways: Mapping[str, Unit | None], now: datetime) -> None:
        """These doors into rooms there are now, each with its unit. A new one is a room of its own until its chat is known."""
        known = self.all(Group, select(GROUPS).where(GROUPS.c.account == account, GROUPS.c.way != ""))
        for group in known:
            alone = group.wire_id.startswith(BY_WAY)
            if group.way not in ways:
                self._update(group, way=group.way if alone else "", active=group.active and not alone)
            elif alone and not group.active:
                self._update(group, active=True)
        there = {group.way for group in known}
        for name in (name for name in ways if name not in there):
            values = {"account": account, "wire_id": f"{BY_WAY}{name}", "name": name, "way": name}
            self.insert(Group, **values, active=True, joined_at=now)
        for group in self.all(Group, select(GROUPS).where(GROUPS.c.account == account, GROUPS.c.way.in_(ways), GROUPS.c.unit_id.is_(None))):
            unit = ways[group.way]
            if unit is not None:
                self.bind(group, unit)

    def ways_of(self, account: str, wire_ids: Sequence[str]) -> dict[str, str]:
        """The own door of each of these rooms that has one."""
        where = (GROUPS.c.account == account, GROUPS.c.wire_id.in_(wire_ids), GROUPS.c.way != "")
        return {str(wire): str(way) for wire, way in self.connection.execute(select(GROUPS.c.wire_id, GROUPS.c.way).where(*where))}

    def trouble(self, group: Group, cause: str) -> bool:
        """Why the room takes no messages ("": it does); whether that is news."""
        if group.trouble == cause:
            return False
        self._update(group, trouble=cause)
        return True

    def troubled(self, account: str) -> list[Group]:
        """The account's rooms that take no messages."""
        return self.all(Group, select(GROUPS).where(GROUPS.c.account == account, GROUPS.c.trouble != "").order_by(GROUPS.c.id))

    def of_account(self, account: str) -> list[Group]:
        """The account's active rooms."""
        return self.all(Group, select(GROUPS).where(GROUPS.c.account == account, GROUPS.c.active).order_by(GROUPS.c.id))

    def _update(self, group: Group, **values: object) -> None:
        self.connection.execute(update(GROUPS).where(GROUPS.c.id == group.id).values(**values))
        self.tx.memo.pop("group", None)

    def by_name(self, name: str) -> list[Group]:
        """Groups shown under this name (several may be)."""
        return self.all(Group, select(GROUPS).where(GROUPS.c.name == name, GROUPS.c.active))

    def called(self, part: str | None) -> list[Group]:
        """Active groups whose name holds this (None: all)."""
        named = () if part is None else (GROUPS.c.name.contains(part, autoescape=True),)
        return self.all(Group, select(GROUPS).where(GROUPS.c.active, *named).order_by(GROUPS.c.id))

    def twins(self) -> list[str]:
        """Names under which one account has a bound group and an unbound one: rooms that may have got a new id."""
        unbound = GROUPS.alias()
        same = (unbound.c.account == GROUPS.c.account, unbound.c.name == GROUPS.c.name, unbound.c.unit_id.is_(None), unbound.c.active)
        query = select(GROUPS.c.name).join(unbound, and_(*same)).where(GROUPS.c.unit_id.is_not(None), GROUPS.c.active)
        return list(self.scalars(query.distinct().order_by(GROUPS.c.name)))

    def of_unit(self, name: str) -> list[Group]:
        """The groups of the unit of this name; where it has none that a bot is in, the one kept by hand."""
        there = GROUPS.join(UNITS, GROUPS.c.unit_id == UNITS.c.id)
        kept = or_(GROUPS.c.active, GROUPS.c.wire_id.startswith(BY_HAND))
        query = select(GROUPS).select_from(there).where(UNITS.c.name == name, kept)
        found = self.all(Group, query.order_by(GROUPS.c.active.desc(), GROUPS.c.id))
        return [group for group in found if group.active] or found

    def by_hand(self, account: str, unit: Unit, now: datetime) -> Group:
        """A group of a unit that lets no bot in: what is said there is brought in by hand; nothing is sent to it."""
        values = {"account": account, "wire_id": f"{BY_HAND}{unit.id}", "name": unit.name, "unit_id": unit.id}
        return self.require(Group, self.insert(Group, **values, active=False, joined_at=now))

    def names(self, limit: int) -> list[str]:
        """Up to `limit` names of active groups."""
        return list(self.scalars(select(GROUPS.c.name).where(GROUPS.c.active).order_by(GROUPS.c.id).limit(limit)))

    def in_audience(self, audience: dict[str, object], path: str | None = None) -> list[Group]:
        """Active groups a plan's audience reaches, within the subtree at `path` (None: everywhere).

        `{"all": true}`, or `{"units": [...], "groups": [...]}`; `except_units` are taken out with all below them, and
        `except_groups`.
        """
        return self.all(Group, select(GROUPS).where(*self._reached(audience, path)).order_by(GROUPS.c.id))

    def page(self, after: int, limit: int, path: str | None = None) -> list[tuple[Group, str | None]]:
        """Active groups of a subtree (None: all) beyond an id, each with its unit's path."""
        there = GROUPS.outerjoin(UNITS, GROUPS.c.unit_id == UNITS.c.id)
        where = [GROUPS.c.active, GROUPS.c.id > after, *([] if path is None else [UNITS.c.path.like(path + "%")])]
        query = select(GROUPS, UNITS.c.path.label("unit_path")).select_from(there).where(*where).order_by(GROUPS.c.id).limit(limit)
        return [(cast("Group", row), row.unit_path) for row in self.connection.execute(query)]

    def count_audience(self, audience: dict[str, object], path: str | None = None, *, kept: bool = True) -> int:
        """How many groups that is; with those that let no bot in unless not `kept`."""
        return self.count(GROUPS, *self._reached(audience, path, kept=kept))

    def reach(self, *reached: tuple[dict[str, object], str | None]) -> Reach:
        """The groups of any of these audiences, each within its subtree; those that let no bot in among them."""
        return or_(false(), *(and_(*self._reached(audience, path, kept=True)) for audience, path in reached))

    def these(self, groups: Sequence[Group]) -> Reach:
        """Just these groups."""
        return GROUPS.c.id.in_([group.id for group in groups])

    def outside(self, reach: Reach, paths: Sequence[str | None]) -> Reach:
        """Those of the groups reached that lie in none of these subtrees (None: every unit's)."""
        if None in paths:
            return false()
        inside = [found for path in paths if (found := within(GROUPS.c.unit_id, path)) is not None]
        return and_(reach, *(or_(GROUPS.c.unit_id.is_(None), ~found) for found in inside))

    def by_account(self, reach: Reach) -> dict[str, int]:
        """How many of the groups reached belong to each account (`NO_ACCOUNT`: let no bot in)."""
        query = select(SENDER, func.count()).where(reach).group_by(SENDER)
        return {str(account): int(number) for account, number in self.connection.execute(query)}

    def _reached(self, audience: dict[str, object], path: str | None, *, kept: bool = False) -> list[Any]:
        where: list[Any] = [or_(GROUPS.c.active, KEPT) if kept else GROUPS.c.active]
        if not audience.get("all"):
            units = (within(GROUPS.c.unit_id, reached) for reached in self._paths(audience.get("units")))
            where.append(or_(GROUPS.c.id.in_(audience.get("groups") or []), *units, False))  # type: ignore[arg-type]
        excluded = (within(GROUPS.c.unit_id, out) for out in self._paths(audience.get("except_units")))
        where.extend(or_(GROUPS.c.unit_id.is_(None), ~out) for out in excluded)  # type: ignore[operator]
        if audience.get("except_groups"):
            where.append(GROUPS.c.id.not_in(audience["except_groups"]))  # type: ignore[arg-type]
        if path is not None:
            where.append(within(GROUPS.c.unit_id, path))
        return where

    def _paths(self, units: object) -> list[str]:
        return list(self.scalars(select(UNITS.c.path).where(UNITS.c.id.in_(units)))) if units else []  # type: ignore[arg-type]
