"""A bot in WeCom groups over a real store, with a clock that only the test moves: people take their time, nobody waits for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapter import Adapter
from bot.adapters.wecom import WeComAdapter
from bot.adapters.wecom_people import People
from bot.app import App, bootstrap
from bot.config import Settings
from store.models import Delivery, Group
from store.pushes import DELIVERIES
from store.unit_of_work import UnitOfWork
from tests.conversation import NINE, Clock
from tests.fresh import sqlite_at
from tests.gateway.worlds import ACCOUNT
from tests.journey import PRIVATE, Step
from tests.waiting import CEILING
from tests.wecom.bot_peer import IDS
from tests.wecom.world import WeCom, wecom

BETWEEN = timedelta(seconds=3)
"""So long people take between two sentences."""


@dataclass
class Town:
    """The bot, its servers, and what has been said. `keys`: the webhook of each group that has one."""

    app: App
    wire: WeComAdapter
    peers: WeCom
    clock: Clock
    keys: dict[str, str] = field(default_factory=dict)
    pushes: int = 0

    def heard(self, chat: str) -> list[str]:
        """Everything shown in a chat: what the bot said, then what the webhook posted; files by their names."""
        said = [one.text or one.name for one in self.peers.bots.shown if one.chat == IDS.get(chat, chat)]
        return said + [one.text or one.name for one in self.peers.http.posted if one.key == self.keys.get(chat)]

    def since(self, chat: str, before: list[str]) -> list[str]:
        """What is shown in a chat now and was not then."""
        return list((Counter(self.heard(chat)) - Counter(before)).elements())

    async def says(self, who: str, text: str, group: str | None = None, *, hears: str = "") -> list[str]:
        """Say it (in a group with an @) and let it be answered; what is new in the chat. `hears` is what must be in it."""
        chat = group or who
        before = self.heard(chat)
        self.clock.now += BETWEEN
        await self.peers.bots.say(IDS[who], text, group)
        async with asyncio.timeout(CEILING):
            while True:
                await self.idle()
                new = self.since(chat, before)
                if any(hears in one for one in new):
                    return new
                await asyncio.sleep(0.01)  # it has not been read from the wire yet

    async def does(self, step: Step) -> None:
        """One step of the journey. What needs no answer is said without an @: nobody hears that."""
        if not step.hears:
            return
        elsewhere = step.elsewhere or ("", "")
        before = self.heard(elsewhere[0])
        new = await self.says(step.who, step.text, None if step.chat == PRIVATE else step.chat, hears=step.hears[0])
        for part in (*step.hears, step.file):
            assert any(part in text for text in new), (step, new)
        if step.elsewhere is not None:
            assert any(elsewhere[1] in text for text in self.since(elsewhere[0], before)), step

    async def idle(self) -> None:
        """Wait until everything due is sent."""
        self.app.outbox.wake_all()
        await asyncio.wait_for(self.app.idle(), CEILING)

    async def later(self, **by: float) -> None:
        """Move the clock and send what is due then."""
        self.clock.now += timedelta(**by)
        await self.idle()

    async def do(self, call: Any) -> Any:
        """Something in the store."""
        return await self.app.writer.run(call)

    async def push(self, text: str = "推送") -> None:
        """A push to every group."""
        now = self.clock()
        self.pushes += 1

        def make(uow: UnitOfWork) -> None:
            column = uow.study.ensure_column("党史上的今天", "numbered")
            key = uow.study.add_item(column, now, number=self.pushes, title="题", text="文", source="源", state="approved")
            item = uow.study.item(key)
            assert item is not None
            plan = uow.plans.by_hand(column.id, now)
            slot = now + timedelta(milliseconds=self.pushes)
            uow.pushes.make(plan.id, slot, item, text, uow.groups.reach(({"all": True}, None)), now)

        await self.do(make)

    async def deliveries(self) -> list[Delivery]:
        found: list[Delivery] = await self.do(lambda uow: uow.pushes.all(Delivery, DELIVERIES.select().order_by(DELIVERIES.c.id)))
        return found

    async def groups(self) -> list[Group]:
        found: list[Group] = await self.do(lambda uow: uow.groups.of_account(ACCOUNT))
        return found

    async def code(self, purpose: str = "admin", target: int | None = None) -> str:
        now = self.clock()
        made: tuple[str, datetime] = await self.do(
            lambda uow: uow.codes.make(purpose, now, account=ACCOUNT if target else None, target_id=target)
        )
        return made[0]

    async def staff(self, who: str, role: str, unit: str | None = None) -> None:
        """Somebody holds a role."""
        now = self.clock()

        def grant(uow: UnitOfWork) -> None:
            member = uow.members.ensure(ACCOUNT, IDS[who], who)
            found = uow.units.ensure(unit) if unit else None
            uow.roles.grant(member.id, role, found.id if found else None, None, now)

        await self.do(grant)


@asynccontextmanager
async def town(
    folder: Path, hooks: Mapping[str, str] | None = None, *, units: Mapping[str, str] | None = None, now: datetime = NINE, **options: Any
) -> AsyncIterator[Town]:
    """A running bot, subscribed; stopped at the end."""
    clock = Clock(now)
    async with wecom(clock) as peers, running(folder, peers, clock, hooks, units=units, **options) as here:
        yield here


@asynccontextmanager
async def running(
    folder: Path, peers: WeCom, clock: Clock, hooks: Mapping[str, str] | None = None, *, others: list[Adapter] | None = None, **options: Any
) -> AsyncIterator[Town]:
    """A bot over these servers; entering again with the same folder is the next start."""
    people = People({account: name for name, account in IDS.items()})
    wire = peers.adapter(peers.account(hooks, **options), clock=clock, people=people, media=folder / "media")
    settings = Settings(database=sqlite_at(folder / "town.db"), files=folder / "files")
    app = bootstrap(settings, [wire, *(others or [])], clock, alarms=False, echo_seconds=0)
    await app.start()
    try:
        await asyncio.wait_for(wire.ready.wait(), CEILING)
        yield Town(app, wire, peers, clock)
    finally:
        await app.stop()
