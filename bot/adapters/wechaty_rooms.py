"""The rooms an account is in, looked at whenever it comes up: what happened to it while nobody listened makes no event.

A gateway may still be gathering its rooms after a login, and its list may lack quiet ones. So the list is believed when it has come
alike twice, and a room that is known here but not listed is asked about by its id. For each room that is two calls, a few at a time:
what people say meanwhile comes first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence

from bot.adapters.lanes import Lanes
from bot.adapters.wechaty_inbound import Inbound
from bot.adapters.wechaty_wire import Wire, WireError, WireLost
from handlers.message import Clock, RoomEvent, SeenRoom

logger = logging.getLogger(__name__)
Known = Callable[[], Awaitable[Collection[str]]]
"""Gives the ids of the rooms in which the account is believed to be."""
LOOKS = 12
"""A list that changes for ever is taken as it is after so many looks."""
SIDE_BY_SIDE = 4


async def nothing_known() -> Collection[str]:
    """Of an account whose store nobody can ask."""
    return ()


class Rooms:
    """Looks around after every login and tells what it has seen as one event."""

    def __init__(self, account: str, clock: Clock, inbound: Inbound, connected: Callable[[], Awaitable[Wire]], known: Known) -> None:
        self._account = account
        self._clock = clock
        self._inbound = inbound
        self._connected = connected
        self._known = known
        self._wanted = asyncio.Event()
        self._told: set[str] = set()

    def look(self) -> None:
        """The account has come up, or its rooms have been gathered: look around, again if that is under way."""
        if self._inbound.self_id:
            self._wanted.set()

    def told(self, room: str) -> None:
        """An event has said how the account stands in a room: it is newer than a look that is under way."""
        self._told.add(room)

    async def run(self, lanes: Lanes, settled: float) -> None:
        """For ever. A list is believed when it has not changed for `settled` seconds."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            self._told.clear()
            try:
                seen = await self._seen(await self._connected(), settled)
            except WireError as error:
                logger.info("%s：没有看全在哪些群里：%s", self._account, error, extra={"action": "rooms_unknown"})
                continue
            event = RoomEvent(self._account, "", "rooms", self._clock(), rooms=tuple(one for one in seen if one.wire_id not in self._told))
            await lanes.put(_given(event))

    async def _seen(self, wire: Wire, settled: float) -> list[SeenRoom]:
        listed = await _listed(wire, settled)
        rooms = list(dict.fromkeys([*listed, *sorted(await self._known())]))
        there, seen = frozenset(listed), list[SeenRoom]()
        for start in range(0, len(rooms), SIDE_BY_SIDE):
            some = rooms[start : start + SIDE_BY_SIDE]
            seen += await asyncio.gather(*(self._standing(wire, room, listed=room in there) for room in some))
        return seen

    async def _standing(self, wire: Wire, room: str, *, listed: bool) -> SeenRoom:
        """How the account stands in a room. What a gateway keeps of its members may be old: they are asked for."""
        try:
            topic, kept = await wire.room(room)
        except WireLost:
            raise
        except WireError:
            return SeenRoom(room, "", "unknown" if listed else "gone")
        members = await _members(wire, room) or kept
        if members and self._inbound.self_id not in members:
            return SeenRoom(room, "", "out")
        if not members and not listed:
            return SeenRoom(room, "", "gone")
        return SeenRoom(room, await self._name(wire, room, topic), "in")

    async def _name(self, wire: Wire, room: str, topic: str) -> str:
        """What it is called. Where an event has told another name the gateway is made to ask anew: its own may be old."""
        known = self._inbound.rooms.known(room)
        if topic and known not in ("", topic):
            try:
                await wire.room_dirty(room)
                topic, _ = await wire.room(room)
            except WireLost:
                raise
            except WireError:
                return known
        if topic:
            self._inbound.rooms.learn(room, topic)
        return topic


async def _listed(wire: Wire, settled: float) -> Sequence[str]:
    """The rooms the gateway lists, once they have come alike twice."""
    found = sorted(await wire.rooms())
    for _ in range(LOOKS):
        await asyncio.sleep(settled)
        before, found = found, sorted(await wire.rooms())
        if found == before:
            break
    return found


async def _members(wire: Wire, room: str) -> Collection[str]:
    """Who is in a room; nobody where the gateway does not tell."""
    try:
        return await wire.room_members(room)
    except WireLost:
        raise
    except WireError:
        return ()


async def _given(event: RoomEvent) -> RoomEvent:
    return event
