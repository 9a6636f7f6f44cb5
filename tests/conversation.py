"""How a test talks: people say things in groups, and groups hear the bot. The wire is the local channel, the store is real.

async with town() as here:
    zhang = here.person("张三", group="省财政厅")
    await zhang.says("报名 剪纸 2人")
    assert "已记录" in here.group("省财政厅").heard()
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapter import Capabilities
from bot.adapters.local import BOT, Bubble, LocalAdapter, private_chat
from bot.app import App, bootstrap
from bot.config import Settings
from handlers.message import Media, Mention
from schedules.calendar import validate
from store.media import Attachment, stored
from store.models import Audit, table
from store.totals import Figures, Question
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from tests.fresh import sqlite_at
from tests.waiting import until

ACCOUNT = "main"
NINE = datetime(2021, 5, 20, 9, 0, tzinfo=SHANGHAI)
"""Thursday, 20 May 2021, 09:00 in Shanghai: when a test begins unless it says otherwise."""


class Clock:
    """Stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Person:
    """Someone who speaks: in her group, or in private."""

    def __init__(self, town: Town, wire_id: str, name: str, group: Place | None) -> None:
        self.town, self.wire_id, self.name, self.group = town, wire_id, name, group

    async def says(
        self, text: str, *, at_bot: bool = False, mention: Sequence[Person] = (), group: Place | None = None, id: str | None = None
    ) -> str:
        """Say something in her group (or another she is in); the answer she reads there, "" for silence.

        `at_bot` @-mentions the bot, `mention` other people by id.
        """
        place = group or self.group
        assert place is not None, "a person without a group speaks in private"
        said = f"@助手 {text}" if at_bot else text
        return await self.town._say(self, said, place.wire_id, mention, id)

    async def whispers(self, text: str) -> str:
        """Say something to the bot in private; the answer."""
        return await self.town._say(self, text, None, (), None)

    async def sends(self, name: str, content: bytes, text: str = "", *, private: bool = False, group: Place | None = None) -> str:
        """Send a picture or file (with words beside it, where a channel has both); the answer she reads, "" for silence."""
        place = group or self.group
        room = None if private else place.wire_id if place else None
        path = self.town.folder / name
        path.write_bytes(content)
        return await self.town._say(self, text, room, (), None, Media(name, str(path)))

    @property
    def private(self) -> Place:
        """Her private chat with the bot."""
        return Place(self.town, private_chat(self.wire_id), self.name)

    async def is_made(self, role: str, unit: str | None = None) -> None:
        """Give her a role (at a unit; None: everywhere) without going through the chat."""
        now = self.town.clock()

        def grant(uow: UnitOfWork) -> None:
            member = uow.members.ensure(ACCOUNT, self.wire_id, self.name)
            uow.roles.grant(member.id, role, uow.units.ensure(unit).id if unit else None, None, now)

        await self.town.app.writer.run(grant)


@dataclass
class Place:
    """A chat and what the bot has said in it."""

    town: Town
    wire_id: str
    name: str
    read: int = field(default=0, compare=False)

    def bubbles(self) -> list[Bubble]:
        """Everything the bot has ever said here."""
        return [bubble for bubble in self.town.wire.history(self.wire_id) if bubble.sender == BOT]

    def heard(self) -> str:
        """What the bot has said here since the last time this was asked, messages joined by a line break."""
        new = [bubble for bubble in self.bubbles() if bubble.seq > self.read]
        if new:
            self.read = new[-1].seq
        return "\n".join(bubble.text or f"[{bubble.name}]" for bubble in new)

    async def until(self, what: Callable[[], bool]) -> None:
        """Wait for something to happen, without waiting for everything to be answered."""
        try:
            await until(what)
        except TimeoutError:
            raise AssertionError(f"it did not happen in {self.name}; said there: {self.heard()}") from None

    async def hears(self, text: str) -> None:
        """Wait until the bot has said this here, or sent a file of this name."""
        await self.until(lambda: any(text in (bubble.text or bubble.name) for bubble in self.bubbles()))

    def files(self) -> list[Path]:
        """The files and pictures the bot has sent here, oldest first."""
        found = [self.town.wire.media.find(bubble.file) for bubble in self.bubbles() if bubble.file]
        return [path for path in found if path is not None]


