"""The outbox with a wire that does as it is told, over a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapter import Capabilities, Feed, Pace, always_ready
from bot.app import App, bootstrap
from bot.config import Settings
from bot.envelopes import envelopes
from handlers.message import IncomingMessage, OutgoingMessage
from store.models import Outbox
from store.outbox import OUTBOX
from store.unit_of_work import UnitOfWork
from tests.conversation import NINE, Clock
from tests.fresh import sqlite_at
from tests.waiting import CEILING

ACCOUNT = "main"
Trouble = Callable[[OutgoingMessage], Exception | None]


@dataclass
class Wire:
    """A channel account that writes down what it is given. `trouble` says which sends go wrong; `shown` what arrived."""

    pace: Pace = field(default_factory=Pace)
    account: str = ACCOUNT
    max_text_bytes: int = 0
    kinds: frozenset[str] = frozenset({"text", "image", "file"})
    tried: list[OutgoingMessage] = field(default_factory=list)
    shown: list[OutgoingMessage] = field(default_factory=list)
    trouble: Trouble = lambda _: None
    arrives_anyway: bool = False
    feed: Feed | None = None
    ready: asyncio.Event = field(default_factory=always_ready)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(pace=self.pace, max_text_bytes=self.max_text_bytes, kinds=self.kinds)

    async def run(self, feed: Feed) -> None:
        self.feed = feed
        await asyncio.Event().wait()

    async def send(self, message: OutgoingMessage) -> str:
        self.tried.append(message)
        error = self.trouble(message)
        if error is None or self.arrives_anyway:
            self.shown.append(message)
        if error is not None:
            raise error
        return f"wire-{len(self.shown)}"

    @property
    def texts(self) -> list[str]:
        """What arrived, in order."""
        return [message.text for message in self.shown]


@dataclass
class Desk:
    """A bot, its wire, a clock that only its pauses move, and these pauses."""

    app: App
    wire: Wire
    clock: Clock
    slept: list[float]

    async def put(self, *texts: str, group: str = "g1", acks: bool = False, **values: Any) -> None:
        """File messages as the writer does; with `acks` each is 「who|tail」."""
        rows = []
        for text in texts:
            who, _, tail = text.partition("|")
            row = {"account": ACCOUNT, "group_wire": group, "text": f"已记录：{text}", "created_at": self.clock()}
            row |= {"who": who, "tail": tail, "topic": "signup:1"} if acks else {"text": text}
            rows.append(row | values)
        await self.app.writer.run(lambda uow: uow.outbox.add_all(rows))

    async def sends(self) -> list[str]:
        """Let it send whatever is due; the texts that arrived by now."""
        self.app.outbox.wake_all()
        await asyncio.wait_for(self.app.idle(), CEILING)
        return self.wire.texts

    async def later(self, **by: float) -> list[str]:
        """Move the clock and let it send."""
        self.clock.now += timedelta(**by)
        return await self.sends()

    async def echo(self, text: str, *, group: str | None = "g1", id: str = "e1") -> None:
        """The account hears its own message."""
        await self.app.dispatcher.feed(IncomingMessage(ACCOUNT, group, "bot", text, id, self.clock(), is_self=True))

    async def rows(self) -> list[Outbox]:
        """The whole outbox, oldest first."""
        return await self.app.writer.run(lambda uow: uow.outbox.all(Outbox, OUTBOX.select().order_by(OUTBOX.c.id)))

    async def states(self) -> list[str]:
        """The states of the whole outbox."""
        return [row.state for row in await self.rows()]

    async def crashed(self, *, of: int = 1) -> None:
        """As a process leaves it that died between claim and mark: the oldest so many were claimed."""

        def claim(uow: UnitOfWork) -> None:
            rows = uow.outbox.claim(ACCOUNT, self.clock(), of)
            uow.outbox.carry([one.rows for one in envelopes(rows, "{who}；{tail}") if len(one.rows) > 1])

        await self.app.writer.run(claim)


@asynccontextmanager
async def desk(
    folder: Path, *, pace: Pace | None = None, wire: Wire | None = None, now: datetime = NINE, database: str | None = None
) -> AsyncIterator[Desk]:
    """A running bot; entering again with the same folder is the next start."""
    clock, slept = Clock(now), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    wire = wire or Wire(pace or Pace())
    settings = Settings(database=database or sqlite_at(folder / "desk.db"), files=folder / "files")
    app = bootstrap(settings, [wire], clock, sleep=sleep, echo_seconds=0, alarms=False)
    await app.start()
    try:
        yield Desk(app, wire, clock, slept)
    finally:
        await app.stop()
