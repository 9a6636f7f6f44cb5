"""Staying connected: one connection after another, for ever, each with its heartbeat. Only who is pushed out stops."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.wecom_wire import Heard, Kicked, Wire, WireError, WireLost, WrongSecret, dial

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds."""

    first: float = 0.5
    longest: float = 30.0
    """The waits between attempts to connect grow from `first` to `longest`."""
    wrong_secret: float = 60.0
    heartbeat: float = 30.0
    answer: float = 10.0
    """So long an ack may take; a heartbeat without one is a lost connection."""


class Sessions:
    """Connects, subscribes, keeps alive, and begins anew whatever happens, until another takes the bot over."""

    def __init__(
        self,
        account: str,
        url: str,
        credentials: tuple[str, str],
        patience: Patience,
        *,
        up: Callable[[Wire], None],
        down: Callable[[str], None],
    ) -> None:
        self._account = account
        self._url = url
        self._bot_id, self._secret = credentials
        self._patience = patience
        self._up, self._down = up, down
        self._random = random.Random()  # noqa: S311  (jitter, not a secret)
        self._cause = ""
        self._was_up = False

    async def run(self, heard: Heard) -> None:
        """For ever; returns when another connection has taken the bot over."""
        failures = 0
        while True:
            self._was_up = False
            try:
                await self._one(heard)
            except Kicked as error:
                self._down(str(error))
                logger.error("%s：%s", self._account, error, extra={"action": "wecom_kicked"})
                return
            except WireError as error:
                failures = 1 if self._was_up else failures + 1
                self._note(error)
                self._down(str(error))
                await asyncio.sleep(self._pause(error, failures))

    async def _one(self, heard: Heard) -> None:
        """One connection from its beginning to its end, which is always an error."""
        wire = await dial(self._url)
        reading = asyncio.create_task(wire.read(heard))
        living = asyncio.create_task(self._live(wire))
        try:
            await asyncio.wait({reading, living}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended = reading if reading.done() else living
            for task in (reading, living):
                task.cancel()
            wire.abort()
            await asyncio.gather(reading, living, return_exceptions=True)
        ended.result()

    async def _live(self, wire: Wire) -> None:
        await wire.subscribe(self._bot_id, self._secret, self._patience.answer)
        self._was_up, self._cause = True, ""
        self._up(wire)
        while True:
            await asyncio.sleep(self._patience.heartbeat)
            try:
                await wire.ping(self._patience.answer)
            except WireError as error:
                raise WireLost("企业微信不应心跳") from error

    def _note(self, error: WireError) -> None:
        """Say each new cause once."""
        if str(error) != self._cause:
            self._cause = str(error)
            logger.warning("%s：%s；会一直重试", self._account, error, extra={"action": "wecom_lost"})

    def _pause(self, error: WireError, failures: int) -> float:
        wait = min(self._patience.longest, self._patience.first * 2 ** min(failures - 1, 10))
        wait = self._patience.wrong_secret if isinstance(error, WrongSecret) else wait
        return wait * self._random.uniform(0.5, 1.0)
