"""From an event of the gateway to an event of the port, asking the gateway for what the event only names."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from bot.adapters.wechaty_events import DirtyKind, ids_of, kind_of, owners_of, text_of, time_of
from bot.adapters.wechaty_media import MediaReader, UnreadableMedia
from bot.adapters.wechaty_names import Names
from bot.adapters.wechaty_wire import Wire, WireError, WireLost, WireRefused
from handlers.message import MEDIA, Clock, EventKind, IncomingMessage, Kind, Mention, RoomEvent

logger = logging.getLogger(__name__)
T = TypeVar("T")
TRIES = 3
AGAIN_SECONDS = 0.3
Connected = Callable[[], Awaitable[Wire]]
"""Waits for a connection and gives it."""
Wanted = Callable[[IncomingMessage], bool]


class Inbound:
    """Reads what the gateway's events name. Every call waits out a lost connection a few times, then gives up in the log."""

    def __init__(self, account: str, clock: Clock, connected: Connected, media: MediaReader, wants_media: Wanted) -> None:
        self._account = account
        self._clock = clock
        self._connected = connected
        self._media = media
        self._wants_media = wants_media
        self.people = Names(lambda person: self._ask(lambda wire: wire.contact_name(person)))
        self.rooms = Names(lambda room: self._ask(lambda wire: wire.room_topic(room)))
        self.self_id = ""
        self.lost = 0
        """Messages and files that could not be had."""

    def logged_in(self, self_id: str) -> None:
        """The account's own id. Another account's names are worthless."""
        if self_id != self.self_id:
            self.people.clear()
            self.rooms.clear()
        self.self_id = self_id

    async def message(self, id: str) -> IncomingMessage | None:
        """The message behind an event; None for what the bot has no use for, or cannot have."""
        try:
            payload = await self._ask(lambda wire: wire.message(id))
        except WireError as error:
            self.lost += 1
            logger.warning("%s: message %s could not be read: %s", self._account, id, error, extra={"action": "message_lost"})
            return None
        kind = kind_of(payload)
        is_self = bool(self.self_id) and payload.from_id == self.self_id
        if kind is None or not (payload.room_id or payload.from_id) or (kind == "link" and not is_self):
            return None
        return await self._translated(id, payload, kind, is_self)

    async def _translated(self, id: str, payload: Any, kind: Kind, is_self: bool) -> IncomingMessage:
        group = payload.room_id or None
        mentioned = [str(one) for one in payload.mention_ids]
        others = [one for one in dict.fromkeys(mentioned) if one != self.self_id]
        return IncomingMessage(
            account=self._account,
            group=group,
            sender=payload.to_id if is_self and group is None else payload.from_id,
            text=text_of(payload, kind),
            id=id,
            at=time_of(payload.timestamp, self._clock()),
            sender_name="" if is_self else await self._name(self.people, payload.from_id),
            group_name=await self._name(self.rooms, group or ""),
            mentions_bot=not is_self and self.self_id in mentioned,
            mentioned=() if is_self else tuple([Mention(one, await self._name(self.people, one)) for one in others]),
            kind=kind,
            is_self=is_self,
            owners=owners_of(payload, kind),
        )

    def incomplete(self, message: IncomingMessage) -> bool:
        """Whether a file is to be fetched for it. Nobody's pictures are kept that nobody asked for."""
        return (
            message.kind in MEDIA and message.media is None and not message.unfetched and not message.is_self and self._wants_media(message)
        )

    async def completed(self, message: IncomingMessage) -> IncomingMessage:
        """The message with its file; when it cannot be had, with why not, and a line in the log."""
        try:
            media = await self._ask(lambda wire: self._media.read(wire, message.id, ""))
        except (UnreadableMedia, WireError) as error:
            self.lost += 1
            logger.warning("%s: the file of %s could not be read: %s", self._account, message.id, error, extra={"action": "media_lost"})
            large = isinstance(error, UnreadableMedia) and error.too_large
            return replace(message, unfetched="large" if large else "lost")
        return replace(message, media=media)

    async def joined(self, payload: dict[str, Any]) -> RoomEvent | None:
        """The account was let into a room."""
        if self.self_id not in ids_of(payload, "inviteeIdList", "inviteeIds"):
            return None
        self.rooms.forget(str(payload.get("roomId")))
        return await self._room_event("join", payload)

    async def left(self, payload: dict[str, Any]) -> RoomEvent | None:
        """The account left a room or was put out of it."""
        if self.self_id not in ids_of(payload, "removeeIdList", "removeeIds"):
            return None
        return await self._room_event("leave", payload)

    async def renamed(self, payload: dict[str, Any]) -> RoomEvent | None:
        """A room is called something else. The event is believed: the payload may be stale."""
        self.rooms.learn(str(payload.get("roomId")), str(payload.get("newTopic") or ""))
        return await self._room_event("topic", payload)

    def dirty(self, payload: dict[str, Any]) -> None:
        """Something about a person or a room has changed."""
        kind, what = payload.get("payloadType"), str(payload.get("payloadId") or "")
        if kind == DirtyKind.CONTACT:
            self.people.forget(what)
        elif kind == DirtyKind.ROOM:
            self.rooms.forget(what)

    async def _room_event(self, kind: EventKind, payload: dict[str, Any]) -> RoomEvent | None:
        room = str(payload.get("roomId") or "")
        if not room:
            return None
        name = await self._name(self.rooms, room)
        stamp = payload.get("timestamp")
        return RoomEvent(self._account, room, kind, time_of(stamp, self._clock()), name, f"{kind}-{room}-{stamp}" if stamp else "")

    async def person(self, id: str) -> str:
        """What a person is called; empty when nobody can tell."""
        return await self._name(self.people, id)

    async def _name(self, names: Names, id: str) -> str:
        try:
            return await names.of(id)
        except WireError as error:
            logger.info("%s: no name for %s: %s", self._account, id, error, extra={"action": "name_unknown"})
            return ""

    async def _ask(self, call: Callable[[Wire], Awaitable[T]]) -> T:
        """Ask over the present connection; over the next when it breaks meanwhile."""
        for _ in range(TRIES - 1):
            try:
                return await call(await self._connected())
            except (WireLost, WireRefused):
                await asyncio.sleep(AGAIN_SECONDS)  # the loss may not have been noticed yet
        return await call(await self._connected())
