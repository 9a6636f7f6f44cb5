"""接龙 chains: the lines of each as the bot last read them, so that only what is new or changed acts."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from store.models import ChainLine, table
from store.repository import Repository

LINES = table(ChainLine)


class Chains(Repository):
    """Reads and writes the last version of each chain. A chain is known by its activity and group."""

    def lines(self, activity_id: int, group_id: int | None) -> list[ChainLine]:
        """The lines of a chain as last read."""
        where = (LINES.c.activity_id == activity_id, LINES.c.group_id.is_not_distinct_from(group_id))
        return self.all(ChainLine, select(LINES).where(*where).order_by(LINES.c.id))

    def put(self, activity_id: int, group_id: int | None, name: str, headcount: int, owner_id: int | None) -> None:
        """Remember a line as it now stands."""
        where = (LINES.c.activity_id == activity_id, LINES.c.group_id.is_not_distinct_from(group_id), LINES.c.name == name)
        if not self.connection.execute(update(LINES).where(*where).values(headcount=headcount)).rowcount:
            values = {"activity_id": activity_id, "group_id": group_id, "name": name, "headcount": headcount, "owner_id": owner_id}
            self.connection.execute(insert(LINES).values(**values))

    def remove(self, line_id: int) -> None:
        """A line that its owner took out."""
        self.connection.execute(delete(LINES).where(LINES.c.id == line_id))
