"""An account comes up: the rooms it is in now beside those that are known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select

from store.groups import GROUPS, Groups
from store.models import Group
from store.notices import Notices
from store.repository import Repository


@dataclass(slots=True)
class Changes:
    """What has changed while nobody heard. `first`: nothing was known of this account before.

    `new` were not known, `back` had been left, `left` the account is in no more; `twins` are new ones that bear the name of a known
    room which the channel does not show any more: it may have got a new id.
    """

    first: bool
    new: list[Group] = field(default_factory=list)
    back: list[Group] = field(default_factory=list)
    left: list[Group] = field(default_factory=list)
    twins: list[Group] = field(default_factory=list)


class Rooms(Repository):
    """Takes over where an account is."""

    def seen(self, account: str, present: Mapping[str, str], out: Collection[str], gone: Collection[str], now: datetime) -> Changes:
        """Register, rename, leave.

        `present` are the names by channel id ("": not told) of the rooms it is in, `out` those it is surely not in, `gone` those
        that its channel does not know. Of these the ones with a unit are left only where it knows any other: else all ids have
        changed, and what is pushed there had better fail for all to see.
        """
        known = {group.wire_id: group for group in self.all(Group, select(GROUPS).where(GROUPS.c.account == account).order_by(GROUPS.c.id))}
        changes = Changes(self._first(account, now) and not known)
        changes.back = [group for wire, group in known.items() if wire in present and not group.active]
        for wire, group in known.items():
            name = present.get(wire)
            if name is not None and (not group.active or name not in ("", group.name)):
                Groups(self.tx).ensure(account, wire, name, now)
        same = any(wire in present and group.active for wire, group in known.items())
        changes.left = [group for wire, group in known.items() if group.active and _left(wire, group, out, gone, same=same)]
        for group in changes.left:
            Groups(self.tx).leave(group)
        self._register(account, {wire: name for wire, name in present.items() if wire not in known}, now, changes)
        absent = {group.name for wire, group in known.items() if wire not in present}
        changes.twins = [group for group in changes.new if group.name in absent]
        return changes

    def _first(self, account: str, now: datetime) -> bool:
        """Whether the account has never looked around before; from now on it has."""
        name, notices = f"rooms:{account}", Notices(self.tx)
        if notices.told([name]):
            return False
        notices.tell([name], now)
        return True

    def _register(self, account: str, rooms: Mapping[str, str], now: datetime, changes: Changes) -> None:
        rows = [
            {"account": account, "wire_id": wire, "name": name or wire, "active": True, "joined_at": now} for wire, name in rooms.items()
        ]
        if rows:
            self.connection.execute(insert(GROUPS), rows)
            self.tx.memo.pop("group", None)
            query = select(GROUPS).where(GROUPS.c.account == account, GROUPS.c.active).order_by(GROUPS.c.id)
            changes.new = [group for group in self.all(Group, query) if group.wire_id in rooms]


def _left(wire: str, group: Group, out: Collection[str], gone: Collection[str], *, same: bool) -> bool:
    return wire in out or (wire in gone and (same or group.unit_id is None))
