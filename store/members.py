"""Members: people as one channel account knows them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, insert, select, update

from store.models import Attendance, CheckIn, FollowUp, Member, Pairing, Programme, SignUp, Work, table
from store.repository import Repository
from store.roles import GRANTS, Rights
from store.units import UNITS, ancestors

MEMBERS = table(Member)
BY_WIRE = select(MEMBERS).where(MEMBERS.c.account == bindparam("account"), MEMBERS.c.wire_id == bindparam("wire"))
ADD = insert(MEMBERS).returning(MEMBERS)


class Members(Repository):
    """Reads and writes people."""

    def look_up(self, account: str, wire_ids: Collection[str]) -> list[int]:
        """Read many people at once, for the batch; the ids of those who are known."""
        found = self.all(Member, select(MEMBERS).where(MEMBERS.c.account == account, MEMBERS.c.wire_id.in_(wire_ids)))
        known = self.tx.memo.setdefault("member", {})
        known.update({(account, wire_id): None for wire_id in wire_ids})
        known.update({(account, row.wire_id): row for row in found})
        return [row.id for row in found]

    def holders(self, roles: Collection[str], path: str | None) -> list[Member]:
        """Members who hold one of these roles where it reaches the unit at `path` (None: every unit)."""
        above = select(UNITS.c.id).where(UNITS.c.id.in_(ancestors(path or "")))
        reach = GRANTS.c.unit_id.is_(None) | GRANTS.c.unit_id.in_(above)
        held = select(GRANTS.c.member_id).where(GRANTS.c.role.in_(list(roles)), GRANTS.c.revoked_at.is_(None), reach)
        return self.all(Member, select(MEMBERS).where(MEMBERS.c.id.in_(held)).order_by(MEMBERS.c.id))

    def with_role(self, roles: Collection[str]) -> list[Member]:
        """Members who hold one of these roles anywhere."""
        held = select(GRANTS.c.member_id).where(GRANTS.c.role.in_(list(roles)), GRANTS.c.revoked_at.is_(None))
        return self.all(Member, select(MEMBERS).where(MEMBERS.c.id.in_(held)).order_by(MEMBERS.c.id))

    def in_charge(self, path: str | None) -> list[Member]:
        """Whom the bot turns to about the unit at `path` (None: every unit): its organizers, where it has none the admins."""
        return self.holders(("organizer",), path) or self.holders(("admin",), path)

    def by_wire(self, account: str, wire_id: str) -> Member | None:
        """The person with this channel id, remembered for the batch."""
        known = self.tx.memo.setdefault("member", {})
        if (account, wire_id) not in known:
            known[account, wire_id] = self.one(Member, BY_WIRE, {"account": account, "wire": wire_id})
        found: Member | None = known[account, wire_id]
        return found

    def at_home(self, group_id: int, name: str) -> list[Member]:
        """Members who act in this group, shown under this name."""
        return self.all(Member, select(MEMBERS).where(MEMBERS.c.home_group_id == group_id, MEMBERS.c.name == name).limit(2))

    def account_of(self, wire_id: str) -> str | None:
        """The account on which a channel id was seen last."""
        found = self.scalars(select(MEMBERS.c.account).where(MEMBERS.c.wire_id == wire_id).order_by(MEMBERS.c.id.desc()).limit(1))
        return str(found[0]) if found else None

    def ensure(self, account: str, wire_id: str, name: str, home_group_id: int | None = None) -> Member:
        """The person, made when she is new; her shown name and the group she acts in are kept up to date."""
        found = self.by_wire(account, wire_id)
        if found is None:
            new = {"account": account, "wire_id": wire_id, "name": name or wire_id, "home_group_id": home_group_id}
            made = self.tx.memo["member"][account, wire_id] = self.one(Member, ADD, new)
            assert made is not None
            self.tx.memo.setdefault("rights", {})[made.id] = Rights()
            return made
        news = {"name": name or found.name, "home_group_id": home_group_id or found.home_group_id}
        if news == {"name": found.name, "home_group_id": found.home_group_id}:
            return found
        self.connection.execute(update(MEMBERS).where(MEMBERS.c.id == found.id).values(**news))
        del self.tx.memo["member"][account, wire_id]
        made = self.by_wire(account, wire_id)
        assert made is not None
        return made

    def called(self, name: str) -> list[Member]:
        """Everyone of this name, on any account."""
        return self.all(Member, select(MEMBERS).where(MEMBERS.c.name == name).order_by(MEMBERS.c.id))

    def with_roles(self) -> list[Member]:
        """Everyone who holds a role."""
        held = select(GRANTS.c.member_id).where(GRANTS.c.revoked_at.is_(None))
        return self.all(Member, select(MEMBERS).where(MEMBERS.c.id.in_(held)).order_by(MEMBERS.c.id))

    def records(self, member_id: int) -> int:
        """How many rows she has reported: sign-ups, attendance, pairings, follow-ups, check-ins, works, programmes."""
        tables = [table(model) for model in (SignUp, Attendance, Pairing, FollowUp, CheckIn, Work, Programme)]
        return sum([self.count(rows, rows.c.member_id == member_id) for rows in tables])
