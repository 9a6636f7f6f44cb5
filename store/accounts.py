"""Channel accounts that evidently may not send: known to every process, to people who ask, and after a restart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from store.members import MEMBERS
from store.models import BlockedAccount, Member, table
from store.repository import Repository
from store.roles import GRANTS

BLOCKED = table(BlockedAccount)
TOLD = 20
"""At most so many people are told of one account."""


class Accounts(Repository):
    """Reads and writes which accounts are blocked. One that is well has no row."""

    def blocked(self) -> list[BlockedAccount]:
        """Every blocked account, by name."""
        return self.all(BlockedAccount, select(BLOCKED).order_by(BLOCKED.c.account))

    def block(self, account: str, cause: str, now: datetime, probe_at: datetime) -> None:
        """No more pushes on an account, until one is tried at `probe_at`."""
        self.connection.execute(delete(BLOCKED).where(BLOCKED.c.account == account))
        self.connection.execute(insert(BLOCKED).values(account=account, since=now, cause=cause, probes=0, probe_at=probe_at))

    def probe_later(self, account: str, cause: str, probes: int, probe_at: datetime) -> None:
        """A probe has failed too."""
        self.connection.execute(update(BLOCKED).where(BLOCKED.c.account == account).values(cause=cause, probes=probes, probe_at=probe_at))

    def release(self, account: str) -> None:
        """It may send again."""
        self.connection.execute(delete(BLOCKED).where(BLOCKED.c.account == account))

    def to_tell(self, account: str) -> list[Member]:
        """People in charge who can be reached through another account that is well: admins, organizers of every unit, then others."""
        held = GRANTS.c.revoked_at.is_(None) & GRANTS.c.role.in_(("admin", "organizer"))
        reachable = MEMBERS.c.account.not_in(select(BLOCKED.c.account)) & (MEMBERS.c.account != account)
        query = select(MEMBERS).join(GRANTS, GRANTS.c.member_id == MEMBERS.c.id).where(held, reachable)
        rank = (GRANTS.c.role, GRANTS.c.unit_id.is_not(None), MEMBERS.c.id)
        found = {member.id: member for member in self.all(Member, query.order_by(*rank).limit(TOLD * 2))}
        return list(found.values())[:TOLD]
