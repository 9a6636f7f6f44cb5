"""Ordinary WeChat through a wechaty gateway: two translations and a lifecycle.

The gateway's own protocol is spoken (see `wechaty_wire`), because the layers above it lose order, ask several times a message,
and end or stop the loop when the stream does; docs/decisions/0017-wechaty-layer.md has the figures.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot.adapter import Capabilities, Feed, NotConnected, Pace, SendUncertain, Status
from bot.adapters.lanes import Lanes
from bot.adapters.outgoing_media import content_of
from bot.adapters.wechaty_events import Event, ids_of, with_mentions
from bot.adapters.wechaty_inbound import Inbound, Wanted
from bot.adapters.wechaty_media import LIMIT, MediaReader
from bot.adapters.wechaty_rooms import Known, Rooms, nothing_known
from bot.adapters.wechaty_session import Patience, Sessions
from bot.adapters.wechaty_wire import Wire, WireError, WireRefused, WireUnsupported
from handlers.message import Clock, OutgoingMessage, RoomEvent

logger = logging.getLogger(__name__)
OnScan = Callable[[str, str], None]


class WechatyAdapter:
    """One WeChat account behind one gateway. Sends only while the account is logged in; `ready` tells when."""

    def __init__(
        self,
        account: str,
        endpoint: str,
        token: str,
        pace: Pace,
        clock: Clock,
        *,
        room_allowlist: Sequence[str] = (),
        media: Path | None = None,
        media_limit: int = LIMIT,
        wants_media: Wanted = lambda message: True,
        known_rooms: Known = nothing_known,
        on_scan: OnScan = lambda account, qrcode: None,
        patience: Patience | None = None,
    ) -> None:
        self._account = account
        self._capabilities = Capabilities(pace=pace)
        self._allowed = frozenset(room_allowlist)
        self._on_scan = on_scan
        self._wire: Wire | None = None
        self._has_wire = asyncio.Event()
        self.ready = asyncio.Event()
        self.status = Status()
        self.inbound = Inbound(account, clock, self._connected, MediaReader(media, media_limit), wants_media)
        self._patience = patience or Patience()
        self._rooms = Rooms(account, clock, self.inbound, self._connected, known_rooms)
        self.sessions = Sessions(account, lambda: Wire(endpoint, token), self._patience, up=self._up, down=self._down)

    @property
    def account(self) -> str:
        """The account's name."""
        return self._account

    @property
    def capabilities(self) -> Capabilities:
        """Hears all and can @; slow, because accounts that send too much are restricted."""
        return self._capabilities

    async def run(self, feed: Feed) -> None:
        """Listen until cancelled, whatever the gateway does. An error of `feed` ends it."""
        lanes = Lanes(feed, self.inbound.completed, self.inbound.incomplete)

        async def heard(kind: int, payload: dict[str, Any]) -> None:
            await self._hear(lanes, kind, payload)

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(lanes.run())
                group.create_task(self._rooms.run(lanes, self._patience.settled))
                group.create_task(self.sessions.run(heard))
        except ExceptionGroup as errors:
            raise _first(errors) from None
        finally:
            self._down("")

    async def send(self, message: OutgoingMessage) -> str:
        """Send and return the wire id (empty where the gateway gives none)."""
        content = await content_of(message, LIMIT)
        self._ready_wire()
        to = message.group or message.person or ""
        text = with_mentions(message.text, [await self.inbound.person(one) for one in message.mention] if message.group else [])
        wire = self._ready_wire()
        try:
            if message.kind == "link":
                return await self._send_card(wire, to, message)
            if content is None:
                return await wire.send_text(to, text, message.mention)
            sent = await wire.send_file(to, message.name or Path(message.path).name, content)
        except WireRefused as error:
            raise NotConnected(str(error)) from error
        except WireError as error:
            raise SendUncertain(str(error)) from error
        return await self._caption(wire, to, text, message, sent) if text else sent

    def _ready_wire(self) -> Wire:
        if self._wire is None or not self.ready.is_set():
            raise NotConnected(self.status.cause or "账号没有登录")
        return self._wire

    async def _send_card(self, wire: Wire, to: str, message: OutgoingMessage) -> str:
        """A link card; where the account's puppet has none, its words. Its thumbnail must have an address of its own."""
        try:
            return await wire.send_link(to, message.name, message.text, message.url, message.picture_url)
        except WireUnsupported:
            words = "\n".join(line for line in (message.name, message.text, message.url) if line)
            return await wire.send_text(to, words, message.mention)

    async def _caption(self, wire: Wire, to: str, text: str, message: OutgoingMessage, sent: str) -> str:
        """The words after a file, as a message of their own: its echo tells that both went."""
        try:
            return await wire.send_text(to, text, message.mention) or sent
        except WireError as error:
            raise SendUncertain(str(error)) from error

    # -- the connection ----------------------------------------------------------------------------------------------

    async def _connected(self) -> Wire:
        while self._wire is None:
            await self._has_wire.wait()
        return self._wire

    def _up(self, wire: Wire) -> None:
        self._wire = wire
        self._has_wire.set()
        logger.info("%s：连上了网关", self._account, extra={"action": "gateway_up"})

    def _down(self, cause: str) -> None:
        self._wire = None
        self._has_wire.clear()
        self.ready.clear()
        self.status = Status("connecting", cause or self.status.cause)

    # -- events ------------------------------------------------------------------------------------------------------

    async def _hear(self, lanes: Lanes, kind: int, payload: dict[str, Any]) -> None:
        if kind == Event.MESSAGE:
            await lanes.put(self.inbound.message(str(payload.get("messageId") or "")))
        elif kind in (Event.ROOM_JOIN, Event.ROOM_LEAVE, Event.ROOM_TOPIC):
            await lanes.put(self._room_event(kind, payload))
        elif kind == Event.ROOM_INVITE:
            await lanes.put(self._invited(str(payload.get("roomInvitationId") or "")))
        elif kind == Event.DIRTY:
            self.inbound.dirty(payload)
        else:
            self._standing(kind, payload)

    def _room_event(self, kind: int, payload: dict[str, Any]) -> Coroutine[None, None, RoomEvent | None]:
        """The account was let in or put out, or a room renamed; others come and go without a word."""
        who = ids_of(payload, "inviteeIdList", "inviteeIds", "removeeIdList", "removeeIds")
        if kind == Event.ROOM_TOPIC or self.inbound.self_id in who:
            self._rooms.told(str(payload.get("roomId") or ""))
        if kind == Event.ROOM_JOIN:
            return self.inbound.joined(payload)
        return self.inbound.left(payload) if kind == Event.ROOM_LEAVE else self.inbound.renamed(payload)

    def _standing(self, kind: int, payload: dict[str, Any]) -> None:
        """Logged in, logged out, or to be scanned."""
        if kind == Event.LOGIN:
            self.inbound.logged_in(str(payload.get("contactId") or ""))
            self.status = Status("online")
            self.ready.set()
            self._rooms.look()
            logger.info("%s：账号已登录，可以收发", self._account, extra={"action": "logged_in"})
        elif kind == Event.READY:
            self._rooms.look()
        elif kind == Event.LOGOUT:
            self.ready.clear()
            self.status = Status("logged_out", "账号已退出登录，请重新扫码")
            logger.warning("%s：账号已退出登录，要发的话会等它回来", self._account, extra={"action": "logged_out"})
        elif kind == Event.SCAN and payload.get("qrcode"):
            qrcode = str(payload["qrcode"])
            if qrcode != self.status.qrcode:
                self._on_scan(self._account, qrcode)
            self.status = Status("scan", "等待扫码登录", qrcode)

    async def _invited(self, invitation: str) -> None:
        """Accept an invitation into a room when its name or its sender's id is on the list; `*` is everyone."""
        try:
            wire = await self._connected()
            inviter, topic = await wire.invitation(invitation)
            if not self._allowed & {inviter, topic, "*"}:
                logger.warning(
                    "%s：没有接受进群“%s”的邀请：不在 room_allowlist 里", self._account, topic, extra={"action": "invite_ignored"}
                )
                return
            await wire.accept(invitation)
        except WireError as error:
            logger.warning("%s：进群邀请没有办成：%s", self._account, error, extra={"action": "invite_failed"})


def _first(errors: ExceptionGroup[Exception]) -> Exception:
    """The first single error of a group."""
    error: Exception = errors
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
