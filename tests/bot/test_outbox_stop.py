"""An orderly stop in the middle of sending: what is under way ends and is recorded, the rest goes out after the next start."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import outbox
from bot.adapter import Pace
from handlers.message import OutgoingMessage
from tests.bot.desk import Desk, Wire, desk
from tests.bot.test_outbox import deliveries
from tests.bot.test_outbox_parts import push_text
from tests.waiting import CEILING

GROUPS = 5


@dataclass
class Slow(Wire):
    """Each send takes until it is let through."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    through: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: OutgoingMessage) -> str:
        self.begun.set()
        await self.through.wait()
        return await super().send(message)


async def begins(here: Desk, wire: Slow) -> None:
    """A push is made, and its first sends are under way."""
    await push_text(here, "今天的学习内容", GROUPS)
    here.app.outbox.wake_all()
    await asyncio.wait_for(wire.begun.wait(), 10)


async def states(here: Desk) -> list[str]:
    return sorted(one.state for one in await deliveries(here))


def left(folder: Path, table: str) -> list[str]:
    """The states in the store of a bot that has stopped, in order."""
    with contextlib.closing(sqlite3.connect(folder / "desk.db")) as connection:
        return [state for (state,) in connection.execute(f"SELECT state FROM {table} ORDER BY id")]


@pytest.mark.parametrize("pace", [Pace(), Pace(15, 35)])
async def test_what_is_under_way_is_finished_and_the_rest_waits(tmp_path: Path, pace: Pace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "STOP_SECONDS", CEILING)
    wire = Slow(pace)
    async with desk(tmp_path, wire=wire) as here:
        await begins(here, wire)
        asyncio.get_running_loop().call_later(0.1, wire.through.set)
    first = len(wire.shown)
    assert first == (1 if pace.max_seconds else GROUPS)
    assert left(tmp_path, "delivery") == ["sent"] * first + ["pending"] * (GROUPS - first)
    async with desk(tmp_path, wire=wire) as here:
        await here.sends()
        for _ in range(2 * GROUPS):
            await here.later(minutes=1)
        assert await states(here) == ["sent"] * GROUPS
    assert sorted(str(message.group) for message in wire.shown) == [f"g{number}" for number in range(1, GROUPS + 1)]


async def test_what_was_claimed_behind_it_in_its_chat_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "STOP_SECONDS", CEILING)
    wire = Slow()
    async with desk(tmp_path, wire=wire) as here:
        await here.put("一", "二", "三")
        here.app.outbox.wake_all()
        await asyncio.wait_for(wire.begun.wait(), 10)
        asyncio.get_running_loop().call_later(0.1, wire.through.set)
    assert left(tmp_path, "outbox") == ["sent", "pending", "pending"]
    async with desk(tmp_path, wire=wire) as here:
        assert await here.sends() == ["一", "二", "三"]


async def test_a_send_that_does_not_end_is_not_waited_for_and_is_uncertain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "STOP_SECONDS", 0.05)
    wire = Slow()
    async with desk(tmp_path, wire=wire) as here:
        await begins(here, wire)
    wire.through.set()
    async with desk(tmp_path, wire=wire) as here:
        assert await here.sends() == []
        assert await states(here) == ["uncertain"] * GROUPS
