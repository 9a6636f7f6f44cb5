"""APScheduler lives here and nowhere else: it wakes the process; what is due is always read from the store."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from schedules.calendar import SHANGHAI

logger = logging.getLogger(__name__)
CATCH_UP = timedelta(seconds=60)
"""However the clock is changed or the machine sleeps, missed slots are looked for this often."""
EARLY = timedelta(milliseconds=5)
AGAIN = timedelta(seconds=5)
"""How soon slots that could not be settled are tried again."""


class Runner:
    """Wakes at the next slot and once a minute. `settle` settles all that is due and gives the next slot."""

    def __init__(self, settle: Callable[[], Awaitable[datetime | None]], *, again: timedelta = AGAIN) -> None:
        self._settle = settle
        self._again = again
        self._scheduler = AsyncIOScheduler(
            timezone=SHANGHAI, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    async def start(self) -> None:
        """Settle what was missed, then keep watch."""
        self._scheduler.start()
        self._scheduler.add_job(self.wake, IntervalTrigger(seconds=int(CATCH_UP.total_seconds())), id="catch-up")
        await self.wake()

    async def wake(self) -> None:
        """Settle what is due and set the alarm for the next slot."""
        try:
            upcoming = await self._settle()
        except Exception:
            logger.exception("slots could not be settled; trying again soon", extra={"action": "settle_failed"})
            upcoming = datetime.now(SHANGHAI) + self._again
        if upcoming is not None:
            self._scheduler.add_job(self.wake, DateTrigger(upcoming + EARLY), id="next-slot", replace_existing=True)

    def stop(self) -> None:
        """No more waking."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
