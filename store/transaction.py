"""One open transaction and what belongs to it: the journal, and what the batch has already looked up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from store.journal import Journal


class Transaction:
    """What repositories share. `memo` lives as long as the batch; a rollback throws it away with the transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.memo: dict[str, Any] = {}
        self.journal = Journal(connection)
        self.scene_touched = False

    def written(self) -> int | None:
        """Changes whenever a row was written, so that a figure need not be asked for twice; None where nobody counts."""
        counted = getattr(self.connection.connection.driver_connection, "total_changes", None)
        return None if counted is None else int(counted)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Writes that are taken back together if the block raises, and with them what was looked up meanwhile."""
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.memo.clear()
            raise

    def scene_changed(self) -> None:
        """Something that people may name (an activity, a unit, a community, a column) was added or changed."""
        self.memo.pop("scene_version", None)
        for kept in ("titled", "visible"):
            self.memo.pop(kept, None)
        self.scene_touched = True
        self.connection.execute(text("UPDATE scene_version SET number = number + 1"))

    def scene_version(self) -> int:
        """Counts the changes to what may be named: a scene built at the same number is still right."""
        return int(self.connection.execute(text("SELECT number FROM scene_version")).scalar_one())
