"""Staying connected: one connection after another, for ever, each watched for signs of life."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.adapters.wechaty_events import Event
from bot.adapters.wechaty_wire import NEVER_UP, SessionTaken, Wire, WireError, WireLost, WrongToken

logger = logging.getLogger(__name__)
Heard = Callable[[int, dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds."""

    first: float = 0.25
    longest: float = 5.0
    """The waits between attempts to connect grow from `first` to `longest`."""
    wrong_token: float = 20.0
    quiet: float = 10.0
    """After so long without an event the gateway is asked for a sign of life,"""
    answer: float = 5.0
    """and has so long to give one."""
    greeting: float = 2.0
    """A gateway greets who gets its events; one that does not is started after so long."""
    taken: float = 60.0
    """Another client may hold the gateway's events so long before they are taken from it; each time twice as long,"""
    calm: float = 600.0
    """until they have been ours for so long."""
    settled: float = 5.0
    """After a login the list of rooms is believed when it has not changed for so long."""


class Sessions:
    """Connects, listens, watches, and begins anew whatever happens. `heard` gets every event in order."""

    def __init__(
        self, account: str, connect: Callable[[], Wire], patience: Patience, *, up: Callable[[Wire], None], down: Callable[[str], None]
    ) -> None:
        self._account = account
        self._connect = connect
        self._patience = patience
        self._up, self._down = up, down
        self._random = random.Random()  # noqa: S311  (jitter, not a secret)
        self._taken_since: float | None = None
        self._taken_over = 0
        self._cause = ""
        self.connections = 0

    async def run(self, heard: Heard) -> None:
        """For ever."""
        failures = 0
        while True:
            session = Session(self._connect(), self._patience, heard, self._up)
            began, take_over = asyncio.get_running_loop().time(), self._may_take_over()
            if take_over:
                self._taken_over, self._taken_since = self._taken_over + 1, None
            try:
                await session.run(take_over=take_over)
                error: WireError = WireLost("网关结束了连接（可能有另一个程序连了上来）")
            except WireError as caught:
                error = caught
            finally:
                session.wire.close()
                self._down("")
            if type(error) is WireLost and not session.was_up and not self.connections:
                error = WireLost(NEVER_UP.format(error=error))
            if session.was_up:
                failures, self._cause = 0, ""
                if asyncio.get_running_loop().time() - began >= self._patience.calm:
                    self._taken_over = 0
            failures += 1
            self.connections += session.was_up
            self._note(error)
            self._down(str(error))
            await asyncio.sleep(self._pause(error, failures))

    def _may_take_over(self) -> bool:
        """Two that take it from each other would log the account in and out for ever: the waits grow."""
        since = self._taken_since
        wait = self._patience.taken * 2 ** min(self._taken_over, 6)
        return since is not None and asyncio.get_running_loop().time() - since >= wait

    def _note(self, error: WireError) -> None:
        """Remember since when another holds the events; say each new cause once."""
        if not isinstance(error, SessionTaken):
            self._taken_since = None
        elif self._taken_since is None:
            self._taken_since = asyncio.get_running_loop().time()
        if str(error) != self._cause:
            self._cause = str(error)
            logger.warning("%s：%s；会一直重试", self._account, error, extra={"action": "gateway_lost"})

    def _pause(self, error: WireError, failures: int) -> float:
        longest = self._patience.wrong_token if isinstance(error, WrongToken) else self._patience.longest
        wait = min(longest, self._patience.first * 2 ** min(failures - 1, 10))
        if isinstance(error, WrongToken):
            wait = longest
        return float(wait * self._random.uniform(0.5, 1.0))


class Session:
    """One connection from the first call to its end."""

    def __init__(self, wire: Wire, patience: Patience, heard: Heard, up: Callable[[Wire], None]) -> None:
        self.wire = wire
        self._patience = patience
        self._heard = heard
        self._up = up
        self._loop = asyncio.get_running_loop()
        self._last = self._loop.time()
        self._listening = False
        self._greeted = asyncio.Event()
        self._dongs = False
        self.was_up = False

    async def run(self, *, take_over: bool = False) -> None:
        """Returns when the gateway ends the stream; raises `WireError` for any other end."""
        if take_over:
            await self.wire.stop()
        listening = asyncio.create_task(self._listen())
        watching = asyncio.create_task(self._start_and_watch())
        both = {listening, watching}
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        ended = listening if listening in done else watching
        ended.result()

    async def _listen(self) -> None:
        self._listening = True
        async for kind, payload in self.wire.events():
            self._last = self._loop.time()
            self._dongs |= kind == Event.DONG
            self._greeted.set()
            self._is_up()
            self._listening = False
            await self._heard(kind, payload)
            self._listening = True
            self._last = self._loop.time()

    def _is_up(self) -> None:
        if not self.was_up:
            self.was_up = True
            self._up(self.wire)

    async def _start_and_watch(self) -> None:
        """Start the gateway's account once its events are ours, then see to it that something is heard now and then.

        Who is turned away because another holds the events must not start an account that runs.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience.greeting):
                await self._greeted.wait()
        await self.wire.start()
        self._is_up()
        await self.wire.ding(self._patience.answer)
        while True:
            await asyncio.sleep(self._patience.quiet / 2)
            if self._listening and self._loop.time() - self._last >= self._patience.quiet:
                await self._ask_for_life()

    async def _ask_for_life(self) -> None:
        """A gateway that has never said `dong` is believed when it answers the question."""
        asked = self._loop.time()
        await self.wire.ding(self._patience.answer)
        await asyncio.sleep(self._patience.answer)
        if self._dongs and self._last < asked:
            raise WireLost("网关不再传来消息")
        if not self._dongs:
            self._last = self._loop.time()
