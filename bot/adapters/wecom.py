"""WeCom: an AI bot that hears and answers, and webhooks that push and mention, as one account.

A message goes by its `way` (a webhook) where the outbox gave it one, else over the bot's connection.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx

from bot.adapter import Capabilities, Feed, Pace, Rate, RoomClosed, SendFailed, SendUncertain, Status, TooSoon, Way
from bot.adapters.lanes import Lanes
from bot.adapters.outgoing_media import content_of
from bot.adapters.wecom_bot import BotHalf
from bot.adapters.wecom_files import Files
from bot.adapters.wecom_http import new_client
from bot.adapters.wecom_inbound import Inbound
from bot.adapters.wecom_people import People
from bot.adapters.wecom_rates import Rooms
from bot.adapters.wecom_session import Patience, Sessions
from bot.adapters.wecom_webhook import MARKDOWN_BYTES, TEXT_BYTES, Webhooks
from bot.adapters.wecom_wire import Frame, Wire
from handlers.message import Clock, IncomingMessage, OutgoingMessage
from handlers.texts import Texts
from store.groups import BY_WAY

logger = logging.getLogger(__name__)
KINDS = frozenset({"text", "image", "file", "video", "link"})
BOT_TEXT_BYTES = 18_000
"""The server takes 20,480; signs that markdown would swallow grow when they are written full-width."""
MINUTE, HOUR = 61.0, 3610.0
"""A little more than theirs: clocks differ."""
BOT_RATES = (Rate(30, MINUTE), Rate(1000, HOUR))
WEBHOOK_RATES = (Rate(20, MINUTE),)
READ_LIMIT = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WeComAccount:
    """What an account is made of. `webhooks` are keys by name; `units` the unit of those that say one."""

    name: str
    url: str = "wss://openws.work.weixin.qq.com"
    api_url: str = "https://qyapi.weixin.qq.com"
    bot_id: str = ""
    secret: str = field(default="", repr=False)
    bot_names: tuple[str, ...] = ("助手",)
    webhooks: Mapping[str, str] = field(default_factory=dict, repr=False)
    units: Mapping[str, str] = field(default_factory=dict)
    markdown: bool = False
    pace: Pace = field(default_factory=Pace)


class WeComAdapter:
    """One WeCom account. With a bot it is ready while that is connected; with webhooks alone always."""

    def __init__(
        self,
        account: WeComAccount,
        clock: Clock,
        texts: Texts,
        *,
        people: People | None = None,
        client: httpx.AsyncClient | None = None,
        media: Files | None = None,
        wants_media: Callable[[IncomingMessage], bool] = lambda message: True,
        patience: Patience | None = None,
    ) -> None:
        patience = patience or Patience()
        self._account, self._clock, self._texts = account, clock, texts
        self._client = client or new_client()
        self._hooks = Webhooks(account.api_url, account.webhooks, self._client, clock, markdown=account.markdown)
        self._bot = BotHalf(clock, patience.answer)
        self._inbound = Inbound(account.name, account.bot_names, people or People(), media or Files(None, self._client), clock, wants_media)
        self._capabilities = _capabilities(account)
        self._rooms, self._ways = Rooms(BOT_RATES), Rooms(WEBHOOK_RATES)
        self._sessions = Sessions(account.name, account.url, (account.bot_id, account.secret), patience, up=self._up, down=self._down)
        self._welcoming: set[asyncio.Task[None]] = set()
        self.ready = asyncio.Event()
        self.status = Status()
        self.kicked = False
        if not account.bot_id:
            self.ready.set()
            self.status = Status("online")

    @property
    def account(self) -> str:
        """The account's name."""
        return self._account.name

    @property
    def capabilities(self) -> Capabilities:
        """Hears only what mentions it; mentions, and sends quickly, through the webhooks."""
        return self._capabilities

    async def run(self, feed: Feed) -> None:
        """Listen until cancelled, which is the account's end. Pushed out by another connection of the same bot it stays out."""
        try:
            await self._listen(feed)
        except asyncio.CancelledError:
            await self._client.aclose()
            raise

    async def _listen(self, feed: Feed) -> None:
        if not self._account.bot_id or self.kicked:
            await asyncio.Event().wait()
        frames: asyncio.Queue[Frame] = asyncio.Queue()
        lanes = Lanes(feed, self._inbound.completed, self._inbound.incomplete)
        tasks = [
            asyncio.create_task(lanes.run()),
            asyncio.create_task(self._hand_on(frames, lanes)),
            asyncio.create_task(self._stay_connected(frames)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            next(iter(done)).result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if not self.kicked:
                self._down("")

    async def _stay_connected(self, frames: asyncio.Queue[Frame]) -> None:
        async def heard(frame: Frame) -> None:
            frames.put_nowait(frame)  # whoever reads must not wait: the acks come the same way

        await self._sessions.run(heard)
        self.kicked = True
        self.status = Status("logged_out", self.status.cause)
        await asyncio.Event().wait()

    async def _hand_on(self, frames: asyncio.Queue[Frame], lanes: Lanes) -> None:
        while True:
            frame = await frames.get()
            body = frame.get("body") or {}
            req_id = str((frame.get("headers") or {}).get("req_id", ""))
            if frame.get("cmd") == "aibot_msg_callback":
                self._bot.asked(str(body.get("msgid", "")), req_id)
                for fetch in self._inbound.messages(body):
                    await lanes.put(fetch)
            elif self._inbound.opened(body):
                task = asyncio.create_task(self._bot.welcome(req_id, self._texts("wecom.welcome", bot=self._account.bot_names[0])))
                self._welcoming.add(task)
                task.add_done_callback(self._welcoming.discard)

    # -- sending -----------------------------------------------------------------------------------------------------

    async def send(self, message: OutgoingMessage) -> str:
        """Send; WeCom gives no ids back. Raises as the port says."""
        content = await content_of(message, None if message.kind == "image" else READ_LIMIT)
        by_way = message.way in self._hooks or str(message.group).startswith(BY_WAY)
        self._wait_for_room(message, by_way=by_way)
        if by_way:
            await self._by_webhook(message, content)
        else:
            await self._by_bot(replace(message, way=""), content)
        return ""

    def _wait_for_room(self, message: OutgoingMessage, *, by_way: bool) -> None:
        room = self._ways.of(message.way) if by_way else self._rooms.of(message.group or message.person or "")
        number = 2 if message.kind in ("image", "file", "video") and message.text else 1
        seconds = room.wait(message.key, self._clock(), push=message.key.startswith("push-"), number=number)
        if seconds:
            raise TooSoon("这个群一分钟里能发的条数用完了，等一等", seconds)

    async def _by_webhook(self, message: OutgoingMessage, content: bytes | None) -> None:
        if message.kind in ("file", "video") and message.reply_to:
            await self._answer_first(message)
        try:
            await self._hooks.send(message.way, await self._hooks.payload(message, content))
            if content is not None and message.text:
                caption = replace(message, kind="text")
                await _surely_begun(self._hooks.send(message.way, await self._hooks.payload(caption, None)))
        except TooSoon as error:
            self._ways.of(message.way).close(self._clock() + timedelta(seconds=error.seconds))
            raise

    async def _answer_first(self, message: OutgoingMessage) -> None:
        """Who asked for a file hears at once that it comes, as far as the bot's own rate allows."""
        if not self._rooms.of(message.group or "").wait(message.key, self._clock(), push=False):
            await self._bot.tell_first(message, self._texts("wecom.file_coming", name=message.name))

    async def _by_bot(self, message: OutgoingMessage, content: bytes | None) -> None:
        if str(message.group).startswith(BY_WAY):
            raise RoomClosed("设置里没有这个群的 Webhook")
        try:
            if message.kind == "link":
                await self._bot.card(message)
            elif content is None:
                await self._bot.say(message)
            else:
                await self._bot.media(message, content)
                if message.text:
                    await _surely_begun(self._bot.say(message))
        except TooSoon as error:
            self._rooms.of(message.group or message.person or "").close(self._clock() + timedelta(seconds=error.seconds))
            raise

    # -- the connection ----------------------------------------------------------------------------------------------

    def _up(self, wire: Wire) -> None:
        self._bot.wire = wire
        self.status = Status("online")
        self.ready.set()
        logger.info("%s：智能机器人连上了企业微信，可以收发", self.account, extra={"action": "wecom_up"})

    def _down(self, cause: str) -> None:
        self._bot.wire = None
        if self._account.bot_id:
            self.ready.clear()
            self.status = Status("connecting", cause or self.status.cause)


def _capabilities(account: WeComAccount) -> Capabilities:
    most = MARKDOWN_BYTES if account.markdown else TEXT_BYTES
    by_way = Capabilities(
        hears_all=False, max_text_bytes=most, max_mention_bytes=TEXT_BYTES, kinds=KINDS, rates=WEBHOOK_RATES, echoes=False
    )
    return Capabilities(
        hears_all=False,
        can_mention=False,
        max_text_bytes=BOT_TEXT_BYTES,
        kinds=KINDS,
        pace=account.pace,
        rates=BOT_RATES if account.bot_id else (),
        echoes=False,
        ways=tuple(Way(name, account.units.get(name, "")) for name in account.webhooks),
        by_way=by_way,
    )


async def _surely_begun(caption: Any) -> None:
    """The words after a file: what became of the whole is unknown when they fail, for the file has gone."""
    try:
        await caption
    except SendFailed as error:
        raise SendUncertain(str(error)) from error
