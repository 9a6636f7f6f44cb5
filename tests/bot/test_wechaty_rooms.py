"""Looking around after a login: what the gateway says of rooms, and what to believe of it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.adapters.lanes import Lanes
from bot.adapters.wechaty_inbound import Inbound
from bot.adapters.wechaty_media import MediaReader
from bot.adapters.wechaty_rooms import Rooms
from bot.adapters.wechaty_wire import WireError, WireLost
from handlers.message import IncomingMessage, RoomEvent, SeenRoom
from tests.waiting import until

ME = "bot"


@dataclass
class Gateway:
    """What it lists at each look, what it keeps of each room, and who is really in there."""

    lists: list[list[str]]
    kept: dict[str, tuple[str, list[str]]]
    members: dict[str, list[str]] = field(default_factory=dict)
    fresh: dict[str, str] = field(default_factory=dict)
    looks: int = 0
    lost: bool = False
    during: Any = None

    async def rooms(self) -> list[str]:
        self.looks += 1
        return self.lists[min(self.looks, len(self.lists)) - 1]

    async def room(self, id: str) -> tuple[str, list[str]]:
        if self.during is not None:
            self.during()
        if self.lost:
            raise WireLost("断了")
        if id not in self.kept:
            raise WireError("没有这个群")
        return self.kept[id]

    async def room_members(self, id: str) -> Collection[str]:
        if id not in self.members:
            raise WireError("说不上来")
        return self.members[id]

    async def room_dirty(self, id: str) -> None:
        self.kept[id] = (self.fresh[id], self.kept[id][1])


class Watch:
    """A gateway looked at, and the events that came of it."""

    def __init__(self, gateway: Gateway, known: Sequence[str] = ()) -> None:
        self.events: list[RoomEvent | IncomingMessage] = []

        async def connected() -> Any:
            return gateway

        async def believed() -> Collection[str]:
            return known

        def clock() -> datetime:
            return datetime(2021, 5, 20, tzinfo=UTC)

        self.inbound = Inbound("main", clock, connected, MediaReader(None), lambda message: False)
        self.rooms = Rooms("main", clock, self.inbound, connected, believed)
        self.lanes = Lanes(self._feed, self.inbound.completed, self.inbound.incomplete)

    async def _feed(self, event: IncomingMessage | RoomEvent) -> None:
        self.events.append(event)

    async def looked(self, times: int = 1) -> list[SeenRoom]:
        """What came of so many looks, the last."""
        self.inbound.logged_in(ME)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(self.lanes.run()), group.create_task(self.rooms.run(self.lanes, 0))]
            for number in range(times):
                self.rooms.look()
                await until(lambda number=number: len(self.events) > number)  # type: ignore[misc]
            for task in running:
                task.cancel()
        event = self.events[-1]
        assert isinstance(event, RoomEvent)
        return list(event.rooms)


async def test_the_list_is_believed_when_it_has_come_alike_twice() -> None:
    kept = {"a": ("甲群", [ME]), "b": ("乙群", [ME])}
    gateway = Gateway([[], ["a"], ["a", "b"], ["b", "a"]], kept)
    assert await Watch(gateway).looked() == [SeenRoom("a", "甲群", "in"), SeenRoom("b", "乙群", "in")]
    assert gateway.looks == 4


async def test_who_is_in_a_room_is_asked_for_and_what_is_known_but_not_listed_too() -> None:
    kept = {"a": ("甲群", [ME]), "b": ("乙群", ["王芳"]), "c": ("丙群", []), "d": ("丁群", []), "e": ("戊群", [ME])}
    gateway = Gateway([["a", "b", "c", "x"]], kept, members={"a": ["王芳"], "b": [ME, "王芳"]})
    seen = {room.wire_id: room.standing for room in await Watch(gateway, ["a", "d", "e", "y"]).looked()}
    assert seen == {"a": "out", "b": "in", "c": "in", "x": "unknown", "d": "gone", "e": "in", "y": "gone"}


async def test_a_name_older_than_what_an_event_told_is_asked_for_anew() -> None:
    gateway = Gateway([["a", "b"]], {"a": ("旧名", [ME]), "b": ("乙群", [ME])}, fresh={"a": "新名"})
    watch = Watch(gateway)
    watch.inbound.logged_in(ME)
    watch.inbound.rooms.learn("a", "新名")
    assert await watch.looked() == [SeenRoom("a", "新名", "in"), SeenRoom("b", "乙群", "in")]


async def test_what_an_event_tells_meanwhile_is_newer_than_the_look() -> None:
    gateway = Gateway([["a", "b"]], {"a": ("甲群", [ME]), "b": ("乙群", [ME])})
    watch = Watch(gateway)
    gateway.during = lambda: watch.rooms.told("a")
    assert await watch.looked() == [SeenRoom("b", "乙群", "in")]


async def test_a_connection_that_breaks_tells_nothing_and_the_next_login_looks_again() -> None:
    gateway = Gateway([["a"]], {"a": ("甲群", [ME])}, lost=True)
    watch = Watch(gateway)
    watch.inbound.logged_in(ME)

    async def mended() -> None:
        await until(lambda: gateway.looks == 2)
        await asyncio.sleep(0)
        gateway.lost = False
        watch.rooms.look()

    async with asyncio.TaskGroup() as group:
        group.create_task(mended())
        seen = group.create_task(watch.looked())
    assert seen.result() == [SeenRoom("a", "甲群", "in")]
    assert len(watch.events) == 1
