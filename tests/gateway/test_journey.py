"""The whole way of the product through a real gateway: from an empty database to totals, files and pushes, in people's words."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from store.types import SHANGHAI
from tests.gateway.process import BOT, Gateway
from tests.gateway.running import bot, jinguo, present
from tests.journey import ADMIN, COORDINATOR, CZT, JOURNEY, JYT, MEMBER, MZT, NEW, ORGANIZER, OTHER, PRIVATE, THIRD, Step
from tests.waiting import CEILING

UNITS = {CZT: "省财政厅", JYT: "省教育厅", MZT: "省民政厅"}
STAFF = (ORGANIZER, COORDINATOR, ADMIN)
AMONG = {CZT: (MEMBER, *STAFF), JYT: (OTHER, *STAFF), MZT: (THIRD, *STAFF)}


class Chats:
    """Rooms by their names, and what the bot has said there since a step began."""

    def __init__(self, running: Gateway) -> None:
        self.running = running
        self.rooms: dict[str, str] = {}
        self.silent: dict[str, int] = {}
        """Where talk was said that needs no answer, and how much had been sent by then."""

    def receiver(self, step: Step) -> str:
        return step.who if step.chat == PRIVATE else self.rooms[step.chat]

    async def does(self, step: Step) -> None:
        """Say it, and wait for what she must read. Talk has no answer: what comes there next answers the next thing said there."""
        before = len(self.running.sent)
        here = self.receiver(step)
        to = BOT if step.chat == PRIVATE else self.rooms[step.chat]
        await self.running.says(step.who, to, step.text, mentions=[step.mention] if step.mention else [])
        if not step.hears:
            self.silent.setdefault(here, before)
            return
        for part in step.hears:
            await self._hears(before, here, part, step)
        if here in self.silent:
            first = next(sent.text for sent in self.running.sent[self.silent.pop(here) :] if sent.to == here)
            assert step.hears[0] in first, "talk was answered"
        if step.file:
            await self.running.until(CEILING, lambda: self._file(before, step) is not None)
        if step.elsewhere is not None:
            chat, part = step.elsewhere
            await self._hears(before, self.rooms[chat], part, step)

    async def _hears(self, before: int, to: str, part: str, step: Step) -> None:
        try:
            await self.running.until(CEILING, lambda: any(sent.to == to and part in sent.text for sent in self.running.sent[before:]))
        except TimeoutError:
            raise AssertionError(f"{step.text}: no {part} in {self.running.sent[before:]}") from None

    def _file(self, before: int, step: Step) -> bytes | None:
        to = self.receiver(step)
        return next((sent.content for sent in self.running.sent[before:] if sent.to == to and sent.name == step.file), None)

    async def let_in(self, name: str, members: tuple[str, ...]) -> None:
        """A new room into which someone takes the bot: it greets."""
        room = self.rooms[name] = await self.running.room(name, members, with_bot=False)
        await self.running.do("join", room=room, contact=BOT, by=members[-1])
        await self.running.until(CEILING, lambda: any("我是助手" in text for text in self.running.texts(room)))


def numbers(database: Path, *places: tuple[str, str | int]) -> list[int]:
    """The numbers of study items, as 待审 shows them."""
    with sqlite3.connect(database) as connection:
        query = "SELECT i.id FROM study_item i JOIN study_column c ON c.id = i.column_id WHERE c.name = ? AND coalesce(i.key, i.number) = ?"
        return [number for place in places for (number,) in connection.execute(query, place).fetchall()]


async def test_the_whole_journey_through_the_gateway(own: Gateway, tmp_path: Path) -> None:
    await own.people("开场", *STAFF, MEMBER, OTHER, THIRD)
    (tmp_path / "units.csv").write_text("单位,上级单位\n省直机关妇工委,\n" + "".join(f"{u},省直机关妇工委\n" for u in UNITS.values()))
    async with bot(own, tmp_path) as started:
        config = ("--config", str(started.config))
        await present(own)
        await jinguo("import", "units", str(tmp_path / "units.csv"), *config)
        assert (await jinguo("import", "library", *config))[0]["added"] > 400
        chats = Chats(own)
        [code] = await jinguo("code", "admin", *config)
        await chats.does(Step(ADMIN, PRIVATE, f"认领 {code['code']}", ("您现在是管理员",)))
        await chats.let_in(NEW, STAFF)
        for name, role in ((ORGANIZER, "组织员"), (COORDINATOR, "统筹员")):
            await chats.does(Step(ADMIN, NEW, f"授权 @{name} {role}", (f"已授权：{name}", role), mention=name))
        for name, unit in UNITS.items():
            await chats.let_in(name, AMONG[name])
            await chats.does(Step(ADMIN, name, f"绑定单位 {unit}", (f"本群已绑定：{unit}",)))
        await approve(chats, tmp_path / "data" / "jinguo.db")
        for step in JOURNEY:
            await chats.does(step)
        assert not chats.silent
        await leaves(chats)


async def approve(chats: Chats, database: Path) -> None:
    """An organizer reads what goes out and lets it."""
    today = datetime.now(SHANGHAI)
    days = [("党史上的今天", f"{today + timedelta(days=n):%m-%d}") for n in range(2)]
    for number in numbers(database, *days, ("红色家风传承", 1)):
        await chats.does(Step(ORGANIZER, CZT, f"通过 {number}", ("已通过",)))
    far = (today.hour + 12) % 24  # nothing is due while the journey goes on
    await chats.does(Step(ORGANIZER, CZT, f"新增推送 党史上的今天 每天 {far}:30", ("已新增", "党史上的今天")))


async def leaves(chats: Chats) -> None:
    """Put out of a room, the bot pushes to the others only."""
    await chats.running.do("leave", room=chats.rooms[JYT], contact=BOT, by=BOT)
    before = len(chats.running.texts(chats.rooms[JYT]))
    await chats.does(Step(ORGANIZER, CZT, "立即推送 党史上的今天", ("正在推送", "3 个群"), elsewhere=(MZT, "【党史上的今天】")))
    assert len(chats.running.texts(chats.rooms[JYT])) == before
