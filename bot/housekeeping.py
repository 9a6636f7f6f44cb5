"""What need not be kept is not kept: once a day, settled messages, old message ids, undo memory, old questions, sent files
and pictures that no work needs go."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

from bot.files import Shelf
from bot.gallery import Gallery
from bot.writer import REDELIVERY, Writer
from handlers.message import Clock
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from store.works import UNDOABLE_FOR

SENT = timedelta(days=7)
"""How long a settled message and a sent file are kept."""


class Housekeeping:
    """Tidies once a day; `tidy` may be called as often as one likes."""

    def __init__(self, writer: Writer, shelf: Shelf, gallery: Gallery, clock: Clock) -> None:
        self._writer = writer
        self._shelf = shelf
        self._gallery = gallery
        self._clock = clock
        self._done: date | None = None

    async def tidy(self) -> None:
        """Forget what is old, if that has not been done today."""
        now = self._clock()
        today = now.astimezone(SHANGHAI).date()
        if today == self._done:
            return
        self._done = today
        await self._writer.run(lambda uow: _forget(uow, now))
        await asyncio.to_thread(self._shelf.prune, (now - SENT).timestamp())
        before = (now - UNDOABLE_FOR).timestamp()
        await self._gallery.sweep(
            before, lambda shas: self._writer.run(lambda uow: uow.works.referenced(shas, now) | uow.tasks.pictured(shas))
        )


def _forget(uow: UnitOfWork, now: datetime) -> None:
    uow.inbox.prune(now - REDELIVERY)
    uow.outbox.prune(now - SENT)
    uow.journal.prune(now)
    uow.codes.prune(now)
    uow.questions.prune(now)
    uow.works.prune(now)
