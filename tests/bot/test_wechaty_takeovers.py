"""Two programs behind one gateway: who takes the account from the other waits twice as long each time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.adapters.wechaty_session import Patience, Sessions
from bot.adapters.wechaty_wire import SessionTaken, WireError, WireLost
from tests.waiting import until

TAKEN = 0.05


class Taken:
    """A gateway whose events another program holds, again and again."""

    def __init__(self, error: WireError | None = None) -> None:
        self.error = error or SessionTaken("另一个程序正连着这个网关")
        self.stops: list[float] = []
        self.is_free = False

    async def events(self) -> AsyncIterator[tuple[int, dict[str, Any]]]:
        if not self.is_free:
            raise self.error
        yield 0, {}

    async def start(self) -> None:
        raise AssertionError("an account that runs for another is started")

    async def stop(self) -> None:
        self.stops.append(asyncio.get_running_loop().time())

    def close(self) -> None:
        """Nothing to hang up."""


@asynccontextmanager
async def connecting(wire: Taken) -> AsyncIterator[None]:
    """Trying again and again, without much patience."""
    patience = Patience(first=0.001, longest=0.002, taken=TAKEN)
    sessions = Sessions("main", lambda: wire, patience, up=lambda _: None, down=lambda _: None)  # type: ignore[arg-type,return-value]

    async def heard(kind: int, payload: dict[str, Any]) -> None:
        raise AssertionError((kind, payload))

    running = asyncio.create_task(sessions.run(heard))
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_what_has_never_been_a_gateway_is_told_of_as_such_once(caplog: pytest.LogCaptureFixture) -> None:
    async with connecting(Taken(WireLost("与网关的连接断了"))):
        await until(lambda: "endpoint 那里也许不是网关" in caplog.text)
        await asyncio.sleep(0.1)
    assert len(caplog.records) == 1


async def test_each_take_over_is_waited_for_twice_as_long() -> None:
    wire = Taken()
    async with connecting(wire):
        await until(lambda: len(wire.stops) == 4)
    waits = [after - before for before, after in zip(wire.stops, wire.stops[1:], strict=False)]
    assert all(wait >= TAKEN * 2**number for number, wait in enumerate(waits, 1)), waits
