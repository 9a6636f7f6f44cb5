"""WeCom on this machine: a bot's server, webhooks, and an account between them."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.adapter import SendFailed, SendUncertain
from bot.adapters.wecom import WeComAccount, WeComAdapter
from bot.adapters.wecom_files import LIMIT, Files
from bot.adapters.wecom_http import new_client
from bot.adapters.wecom_people import People
from bot.adapters.wecom_session import Patience
from handlers.message import IncomingMessage, RoomEvent
from handlers.texts import Texts
from tests.gateway.worlds import ACCOUNT, Post, listening
from tests.waiting import CEILING
from tests.wecom.bot_peer import BOT_ID, PEOPLE, SECRET, BotPeer, Shown
from tests.wecom.http_peer import HttpPeer

QUICK = Patience(first=0.02, longest=0.2, wrong_secret=0.2, heartbeat=0.2, answer=CEILING)
"""What tests wait for is not slower than it must be. A server that is only slow is not given up."""
MISSED = 0.3
"""Seconds: so long those wait for an answer who are to notice that there is none."""
NAMES = {name: name for name in PEOPLE}


def impatient(adapter: WeComAdapter) -> None:
    """From now on it waits only a little for the server's ack."""
    adapter._bot._seconds = MISSED


def system() -> datetime:
    return datetime.now(UTC)


@dataclass
class WeCom:
    """Both servers."""

    bots: BotPeer
    http: HttpPeer

    def account(self, hooks: Mapping[str, str] | None = None, *, units: Mapping[str, str] | None = None, **options: Any) -> WeComAccount:
        """An account with the bot and these webhooks (keys by name), which there are from now on."""
        self.http.keys |= set((hooks or {}).values())
        values = {"bot_id": BOT_ID, "secret": SECRET, "webhooks": hooks or {}, "units": units or {}, **options}
        return WeComAccount(ACCOUNT, self.bots.url, self.http.url, **values)

    def adapter(self, account: WeComAccount, **options: Any) -> WeComAdapter:
        client = options.pop("client", None) or new_client()
        media = Files(options.pop("media", None), client, options.pop("limit", LIMIT))
        values = {"people": People(NAMES), "patience": QUICK, "client": client, "media": media, **options}
        return WeComAdapter(account, values.pop("clock", self.bots.clock), Texts.load(), **values)


@asynccontextmanager
async def wecom(clock: Callable[[], datetime] = system) -> AsyncIterator[WeCom]:
    """Both servers, gone at the end."""
    peers = WeCom(BotPeer(clock), HttpPeer(clock))
    try:
        await peers.bots.start()
        await peers.http.start()
        yield peers
    finally:
        await peers.bots.kill()
        await peers.http.kill()


@dataclass
class WeComWorld:
    """People in WeCom groups; the bot has no webhook there."""

    adapter: WeComAdapter
    peers: WeCom
    heard: list[IncomingMessage | RoomEvent] = field(default_factory=list)
    tells_rooms: bool = False
    rooms: int = 0

    async def room(self, name: str, *members: str) -> str:
        self.rooms += 1
        room = f"wr-{name}-{self.rooms}"
        self.peers.bots.known |= {room, *members}
        return room

    async def says(self, who: str, text: str, room: str | None = None, *mentions: str, at_bot: bool = False) -> str:
        return await self.peers.bots.say(who, text, room)

    async def gives(self, who: str, name: str, content: bytes, room: str | None = None) -> str:
        kind = "image" if (mimetypes.guess_type(name)[0] or "").startswith("image/") else "file"
        item = {"msgtype": kind, kind: self.peers.http.encrypted(name, content)}
        if room is None:
            return await self.peers.bots.give(who, item)
        words = {"msgtype": "text", "text": {"content": "@助手 "}}
        return await self.peers.bots.give(who, {"msgtype": "mixed", "mixed": {"msg_item": [words, item]}}, room)

    async def redeliver(self, message: str) -> None:
        await self.peers.bots.redeliver(message)

    async def let_in(self, name: str) -> str:
        return await self.room(name)

    async def put_out(self, room: str) -> None:
        self.peers.bots.removed.add(room)

    async def rename(self, room: str, name: str) -> None:
        raise NotImplementedError("WeCom says nothing about names")

    async def fail(self, error: type[SendFailed] | type[SendUncertain]) -> None:
        if error is SendUncertain:
            impatient(self.adapter)
        self.peers.bots.faults.append(("lost", 0) if error is SendUncertain else ("refuse", -1))

    async def posted(self, room: str) -> list[Post]:
        return [_post(one) for one in self.peers.bots.shown if one.chat == room]


def _post(shown: Shown) -> Post:
    if shown.kind != "template_card":
        return Post(shown.text, shown.name, shown.content)
    card = shown.body["template_card"]
    return Post(card["sub_title_text"], shown.text, b"", card["card_action"]["url"])


@asynccontextmanager
async def wecom_world(folder: Path, **options: Any) -> AsyncIterator[WeComWorld]:
    """The bot subscribed at its server, listening."""
    async with wecom() as peers:
        world = WeComWorld(peers.adapter(peers.account(), media=folder / "media", **options), peers)
        async with listening(world.adapter, world.heard):
            yield world
