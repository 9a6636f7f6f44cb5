"""One event that cannot be read takes nothing with it; a time that is none is now."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest

from bot.adapters.lanes import Lanes
from bot.adapters.wechaty_events import time_of
from handlers.message import IncomingMessage, RoomEvent
from tests.waiting import until

NOW = datetime(2021, 5, 20, 1, tzinfo=UTC)


def said(text: str) -> IncomingMessage:
    return IncomingMessage(account="main", group="群", sender="王芳", text=text, id=text, at=NOW)


async def test_an_event_that_cannot_be_read_is_lost_alone(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    async def feed(event: IncomingMessage | RoomEvent) -> None:
        assert isinstance(event, IncomingMessage)
        heard.append(event.text)

    async def complete(message: IncomingMessage) -> IncomingMessage:
        return message

    async def fetched(text: str) -> IncomingMessage:
        if text == "坏":
            raise ValueError("a payload that is not as it should be")
        return said(text)

    lanes = Lanes(feed, complete, lambda message: False)
    for text in ("一", "坏", "二", "三"):
        await lanes.put(fetched(text))
    running = asyncio.create_task(lanes.run())
    await until(lambda: len(heard) == 3)
    assert heard == ["一", "二", "三"]
    assert not running.done()
    assert "an event could not be read" in caplog.text
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("stamp", [None, "", "昨天", 0, -5, float("nan"), float("inf"), 1e300, 10**18])
def test_a_time_that_is_none_is_now(stamp: float | str | None) -> None:
    assert time_of(stamp, NOW) == NOW


def test_seconds_and_milliseconds_are_told_apart() -> None:
    assert time_of(NOW.timestamp(), datetime.now(UTC)) == time_of(NOW.timestamp() * 1000, datetime.now(UTC)) == NOW
