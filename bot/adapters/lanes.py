"""Order. Payloads are fetched side by side and handed on in the order their events came; a chat whose next message is still
being completed (its picture is on the way) waits alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine

from bot.adapter import Feed
from handlers.message import IncomingMessage, RoomEvent

logger = logging.getLogger(__name__)
Event = IncomingMessage | RoomEvent
Complete = Callable[[IncomingMessage], Awaitable[IncomingMessage]]
WAITING = 500
"""So many events at most are being fetched; beyond that the gateway is made to wait."""
MEDIA_WAITING = 20


class Lanes:
    """Takes what is to be fetched, in order; gives every event to `feed`, in order within its chat."""

    def __init__(self, feed: Feed, complete: Complete, incomplete: Callable[[IncomingMessage], bool]) -> None:
        self._feed = feed
        self._complete = complete
        self._incomplete = incomplete
        self._fetched: asyncio.Queue[asyncio.Task[Event | None]] = asyncio.Queue(WAITING)
        self._lanes: dict[str, deque[Event]] = {}
        self._free = asyncio.Semaphore(MEDIA_WAITING)

    async def put(self, fetch: Coroutine[None, None, Event | None]) -> None:
        """Begin to fetch; waits while too many are under way."""
        task = asyncio.create_task(fetch)
        try:
            await self._fetched.put(task)
        except BaseException:
            task.cancel()
            raise

    async def run(self) -> None:
        """Hand on until cancelled. An error of `feed` ends it."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    event = await _got(await self._fetched.get())
                    if event is not None:
                        await self._take(event, group)
        finally:
            while not self._fetched.empty():
                self._fetched.get_nowait().cancel()

    async def _take(self, event: Event, group: asyncio.TaskGroup) -> None:
        chat = _chat(event)
        if chat in self._lanes:
            self._lanes[chat].append(event)
        elif isinstance(event, IncomingMessage) and self._incomplete(event):
            await self._free.acquire()
            self._lanes[chat] = deque([event])
            group.create_task(self._lane(chat))
        else:
            await self._feed(event)

    async def _lane(self, chat: str) -> None:
        """Empty one chat's lane, completing what needs it."""
        lane = self._lanes[chat]
        try:
            while lane:
                event = lane.popleft()
                if isinstance(event, IncomingMessage) and self._incomplete(event):
                    event = await self._complete(event)
                await self._feed(event)
        finally:
            del self._lanes[chat]
            self._free.release()


async def _got(fetch: asyncio.Task[Event | None]) -> Event | None:
    """What was fetched. One event that cannot be read must not take with it those that wait behind it."""
    try:
        return await fetch
    except Exception:
        logger.exception("an event could not be read", extra={"action": "event_lost"})
        return None


def _chat(event: Event) -> str:
    if isinstance(event, IncomingMessage):
        return event.group or f"private:{event.sender}"
    return event.group
