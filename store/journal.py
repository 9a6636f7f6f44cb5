"""What one message wrote, as it was before: the memory behind 撤销."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from store.models import Activity, Change, CheckIn, FollowUp, Pairing, SignUp, table
from store.types import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Mapping

UNDOABLE: Mapping[str, type[SQLModel]] = {model.__name__: model for model in (SignUp, CheckIn, Pairing, FollowUp, Activity)}
UNDO_WITHIN = timedelta(minutes=10)
FILE = insert(table(Change))
READ = {model: select(table(model)).where(table(model).c.id == bindparam("row_id")) for model in UNDOABLE.values()}


class Conflict(Exception):
    """A row has been changed by someone else since; taking the write back would undo theirs."""


class Journal:
    """Collects the rows a message touches; `keep` files them as one `Change`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: dict[tuple[str, int], dict[str, Any] | None] = {}
        self._as_inserted: dict[tuple[str, int], dict[str, Any]] = {}

    def clear(self) -> None:
        """Begin the next message."""
        self._before.clear()
        self._as_inserted.clear()

    def inserted(self, model: type[SQLModel], row: Row[Any]) -> None:
        """A row that was not there before, as it now is."""
        if model.__name__ in UNDOABLE:
            self._before.setdefault((model.__name__, row.id), None)
            self._as_inserted[model.__name__, row.id] = _plain(row)

    def changing(self, model: type[SQLModel], key: int) -> None:
        """A row about to change: its first state in this message counts."""
        name = model.__name__
        self._as_inserted.pop((name, key), None)
        if name in UNDOABLE and (name, key) not in self._before:
            self._before[name, key] = self._state(model, key)

    def keep(self, member_id: int, at: datetime, summary: str) -> None:
        """File what this message wrote under the member, if it wrote anything."""
        if not self._before:
            return
        rows = [
            {"table": name, "id": key, "before": before, "after": self._as_inserted.get((name, key)) or self._state(UNDOABLE[name], key)}
            for (name, key), before in self._before.items()
        ]
        self._connection.execute(FILE, {"member_id": member_id, "at": at, "summary": summary, "rows": rows})

    def last(self, member_id: int, now: datetime) -> Any | None:
        """The member's newest write that can still be taken back."""
        change = table(Change)
        fresh = change.c.at >= now - UNDO_WITHIN
        query = select(change).where(change.c.member_id == member_id, change.c.undone_at.is_(None), fresh)
        return self._connection.execute(query.order_by(change.c.id.desc()).limit(1)).first()

    def undo(self, change: Any, now: datetime) -> list[tuple[str, int]]:
        """Put every row back; raises `Conflict` and changes nothing where one is no longer as it was left."""
        for entry in change.rows:
            if not _untouched(self._state(UNDOABLE[entry["table"]], entry["id"]), entry["after"]):
                raise Conflict(entry["table"])
        try:
            with self._connection.begin_nested():
                for entry in reversed(change.rows):
                    self._restore(UNDOABLE[entry["table"]], entry["id"], entry["before"])
        except IntegrityError as error:  # others have built on it: signed up, followed up, taken its place
            raise Conflict(str(change.summary)) from error
        changes = table(Change)
        self._connection.execute(update(changes).where(changes.c.id == change.id).values(undone_at=now))
        return [(entry["table"], entry["id"]) for entry in change.rows]

    def prune(self, now: datetime) -> None:
        """Forget what can no longer be taken back."""
        changes = table(Change)
        self._connection.execute(delete(changes).where(changes.c.at < now - UNDO_WITHIN))

    def _state(self, model: type[SQLModel], key: int) -> dict[str, Any] | None:
        row = self._connection.execute(READ[model], {"row_id": key}).first()
        return None if row is None else _plain(row)

    def _restore(self, model: type[SQLModel], key: int, before: dict[str, Any] | None) -> None:
        columns = table(model)
        if before is None:
            self._connection.execute(delete(columns).where(columns.c.id == key))
            return
        values = {
            name: datetime.fromisoformat(value) if value is not None and isinstance(columns.c[name].type, UtcDateTime) else value
            for name, value in before.items()
        }
        self._connection.execute(update(columns).where(columns.c.id == key).values(**values))


def _plain(row: Row[Any]) -> dict[str, Any]:
    """A row as JSON can keep it."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row._mapping.items()}


def _untouched(now: dict[str, Any] | None, left: dict[str, Any] | None) -> bool:
    """Whether a row is as its writer left it; coming in from the waitlist is nobody's change."""
    if now is not None and left is not None and (left.get("state"), now.get("state")) == ("waitlisted", "confirmed"):
        left = left | {"state": "confirmed", "queued_at": now["queued_at"]}
    return now == left
