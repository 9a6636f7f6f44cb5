"""When feeds are looked at: their slots, like those of plans, are data (last checked); failures are tried again ever later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from handlers.message import Clock
from schedules.calendar import UnknownYear, Workdays, next_slot
from schedules.feed_check import FeedChecker
from schedules.feed_types import Feed
from store.models import FeedState
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)
FIRST_RETRY = timedelta(minutes=5)
LAST_RETRY = timedelta(hours=6)
AT_ONCE = 3
SKEW = timedelta(minutes=5)
"""A last check further ahead than this was made while the clock was wrong."""


class FeedRounds:
    """Starts the checks that are due, each in a task of its own: a slow feed holds up neither pushes nor other feeds."""

    def __init__(self, feeds: Sequence[Feed], checker: FeedChecker, clock: Clock, workdays: Workdays) -> None:
        self._feeds = {feed.name: feed for feed in feeds}
        self._checker = checker
        self._clock = clock
        self._workdays = workdays
        self._running: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._stopping = asyncio.Event()

    async def start_due(self) -> datetime | None:
        """Start every check that is due; when the next one will be. However many slots were missed, one fetch makes up for them."""
        if self._stopping.is_set():
            return None
        now = self._clock()
        states = await self._checker.store.read(lambda uow: uow.feeds.states())
        due = [feed for feed in self._idle() if self._is_due(feed, states.get(feed.name), now)]
        if due:
            for feed in await self._checker.store.write(lambda uow: self._claimed(uow, due, now)):
                if self._stopping.is_set():
                    break
                task = asyncio.create_task(self._run(feed), name=f"feed-{feed.name}")
                self._running[feed.name] = task
                task.add_done_callback(partial(self._ended, feed.name))
        return min((at for feed in self._feeds.values() if (at := self._upcoming(feed, states.get(feed.name), now))), default=None)

    async def idle(self) -> None:
        """Wait until the checks that run have ended."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def stop(self) -> None:
        """Break off what runs and give it back, so that the next start takes it up."""
        self._stopping.set()
        names = list(self._running)
        for task in list(self._running.values()):
            task.cancel()
        await self.idle()
        if names:
            await self._checker.store.write(lambda uow: uow.feeds.release(names))

    def _ended(self, name: str, _: asyncio.Task[None]) -> None:
        self._running.pop(name, None)

    def _idle(self) -> list[Feed]:
        return [feed for name, feed in self._feeds.items() if name not in self._running]

    def _claimed(self, uow: UnitOfWork, due: Sequence[Feed], now: datetime) -> list[Feed]:
        """Those that no other process has taken, or looked at in the meantime."""
        return [feed for feed in due if self._is_due(feed, uow.feeds.state(feed.name), now) and uow.feeds.claim(feed.name, now)]

    async def _run(self, feed: Feed) -> None:
        async with self._places:
            try:
                await self._checker.check(feed)
            except Exception:
                logger.exception("feed %s could not be checked", feed.name, extra={"action": "feed_broke"})
                now, sentence = self._clock(), f"内容源“{feed.name}”：程序出错，没有收成，过后会再试。原因见运行日志。"
                await self._checker.store.write(lambda uow: uow.feeds.failed(feed.name, feed.fingerprint, now, sentence))

    def _is_due(self, feed: Feed, state: FeedState | None, now: datetime) -> bool:
        at = next_check(feed, state, now, self._workdays)
        return at is not None and at <= now

    def _upcoming(self, feed: Feed, state: FeedState | None, now: datetime) -> datetime | None:
        at = next_check(feed, state, now, self._workdays)
        return at if at is None or at > now else _slot(feed, now, self._workdays)


def next_check(feed: Feed, state: FeedState | None, now: datetime, workdays: Workdays) -> datetime | None:
    """When a feed is to be looked at; not after `now` means at once. None: never again by itself."""
    if "manual" in feed.times:
        return None
    if state is None or state.checked_at is None or state.fingerprint != feed.fingerprint or state.checked_at > now + SKEW:
        return now
    if state.failures:
        return state.checked_at + retry_after(state.failures)
    return _slot(feed, state.checked_at, workdays)


def retry_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 5 minutes, doubled each time, 6 hours at most."""
    return min(LAST_RETRY, FIRST_RETRY * (1 << min(failures - 1, 16)))


def _slot(feed: Feed, after: datetime, workdays: Workdays) -> datetime | None:
    try:
        return next_slot(feed.times, after, workdays=workdays)
    except UnknownYear as error:
        logger.warning("feed %s waits: workdays of %s are not known", feed.name, error.year, extra={"action": "feed_waits"})
        return None
