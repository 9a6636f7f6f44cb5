"""接龙 chains: each as the bot last read it, so that only what is new or changed acts; what organizers tied; what is yet to be answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2s
from typing import Any

from sqlalchemy import func, insert, select, update

from store.models import Activity, Chain, ChainLine, table
from store.repository import Repository

CHAINS = table(Chain)
LINES = table(ChainLine)
ACTIVITIES = table(Activity)


def digest(text: str) -> str:
    """What tells one line from another without keeping what it says."""
    return blake2s(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


class Chains(Repository):
    """Reads and writes chains. A chain is known by its title and group, within its activity."""

    def of(self, activity_id: int, group_id: int | None) -> list[Chain]:
        """The chains of an activity in a group, the oldest first."""
        where = (CHAINS.c.activity_id == activity_id, CHAINS.c.group_id.is_not_distinct_from(group_id))
        return self.all(Chain, select(CHAINS).where(*where).order_by(CHAINS.c.id))

    def tied(self, group_id: int) -> list[Any]:
        """What organizers have tied in a group to activities still open, the newest first, with the activity's `activity` title."""
        query = select(CHAINS, ACTIVITIES.c.title.label("activity")).join(ACTIVITIES, CHAINS.c.activity_id == ACTIVITIES.c.id)
        where = (CHAINS.c.group_id == group_id, CHAINS.c.tied_at.is_not(None), ACTIVITIES.c.state == "open")
        return list(self.connection.execute(query.where(*where).order_by(CHAINS.c.tied_at.desc(), CHAINS.c.id.desc())).all())

    def open(self, activity_id: int, group_id: int | None, title: str) -> Chain:
        """A chain met for the first time. Nobody's 撤销 takes it back."""
        values = {"activity_id": activity_id, "group_id": group_id, "title": title, "said_heads": 0, "refused": 0}
        found = self.one(Chain, insert(CHAINS).returning(CHAINS), values)
        assert found is not None
        return found

    def tie(self, activity_id: int, group_id: int, title: str | None, now: datetime) -> None:
        """File what an organizer said; it can be taken back."""
        same = [one for one in self.of(activity_id, group_id) if one.title == title]
        if same:
            self.change(Chain, same[0].id, tied_at=now)
        else:
            self.insert(Chain, activity_id=activity_id, group_id=group_id, title=title, tied_at=now, said_heads=0, refused=0)

    def put(self, chain_id: int, **values: Any) -> None:
        """Change a chain."""
        self.connection.execute(update(CHAINS).where(CHAINS.c.id == chain_id).values(**values))

    def lines(self, chain_id: int) -> dict[str, ChainLine]:
        """The lines of a chain as last read, by their digest."""
        return {row.line: row for row in self.all(ChainLine, select(LINES).where(LINES.c.chain_id == chain_id).order_by(LINES.c.id))}

    def add_lines(self, rows: Sequence[dict[str, Any]]) -> None:
        """Remember new lines."""
        if rows:
            self.connection.execute(insert(LINES), list(rows))

    def put_line(self, line_id: int, **values: Any) -> None:
        """Remember a line as it now stands."""
        self.connection.execute(update(LINES).where(LINES.c.id == line_id).values(**values))

    def due(self, now: datetime) -> list[Chain]:
        """Chains of which something written waits to be answered now."""
        return self.all(Chain, select(CHAINS).where(CHAINS.c.due_at <= now).order_by(CHAINS.c.due_at, CHAINS.c.id))

    def next_due(self) -> datetime | None:
        """When the next such answer is due."""
        return self.connection.execute(select(func.min(CHAINS.c.due_at))).scalar()