class Town:
    """Groups, people, a bot over a real SQLite, and a clock that stands."""

    def __init__(
        self, folder: Path, now: datetime, database: str | None, capabilities: Capabilities | None, words: Path | None = None
    ) -> None:
        self.folder, self.words = folder, words
        self.clock = Clock(now)
        self.database = database or sqlite_at(folder / "town.db")
        self.capabilities = capabilities
        self.wire = self._wire()
        self.app = self._app()
        self._places: dict[str, Place] = {}
        self._people: dict[str, Person] = {}

    def _wire(self) -> LocalAdapter:
        return LocalAdapter(ACCOUNT, self.folder / "chat", self.clock, capabilities=self.capabilities)

    def _app(self, settings: Settings | None = None) -> App:
        settings = settings or Settings(database=self.database, files=self.folder / "files", words=self.words)
        return bootstrap(settings, [self.wire], self.clock, alarms=False, echo_seconds=0.05)

    async def open_group(self, unit: str, *, parent: str | None = None, bound: bool = True) -> Place:
        """A work group 「{unit}妇女工作群」; with `bound` the unit is made and the group bound to it."""
        name = f"{unit}妇女工作群"
        room = self.wire.add_room(name, [], wire_id=f"g-{unit}")
        await self.idle()
        place = self._places[unit] = Place(self, room.wire_id, name)
        now = self.clock()

        def bind(uow: UnitOfWork) -> None:
            above = uow.units.ensure(parent) if parent else None
            uow.groups.bind(uow.groups.ensure(ACCOUNT, room.wire_id, name, now), uow.units.ensure(unit, above))

        if bound:
            await self.app.writer.run(bind)
        place.heard()
        return place

    def group(self, unit: str) -> Place:
        """The group opened for a unit."""
        return self._places[unit]

    def person(self, name: str, *, group: Place | str | None = None) -> Person:
        """The person of this name, made (and let into the group) when she is new."""
        place = self._places[group] if isinstance(group, str) else group
        if name not in self._people:
            self.wire.add_person(name, wire_id=f"u-{name}", rooms=[place.wire_id] if place else [])
            self._people[name] = Person(self, f"u-{name}", name, place)
        elif place is not None and f"u-{name}" not in {one.wire_id for one in self.wire.members(place.wire_id)}:
            room = self.wire.rooms[place.wire_id]
            self.wire._world.keep_room(replace(room, members=(*room.members, f"u-{name}")))  # the bot itself does not join anew
        return self._people[name]

    async def _say(
        self, person: Person, text: str, room: str | None, mention: Sequence[Person], id: str | None, media: Media | None = None
    ) -> str:
        chat = room or private_chat(person.wire_id)
        before = self.wire.last
        await self.wire.say(person.wire_id, text, room=room, mentions=[one.wire_id for one in mention], media=media, message_id=id)
        await self.idle()
        said = [bubble for bubble in self.wire.history(chat, before) if bubble.sender == BOT]
        return "\n".join(bubble.text or f"[{bubble.name}]" for bubble in said)

    async def idle(self) -> None:
        """Wait until everything so far is answered, sent and heard back."""
        await self.wire.drained()
        await self.app.idle()
        await self.wire.drained()

    async def pass_time(self, to: datetime | None = None, **by: float) -> None:
        """Move the clock (`minutes=5`), stopping at every slot on the way as a running process would."""
        end = to or self.clock() + timedelta(**by)
        while (upcoming := await self.app.settle()) is not None and upcoming <= end:
            await self.idle()
            self.clock.now = upcoming
        await self.idle()
        self.clock.now = end

    async def sleep_until(self, to: datetime) -> None:
        """The process is down until then: stop it, move the clock, start it, settle what was missed."""
        await self.app.stop()
        self.clock.now = to
        await self.start_again()
        await self.app.settle()
        await self.idle()

    async def restart(self, settings: Settings | None = None) -> None:
        """Drop everything that is only in memory; with other settings, where they are given."""
        await self.app.stop()
        await self.start_again(settings)

    async def start_again(self, settings: Settings | None = None) -> None:
        """A new process over the same store and the same wire."""
        self.wire = self._wire()
        self.app = self._app(settings)
        await self.app.start()
        await self.idle()

    async def item(
        self, column: str, place: str | int, title: str, text: str = "正文。", *, state: str = "approved", media: Sequence[Attachment] = ()
    ) -> int:
        """Store a study item: `place` is a date (MM-DD or full) or a number, `media` what it carries; its id."""
        now = self.clock()

        def add(uow: UnitOfWork) -> int:
            found = uow.study.ensure_column(column, "numbered" if isinstance(place, int) else "dated")
            where = {"number": place} if isinstance(place, int) else {"key": place}
            words = {"title": title, "text": text, "source": "测试", "media": stored(media)}
            return uow.study.add_item(found, now, **where, **words, state=state)

        return await self.app.writer.run(add)

    async def plan(self, column: str, times: dict[str, Any], *, audience: dict[str, Any] | None = None, **values: Any) -> int:
        """Store a push plan; its number."""
        now = self.clock()

        def add(uow: UnitOfWork) -> int:
            found = uow.study.column(column)
            assert found is not None, f"no column {column}"
            return uow.plans.add(now, column_id=found.id, times=dict(validate(times)), audience=audience or {"all": True}, **values)

        return await self.app.writer.run(add)

    async def totals(self, subject: str, **question: Any) -> list[Figures]:
        """The figures of the one definition."""
        return await self.app.writer.run(lambda uow: uow.totals.ask(Question(subject, **question)))

    async def rows(self, what: str) -> list[dict[str, Any]]:
        """Everything `jinguo export` would give of a subject."""
        from store.exports import Exports

        return await self.app.writer.run(lambda uow: list(Exports(uow).rows(what)))

    async def audit(self) -> list[str]:
        """The acts in the audit log, oldest first."""
        from sqlalchemy import select

        acts = select(table(Audit).c.act).order_by(table(Audit).c.id)
        return await self.app.writer.run(lambda uow: [str(act) for act in uow.connection.execute(acts).scalars()])

    async def code(self, purpose: str = "admin", *, account: str | None = None, target: int | None = None) -> str:
        """A one-time code, as `jinguo code` prints it on the machine."""
        now = self.clock()
        return await self.app.writer.run(lambda uow: uow.codes.make(purpose, now, account=account, target_id=target)[0])

    async def row_counts(self) -> dict[str, int]:
        """How many rows each table holds: silence leaves every one as it was."""
        from sqlalchemy import func, select
        from sqlmodel import SQLModel

        tables = SQLModel.metadata.sorted_tables
        return await self.app.writer.run(
            lambda uow: {each.name: int(uow.connection.execute(select(func.count()).select_from(each)).scalar_one()) for each in tables}
        )

    async def stored_texts(self) -> list[str]:
        """Every text in every row of every table."""
        from sqlmodel import SQLModel

        def read(uow: UnitOfWork) -> list[str]:
            rows = [row for found in SQLModel.metadata.sorted_tables for row in uow.connection.execute(found.select())]
            return [str(value) for row in rows for value in row]

        return await self.app.writer.run(read)

    def everything_stored(self) -> str:
        """Every text in the database file, its log and the bot's files folder: what must not hold a child's name."""
        paths = [*self.folder.glob("town.db*"), *(self.folder / "files").rglob("*")]
        return "".join(path.read_bytes().decode("utf-8", "ignore") for path in paths if path.is_file())


def mention(person: Person) -> Mention:
    """An @ of a person."""
    return Mention(person.wire_id, person.name)


@asynccontextmanager
async def town(
    *,
    now: datetime = NINE,
    groups: Sequence[str] = ("省财政厅", "省教育厅"),
    database: str | None = None,
    capabilities: Capabilities | None = None,
    words: Path | None = None,
) -> AsyncIterator[Town]:
    """A running bot with a bound group a unit; stopped and thrown away at the end."""
    with tempfile.TemporaryDirectory(prefix="jinguo-test-") as folder:
        here = Town(Path(folder), now, database, capabilities, words)
        await here.app.start()
        try:
            for unit in groups:
                await here.open_group(unit)
            yield here
        finally:
            await here.app.stop()
