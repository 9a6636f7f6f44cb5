"""The same people and rooms on each channel, so that one suite of tests holds for all of them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.adapter import Adapter, Pace, SendFailed, SendUncertain
from bot.adapters.local import BOT as LOCAL_BOT
from bot.adapters.local import LocalAdapter
from bot.adapters.wechaty import WechatyAdapter
from bot.adapters.wechaty_session import Patience
from handlers.message import IncomingMessage, Media, OutgoingMessage, RoomEvent
from tests.gateway.process import BOT, Gateway
from tests.waiting import CEILING

ACCOUNT = "main"
QUICK = Patience(first=0.05, longest=0.5, wrong_token=0.5, quiet=CEILING, answer=CEILING, taken=60.0, settled=0.05)
"""What tests wait for is not slower than it must be. A gateway that is only slow is not given up: only a test of silence is impatient."""


@dataclass(frozen=True)
class Post:
    """What the bot has posted in a chat."""

    text: str = ""
    name: str = ""
    content: bytes = b""
    url: str = ""


class World(Protocol):
    """What a test can make happen, and what it can see."""

    @property
    def adapter(self) -> Adapter: ...
    @property
    def tells_rooms(self) -> bool:
        """Whether the channel says what its rooms are called, and that the bot was let in or put out."""
        ...

    @property
    def heard(self) -> list[IncomingMessage | RoomEvent]: ...
    async def room(self, name: str, *members: str) -> str: ...
    async def says(self, who: str, text: str, room: str | None = None, *mentions: str, at_bot: bool = False) -> str: ...
    async def gives(self, who: str, name: str, content: bytes, room: str | None = None) -> str: ...
    async def redeliver(self, message: str) -> None: ...
    async def let_in(self, name: str) -> str: ...
    async def put_out(self, room: str) -> None: ...
    async def rename(self, room: str, name: str) -> None: ...
    async def fail(self, error: type[SendFailed] | type[SendUncertain]) -> None: ...
    async def posted(self, room: str) -> list[Post]: ...


@dataclass
class LocalWorld:
    """People on the simulated channel."""

    adapter: LocalAdapter
    folder: Path
    heard: list[IncomingMessage | RoomEvent] = field(default_factory=list)
    tells_rooms: bool = True

    async def room(self, name: str, *members: str) -> str:
        for member in members:
            if member not in self.adapter.people:
                self.adapter.add_person(member, wire_id=member)
        return self.adapter.add_room(name, members).wire_id

    async def says(self, who: str, text: str, room: str | None = None, *mentions: str, at_bot: bool = False) -> str:
        said = (*mentions, LOCAL_BOT) if at_bot else mentions
        return (await self.adapter.say(who, text, room=room, mentions=said)).id

    async def gives(self, who: str, name: str, content: bytes, room: str | None = None) -> str:
        path = self.folder / name
        path.write_bytes(content)
        media = Media(name, str(path), mimetypes.guess_type(name)[0] or "")
        return (await self.adapter.say(who, "", room=room, media=media)).id

    async def redeliver(self, message: str) -> None:
        await self.adapter.redeliver(message)

    async def let_in(self, name: str) -> str:
        return self.adapter.add_room(name, []).wire_id

    async def put_out(self, room: str) -> None:
        self.adapter.close_room(room)

    async def rename(self, room: str, name: str) -> None:
        self.adapter.rename_room(room, name)

    async def fail(self, error: type[SendFailed] | type[SendUncertain]) -> None:
        self.adapter.fail_next(error, posted=error is SendUncertain)

    async def posted(self, room: str) -> list[Post]:
        mine = [one for one in self.adapter.history(room) if one.sender == LOCAL_BOT]
        paths = [self.adapter.media.find(one.file) if one.file else None for one in mine]
        return [Post(one.text, one.name, path.read_bytes() if path else b"", one.url) for one, path in zip(mine, paths, strict=True)]


@dataclass
class WechatyWorld:
    """People behind a real gateway."""

    adapter: WechatyAdapter
    gateway: Gateway
    heard: list[IncomingMessage | RoomEvent] = field(default_factory=list)
    tells_rooms: bool = True

    async def room(self, name: str, *members: str) -> str:
        await self.gateway.people(*members)
        return await self.gateway.room(name, members)

    async def says(self, who: str, text: str, room: str | None = None, *mentions: str, at_bot: bool = False) -> str:
        return await self.gateway.says(who, room or BOT, text, mentions=[*mentions, BOT] if at_bot else mentions)

    async def gives(self, who: str, name: str, content: bytes, room: str | None = None) -> str:
        type_ = 6 if (mimetypes.guess_type(name)[0] or "").startswith("image/") else 1
        data = base64.b64encode(content).decode()
        return str(await self.gateway.do("file", **{"from": who}, to=room or BOT, name=name, type=type_, base64=data))

    async def redeliver(self, message: str) -> None:
        await self.gateway.do("redeliver", message=message)

    async def let_in(self, name: str) -> str:
        await self.gateway.people("房主")
        room = await self.gateway.room(name, ["房主"], with_bot=False)
        await self.gateway.do("join", room=room, contact=BOT, by="房主")
        return room

    async def put_out(self, room: str) -> None:
        await self.gateway.do("leave", room=room, contact=BOT, by=BOT)

    async def rename(self, room: str, name: str) -> None:
        await self.gateway.do("topic", room=room, by=BOT, topic=name)

    async def fail(self, error: type[SendFailed] | type[SendUncertain]) -> None:
        if error is SendFailed:
            await self.gateway.do("logout")
            await self.gateway.until(CEILING, lambda: not self.adapter.ready.is_set())
        else:
            await self.gateway.do("fault", kind="after")

    async def posted(self, room: str) -> list[Post]:
        await self.gateway.do("sync")
        return [Post(one.text, one.name, one.content, one.url) for one in self.gateway.sent if one.to == room]


def adapter_for(running: Gateway, media: Path | None = None, **options: object) -> WechatyAdapter:
    """An account behind a gateway, impatient."""
    values = {"token": "insecure_test", "patience": QUICK, "media": media, **options}
    return WechatyAdapter(ACCOUNT, running.endpoint, pace=Pace(), clock=lambda: datetime.now(UTC), **values)  # type: ignore[arg-type]


@asynccontextmanager
async def local_world(folder: Path) -> AsyncIterator[LocalWorld]:
    """The simulated channel, listening."""
    world = LocalWorld(LocalAdapter(ACCOUNT, folder / "chat", lambda: datetime.now(UTC)), folder)
    async with listening(world.adapter, world.heard):
        yield world


@asynccontextmanager
async def wechaty_world(running: Gateway, folder: Path, **options: object) -> AsyncIterator[WechatyWorld]:
    """The bot's account logged in behind a gateway; the gateway is left as it was found."""
    world = WechatyWorld(adapter_for(running, folder / "media", **options), running)
    async with listening(world.adapter, world.heard):
        yield world
        await running.do("login")


