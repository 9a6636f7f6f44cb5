"""Answers that take much reading: found out after the commit from a snapshot of their own, while the writer goes on."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

from bot.files import Undrawn
from bot.writer import Stopped
from store.database import Database, interrupter
from store.unit_of_work import UnitOfWork

AGAIN_SECONDS = 0.05
AT_MOST = 100
"""A reading between two statements is met by the next try."""


class Readings:
    """Promises answers (`handlers.ports.Readings`); `bot.drawings` has them made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._under_way: set[Callable[[], None]] = set()
        self._stopping = False

    def later(self, read: Callable[[UnitOfWork], str]) -> str:
        """The `path` of the message whose text this will be."""
        promised = Undrawn(f"reading-{uuid.uuid4().hex}")
        promised.make = lambda: {"text": self._read(read), "path": "", "name": ""}
        return promised

    def _read(self, read: Callable[[UnitOfWork], str]) -> str:
        with self._database.reading() as connection:
            interrupt = interrupter(connection)
            self._under_way.add(interrupt)
            try:
                if self._stopping:
                    raise Stopped
                return read(UnitOfWork(connection))
            finally:
                self._under_way.discard(interrupt)

    async def stop(self) -> None:
        """Break off what is still being read: the process does not end before its threads."""
        self._stopping = True
        for _ in range(AT_MOST):
            for interrupt in list(self._under_way):
                interrupt()
            if not self._under_way:
                return
            await asyncio.sleep(AGAIN_SECONDS)
