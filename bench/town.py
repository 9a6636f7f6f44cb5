"""Rooms full of people behind the real gateway, and the bot as it runs in earnest: who says what, and who was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.process import Child, child
from bench.scene import ACCOUNT, furnish, name
from store.database import Database
from store.unit_of_work import UnitOfWork
from tests.gateway.process import BOT, TOKEN, Gateway, gateway

ROOMS = 100
ANSWER_SECONDS = 120.0
FIRST = "开场"
"""Speaks until she is answered: what is said before anyone listens is lost."""
WATCH = "值班员"
"""Asks in private after others have spoken: her answer shows that what came before has been read."""
AHEAD = 2
"""Her questions that may be open at once, so that the bot is never without work."""


@dataclass
class Town:
    """People who speak through the gateway."""

    gateway: Gateway
    people: list[str]
    rooms: list[str]
    answers: int = 0
    _watched: int = 0
    _asked: int = 0
    _open: dict[tuple[str, str], float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    async def begin(self) -> None:
        """Wait until someone listens and has heard from every room."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while not any(sent.to == FIRST for sent in self.gateway.sent):
                await self.gateway.says(FIRST, BOT, "帮助")
                await asyncio.sleep(0.3)
        await self.talk((FIRST, room, "大家早上好") for room in self.rooms)
        await self.read()

    async def talk(self, lines: Iterable[tuple[str, str, str]]) -> None:
        """Lines (who, room, text) at one go; returns when the bot has read nearly all that was said so far."""
        await self.gateway.do("talk", lines=[*lines, (WATCH, BOT, "帮助")])
        self._asked += 1
        await self.read(self._asked - AHEAD + 1)

    async def read(self, asked: int | None = None) -> None:
        """Wait until so many questions (all, when none is given) of the watch are answered."""
        wanted = self._asked if asked is None else asked
        await self.gateway.until(ANSWER_SECONDS, lambda: self._hear() and self._watched >= wanted)

    async def ask(self, who: str, to: str, text: str, in_flight: int) -> None:
        """Say something that is to be answered, as soon as no more than `in_flight` others wait for their answer."""
        await self.gateway.until(ANSWER_SECONDS, lambda: self._hear() and len(self._open) < in_flight)
        self._open[to if to != BOT else who, who] = time.perf_counter()
        await self.gateway.do("talk", lines=[(who, to, text)])

    async def answered(self) -> None:
        """Wait until nobody waits."""
        await self.gateway.until(ANSWER_SECONDS, lambda: self._hear() and not self._open)

    def _hear(self) -> bool:
        """An answer may acknowledge several people at once: everyone it names has hers."""
        now = time.perf_counter()
        for sent in self.gateway.sent:
            self.answers += 1
            self._watched += sent.to == WATCH
            for key in [key for key in self._open if key[0] == sent.to and (key[1] == sent.to or key[1] in sent.text)]:
                self.seconds.append(now - self._open.pop(key))
        self.gateway.sent.clear()
        return True


@asynccontextmanager
async def town(path: Path, people: int, rooms: int = ROOMS) -> AsyncIterator[Town]:
    """A gateway with people and rooms in it."""
    async with gateway(path / "gateway") as running:
        names = [name(number) for number in range(people)]
        await running.people(FIRST, WATCH, *names)
        yield Town(running, names, [await running.room(f"第{number}妇女工作群", [WATCH]) for number in range(rooms)])


@asynccontextmanager
async def bot_in(path: Path, here: Town) -> AsyncIterator[Child]:
    """`jinguo run` at full speed over a database of its own, every room bound to a unit; it has heard from every room."""
    settle(path, here.rooms)
    account = f'name = "{ACCOUNT}"\nchannel = "wechaty"\nendpoint = "{here.gateway.endpoint}"\ntoken = "{TOKEN}"\n'
    pace = "pace = { min_seconds = 0, max_seconds = 0, replies_per_day = 0, pushes_per_day = 0 }\n"
    (path / "jinguo.toml").write_text(f'database = "sqlite:///bench.db"\n[[accounts]]\n{account}{pace}', encoding="utf-8")
    async with child(path, "bot", "run", "--config", str(path / "jinguo.toml")) as running:
        await here.begin()
        yield running


def settle(path: Path, rooms: Sequence[str]) -> None:
    """A database that knows the rooms."""
    database = Database(f"sqlite:///{path / 'bench.db'}")
    database.migrate()
    with database.writing() as connection:
        furnish(UnitOfWork(connection), rooms, datetime.now(UTC))
    database.close()
