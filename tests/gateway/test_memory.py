"""Nothing is kept of a message that has been dealt with: what the process holds does not grow with what it has heard."""

from __future__ import annotations

import asyncio
import gc
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.chatter import talk
from bench.memory import FOR_THE_BOT, said
from bench.scene import ACCOUNT
from bench.town import Town, settle, town
from bot.adapter import Pace
from bot.adapters.wechaty import WechatyAdapter
from bot.adapters.wechaty_names import Names
from bot.app import bootstrap, system_clock
from bot.config import Settings
from tests.gateway.process import TOKEN

PEOPLE, ROOMS, LINES = 20, 8, 64
CHUNK, EARLY, LATE = 200, 400, 1_200
CONTAINERS = (dict, list, set, frozenset, deque, OrderedDict)


@asynccontextmanager
async def listening_in(path: Path) -> AsyncIterator[Town]:
    """The bot over its database, at full speed in this process."""
    async with town(path, PEOPLE, ROOMS) as here:
        settle(path, here.rooms)
        adapter = WechatyAdapter(ACCOUNT, here.gateway.endpoint, TOKEN, Pace(), lambda: datetime.now(UTC))
        settings = Settings(database=f"sqlite:///{path / 'bench.db'}", files=path / "files")
        app = bootstrap(settings, [adapter], system_clock, alarms=False, echo_seconds=0)
        await app.start()
        try:
            await here.begin()
            while not await app.writer.run(lambda uow: uow.notices.told([f"rooms:{ACCOUNT}"])):  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # it looks around once
            yield here
        finally:
            await app.stop()


async def speak(here: Town, count: int) -> int:
    """The same people say the same things, with something for the bot among them; how much the process holds after it."""
    for _ in range(count // CHUNK):
        texts = [said(number * FOR_THE_BOT) if number % 20 == 0 else talk(number % LINES) for number in range(CHUNK)]
        await here.talk((here.people[number % PEOPLE], here.rooms[number % ROOMS], text) for number, text in enumerate(texts))
    await here.read()
    return held()


def held() -> int:
    """What all containers of the process hold together. A dict of nothing but words is found only in what holds it."""
    gc.collect()
    everything = gc.get_objects()
    plain = {id(one): len(one) for one in gc.get_referents(*everything) if isinstance(one, dict) and not gc.is_tracked(one)}
    return sum(plain.values()) + sum(len(one) for one in everything if isinstance(one, CONTAINERS))


async def test_what_is_held_does_not_grow_with_what_is_heard(tmp_path: Path) -> None:
    async with listening_in(tmp_path) as here:
        early = await speak(here, EARLY)
        late = await speak(here, LATE)
        assert here.answers > LATE // 40
        assert late - early < LATE // 2


async def test_the_name_that_was_longest_not_needed_is_forgotten() -> None:
    asked: list[str] = []

    async def ask(id: str) -> str:
        asked.append(id)
        return f"名{id}"

    names = Names(ask, kept=2)
    for one in ("1", "2", "1", "3", "1", "2"):
        assert await names.of(one) == f"名{one}"
        assert len(names) <= 2
    assert asked == ["1", "2", "3", "2"]
