"""A task that is cancelled in the very moment that what it waits for comes ends all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.wechaty_events import Event
from bot.adapters.wechaty_session import Patience, Session
from bot.lane import Lane
from tests.conversation import town

TURNS = range(8)
"""Turns of the event loop: in one of these both happen at once."""


class Brief:
    """A gateway that greets and, so many turns later, ends the stream."""

    def __init__(self, turns: int) -> None:
        self.turns = turns

    async def events(self) -> AsyncIterator[tuple[int, dict[str, Any]]]:
        yield Event.DONG, {}
        for _ in range(self.turns):
            await asyncio.sleep(0)

    async def start(self) -> None:
        """Done."""

    async def ding(self, seconds: float) -> None:
        """Done."""


async def heard(kind: int, payload: dict[str, Any]) -> None:
    """Whatever it is."""


async def ends(task: asyncio.Task[Any]) -> bool:
    """Whether a task ends by itself; whatever became of it."""
    done, left = await asyncio.wait([task], timeout=5)
    for one in left:
        one.cancel()
    return bool(done)


@pytest.mark.parametrize("turns", TURNS)
async def test_a_stream_that_ends_right_after_the_greeting_is_left(turns: int) -> None:
    wire: Any = Brief(turns)
    assert await ends(asyncio.create_task(Session(wire, Patience(), heard, lambda _: None).run()))


@pytest.mark.parametrize("turns", TURNS)
async def test_a_lane_that_is_woken_and_stopped_at_once_stops(turns: int) -> None:
    async with town() as here:
        (lane,) = here.app.outbox._lanes.values()
        resting = asyncio.create_task(_rest_for_ever(lane, here.clock))
        await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.sleep(0)
        lane.awake.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        resting.cancel()
        assert await ends(resting)


async def _rest_for_ever(lane: Lane, clock: Any) -> None:
    while True:
        await lane.rest(clock, clock() + timedelta(minutes=1))
