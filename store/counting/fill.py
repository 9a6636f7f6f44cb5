"""Counting everything from the beginning: the first filling, and whenever the triggers have been set up anew."""

from __future__ import annotations

from sqlalchemy import Connection, column, delete, func, select, table, text

from store.counting.fold import fold
from store.locks import take_lock
from store.noting.counted import COUNTED
from store.noting.triggers import drop, install

AT_ONCE = 20_000
"""Rows counted at a time: memory stays flat however many there are."""


def set_up(connection: Connection) -> None:
    """Triggers as this version wants them; where they were not, every counter anew."""
    if install(connection):
        fill(connection)


def take_down(connection: Connection) -> None:
    """Nothing stands in the way of a migration that makes a table anew."""
    drop(connection)


def fill(connection: Connection) -> None:
    """Count every row."""
    take_lock(connection, "counters")
    for name in ("uncounted", "presence", "counter"):
        connection.execute(delete(table(name)))
    for counted in COUNTED:
        rows = table(counted.table, column("id"))
        last = int(connection.execute(select(func.coalesce(func.max(rows.c.id), 0))).scalar_one())
        note = text(f"{counted.chosen(counted.table, 1)} AND {counted.table}.id > :first AND {counted.table}.id <= :last")
        for first in range(0, last, AT_ONCE):
            connection.execute(note, {"first": first, "last": first + AT_ONCE})
            fold(connection)
