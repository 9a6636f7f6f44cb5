"""What the benches talk in: a channel that answers at once, a bot over a real database, many groups and people."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.adapter import Capabilities, Feed, always_ready
from bot.app import App, bootstrap, system_clock
from bot.config import Settings
from handlers.message import IncomingMessage, OutgoingMessage
from store.unit_of_work import UnitOfWork

ACCOUNT = "bench"
UNITS = 40
ACTIVITIES = ("剪纸活动", "插花课", "读书分享会", "家庭教育讲座", "亲子运动会", "健康体检", "合唱排练", "义卖", "家风宣讲", "春游")
COLUMNS = (("党史上的今天", "dated"), ("党史中的100位巾帼英雄故事", "numbered"), ("家风故事", "numbered"), ("维权小课堂", "numbered"))
COMMUNITIES = ("幸福社区", "阳光社区", "和平里社区", "南湖社区", "育才社区")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "芳静敏丽娟艳娜秀英华慧巧美霞平燕红玲桂云莲真环雪荣爱妹香月莺媛瑞凡佳"


def name(number: int) -> str:
    """A person's name; different for the first 50,000 numbers, and none is part of another."""
    rest, first = divmod(number, len(SURNAMES))
    third, second = divmod(rest, len(GIVEN))
    return SURNAMES[first] + GIVEN[second] + GIVEN[third % len(GIVEN)]


@dataclass
class Channel:
    """An `Adapter` that takes every message at once and calls `heard` with it."""

    heard: Callable[[OutgoingMessage], None] | None = None
    sent: int = 0
    account: str = ACCOUNT
    capabilities: Capabilities = field(default_factory=Capabilities)
    ready: asyncio.Event = field(default_factory=always_ready)

    async def run(self, feed: Feed) -> None:
        """Nothing comes in but what the bench feeds."""

    async def send(self, message: OutgoingMessage) -> str:
        """Taken."""
        self.sent += 1
        if self.heard is not None:
            self.heard(message)
        return f"sent-{self.sent}"


@dataclass
class Stage:
    """A running bot with groups bound to units, open activities, columns and communities."""

    app: App
    channel: Channel
    ids: itertools.count[int] = field(default_factory=itertools.count)

    def message(self, text: str, person: int, group: int) -> IncomingMessage:
        """A person says something in a group."""
        return IncomingMessage(
            account=ACCOUNT,
            group=f"g{group}",
            sender=f"u{person}",
            text=text,
            id=f"m{next(self.ids)}",
            at=self.app.clock(),
            sender_name=name(person),
            group_name=f"第{group}妇女工作群",
        )

    async def say(self, texts: Sequence[str]) -> None:
        """Feed lines from many people in many groups, and wait until all is done."""
        for number, text in enumerate(texts):
            await self.app.dispatcher.feed(self.message(text, number, number % UNITS))
        await self.app.idle()


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """The bot over a SQLite file in the folder, put together as in production; every group is known to the dispatcher."""
    channel = Channel()
    settings = Settings(database=f"sqlite:///{folder / 'bench.db'}", files=folder / "files")
    app = bootstrap(settings, [channel], system_clock, alarms=False, echo_seconds=0)
    await app.start()
    try:
        now = app.clock()
        await app.writer.run(lambda uow: furnish(uow, [f"g{number}" for number in range(UNITS)], now))
        here = Stage(app, channel)
        await here.say(["大家早上好"] * UNITS)
        yield here
    finally:
        await app.stop()


def furnish(uow: UnitOfWork, rooms: Sequence[str], now: datetime) -> None:
    """Every room bound to a unit of its own; activities, columns and communities."""
    root = uow.units.ensure("省直机关妇工委")
    for number, room in enumerate(rooms):
        group = uow.groups.ensure(ACCOUNT, room, f"第{number}妇女工作群", now)
        uow.groups.bind(group, uow.units.ensure(f"省第{number}局", root))
    for title in ACTIVITIES:
        uow.activities.add(title, now, unit_id=root.id, quota=1_000_000)
    for column, kind in COLUMNS:
        uow.study.ensure_column(column, kind)
    for community in COMMUNITIES:
        uow.pairings.ensure_community(community)


def per_second(count: int, began: float) -> float:
    """A rate since a `time.perf_counter()`."""
    return count / (time.perf_counter() - began)
