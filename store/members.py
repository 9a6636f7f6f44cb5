"""Members: people as one channel account knows them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, insert, select, update

from store.models import Member, table
from store.repository import Repository
from store.roles import Rights

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

    def by_wire(self, account: str, wire_id: str) -> Member | None:
        """The person with this channel id, remembered for the batch."""
        known = self.tx.memo.setdefault("member", {})
        if (account, wire_id) not in known:
            known[account, wire_id] = self.one(Member, BY_WIRE, {"account": account, "wire": wire_id})
        found: Member | None = known[account, wire_id]
        return found

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
