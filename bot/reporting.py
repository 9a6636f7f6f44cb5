"""Reports that are due: composed on a thread of their own over a snapshot, then filed by the writer. Nothing waits for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.envelopes import unasked_rows
from bot.writer import Stopped, Writer
from handlers.message import Clock
from handlers.reporting import Report
from schedules.reports import Composed, Reports
from store.database import Database
from store.receivers import Receiver
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
Due = tuple[int, datetime]
"""A plan and a slot of it."""


class Reporting:
    """Sends reports one after the other; `wake` is called when one has left something to send."""

    def __init__(self, database: Database, writer: Writer, reports: Reports, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._writer = writer
        self._reports = reports
        self._clock = clock
        self._wake = wake
        self._task: asyncio.Task[None] | None = None

    def begin(self, due: Sequence[Due]) -> None:
        """Send these, unless others are still being sent: then the next alarm finds them again."""
        if due and self.is_idle:
            self._task = asyncio.create_task(self._send_all(list(due)), name="reports")

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being composed."""
        return self._task is None or self._task.done()

    async def idle(self) -> None:
        """Wait until what is being composed is filed."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Leave the rest to the next start: what is not filed has not happened."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _send_all(self, due: Sequence[Due]) -> None:
        for plan_id, slot in due:
            try:
                await self._send(plan_id, slot)
            except Stopped:
                return
            except Exception:
                logger.exception("report %s could not be sent; trying again", plan_id, extra={"action": "report_failed"})

    async def _send(self, plan_id: int, slot: datetime) -> None:
        composed = await asyncio.to_thread(self._compose, plan_id, slot)
        await self._writer.run(lambda uow: self._file(uow, composed))
        self._wake()

    def _compose(self, plan_id: int, slot: datetime) -> Composed:
        return self._reports.compose(plan_id, slot, self._read(plan_id, slot))

    def _read(self, plan_id: int, slot: datetime) -> list[tuple[Receiver, Report]]:
        with self._database.reading() as connection:
            return self._reports.gather(UnitOfWork(connection), plan_id, slot)

    def _file(self, uow: UnitOfWork, composed: Composed) -> None:
        now = self._clock()
        uow.outbox.add_all(list(unasked_rows(self._reports.file(uow, composed, now), now)))
