"""What one message wrote, as it was before: the memory behind 撤销."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from store.models import (
    Activity,
    Attendance,
    Chain,
    Change,
    CheckIn,
    FollowUp,
    Inbox,
    Pairing,
    Programme,
    Reminder,
    SignUp,
    Task,
    TaskDone,
    Work,
    table,
)
from store.types import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UNDOABLE: Mapping[str, type[SQLModel]] = {
    model.__name__: model
    for model in (SignUp, CheckIn, Pairing, FollowUp, Activity, Attendance, Chain, Work, Programme, Task, TaskDone, Reminder)
}
UNDO_WITHIN = timedelta(minutes=10)
HEARD = "heard"
"""In a `Change`, beside its rows: ids of words brought in by hand, to be brought in again once they are taken back."""
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
        self._heard: list[dict[str, object]] = []

    def clear(self) -> None:
        """Begin the next message."""
        self._before.clear()
        self._as_inserted.clear()
        self._heard.clear()

    def inserted(self, model: type[SQLModel], row: Row[Any]) -> None:
        """A row that was not there before, as it now is."""
        if model.__name__ in UNDOABLE:
            self._before.setdefault((model.__name__, row.id), None)
            self._as_inserted[model.__name__, row.id] = _plain(row)

    def heard(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Inbox rows of words brought in by hand."""
        self._heard += [{"account": row["account"], "message_id": row["message_id"]} for row in rows]

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
        self._connection.execute(FILE, {"member_id": member_id, "at": at, "summary": summary, "rows": self._rows()})

    def _rows(self) -> list[dict[str, Any]]:
        """What this message touched, before and after."""
        return [
            {"table": name, "id": key, "before": before, "after": self._as_inserted.get((name, key)) or self._state(UNDOABLE[name], key)}
            for (name, key), before in self._before.items()
        ] + ([{"table": HEARD, "ids": list(self._heard)}] if self._before and self._heard else [])

    def join(self, change_id: int | None, member_id: int, at: datetime, summary: str) -> int | None:
        """File what this message wrote with an earlier write of hers, so that both are taken back together; a new one where
        that is gone. The write's id, None where nothing was written.
        """
        rows = self._rows()
        change = table(Change)
        earlier = self._connection.execute(select(change).where(change.c.id == change_id, change.c.undone_at.is_(None))).first()
        if not rows:
            return change_id
        if earlier is None:
            added = self._connection.execute(
                FILE.returning(change.c.id), {"member_id": member_id, "at": at, "summary": summary, "rows": rows}
            )
            return int(added.scalar_one())
        values = {"at": at, "summary": summary, "rows": [*earlier.rows, *rows]}
        self._connection.execute(update(change).where(change.c.id == change_id).values(**values))
        return change_id

    def last(self, member_id: int, now: datetime) -> Any | None:
        """The member's newest write that can still be taken back."""
        change = table(Change)
        fresh = change.c.at >= now - UNDO_WITHIN
        query = select(change).where(change.c.member_id == member_id, change.c.undone_at.is_(None), fresh)
        return self._connection.execute(query.order_by(change.c.id.desc()).limit(1)).first()

    def undo(self, change: Any, now: datetime) -> list[tuple[str, int]]:
        """Put every row back; raises `Conflict` and changes nothing where one is no longer as it was left."""
        rows = [entry for entry in change.rows if entry["table"] != HEARD]
        for entry in rows:
            if not _untouched(self._state(UNDOABLE[entry["table"]], entry["id"]), entry["after"]):
                raise Conflict(entry["table"])
        try:
            with self._connection.begin_nested():
                for entry in reversed(rows):
                    self._restore(UNDOABLE[entry["table"]], entry["id"], _as_shared(self._state(Pairing, entry["id"]), entry))
        except IntegrityError as error:  # others have built on it: signed up, followed up, taken its place
            raise Conflict(str(change.summary)) from error
        changes = table(Change)
        self._connection.execute(update(changes).where(changes.c.id == change.id).values(undone_at=now))
        self._unheard([one for entry in change.rows if entry["table"] == HEARD for one in entry["ids"]])
        return [(entry["table"], entry["id"]) for entry in rows]

    def _unheard(self, ids: list[dict[str, str]]) -> None:
        inbox = table(Inbox)
        for one in ids:
            told = (inbox.c.account == one["account"]) & (inbox.c.message_id == one["message_id"])
            self._connection.execute(delete(inbox).where(told))

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
    """Whether a row is as its writer left it; coming in from the waitlist is nobody's change, nor that shared children were
    handed over when another pairing ended."""
    if now is not None and left is not None and (left.get("state"), now.get("state")) == ("waitlisted", "confirmed"):
        left = left | {"state": "confirmed", "queued_at": now["queued_at"]}
    if now is not None and left is not None and "shared_with_id" in now:
        left = left | {"shared_with_id": now["shared_with_id"]}
    return now == left


def _as_shared(now: dict[str, Any] | None, entry: dict[str, Any]) -> dict[str, Any] | None:
    """A row as it was, but sharing its children as it does by now where this write left that alone."""
    before: dict[str, Any] | None = entry["before"]
    after: dict[str, Any] | None = entry["after"]
    if entry["table"] != "Pairing" or not (now and before and after) or before["shared_with_id"] != after["shared_with_id"]:
        return before
    return before | {"shared_with_id": now["shared_with_id"]}