@asynccontextmanager
async def listening(adapter: Adapter, heard: list[IncomingMessage | RoomEvent]) -> AsyncIterator[None]:
    """Run an adapter, writing down what it hears; it is ready at the beginning and stopped at the end."""

    async def feed(event: IncomingMessage | RoomEvent) -> None:
        heard.append(event)

    running = asyncio.create_task(adapter.run(feed))
    try:
        await asyncio.sleep(0)
        await asyncio.wait_for(adapter.ready.wait(), CEILING)
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def to_group(room: str, text: str, key: str = "k", **values: object) -> OutgoingMessage:
    """A message of the bot for a room."""
    return OutgoingMessage(ACCOUNT, room, None, text, key, **values)  # type: ignore[arg-type]


def messages(world: World) -> list[IncomingMessage]:
    """What people have said, the account's own echo left out."""
    return [one for one in world.heard if isinstance(one, IncomingMessage) and not one.is_self]


def echoes(world: World) -> list[IncomingMessage]:
    """The account's own messages coming back."""
    return [one for one in world.heard if isinstance(one, IncomingMessage) and one.is_self]


def events(world: World, kind: str) -> list[RoomEvent]:
    """What happened to the account in rooms."""
    return [one for one in world.heard if isinstance(one, RoomEvent) and one.kind == kind]
