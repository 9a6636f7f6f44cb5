"""The local channel: a simulated wire with people, rooms and bubbles, for the demo, the terminal and every test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from bot.adapter import Capabilities, Feed, SendFailed, SendUncertain, always_ready
from bot.adapters.local_faults import Fault, Faults, check_sendable
from bot.adapters.local_media import MediaFolder
from bot.adapters.local_types import (
    BOT,
    BadMedia,
    Bubble,
    LocalChannelError,
    NotRunning,
    Person,
    Room,
    UnknownChat,
    private_chat,
)
from bot.adapters.local_world import World
from handlers.message import Clock, EventKind, IncomingMessage, Media, OutgoingMessage, RoomEvent

__all__ = [
    "BOT",
    "BadMedia",
    "Bubble",
    "LocalAdapter",
    "LocalChannelError",
    "NotRunning",
    "Person",
    "Room",
    "UnknownChat",
    "key_of",
    "private_chat",
]

REPEATED = timedelta(minutes=10)
REPEATED_AT_MOST = 500
"""A new listener hears the bot's own bubbles of the last minutes again, so that uncertain sends are settled."""
_Event = tuple[IncomingMessage | RoomEvent, asyncio.Future[None] | None]


def key_of(wire_id: str) -> str:
    """The `OutgoingMessage.key` that a wire id of this channel carries: a key sent again has `#2`, `#3` … after it."""
    return wire_id.partition("#")[0]


class LocalAdapter:
    """One bot account on the simulated channel. Only what is said while `run` is listening is heard."""

    def __init__(
        self,
        account: str,
        directory: Path | None,
        clock: Clock,
        *,
        bot_name: str = "助手",
        capabilities: Capabilities | None = None,
    ) -> None:
        self._account = account
        self._clock = clock
        self.bot_name = bot_name
        self._capabilities = capabilities or Capabilities()
        self._world = World(directory)
        self.media = MediaFolder(directory / "media" if directory else None)
        self._faults = Faults()
        self.ready = always_ready()
        self._events: asyncio.Queue[_Event] | None = None

    @property
    def account(self) -> str:
        """The account's name."""
        return self._account

    @property
    def capabilities(self) -> Capabilities:
        """Hears all, can @, no limits, unless given otherwise."""
        return self._capabilities

    @property
    def running(self) -> bool:
        """Whether `run` is listening."""
        return self._events is not None

    @property
    def people(self) -> dict[str, Person]:
        """Everyone, by wire id, in order of arrival (a copy)."""
        return dict(self._world.people)

    @property
    def rooms(self) -> dict[str, Room]:
        """Every room, by wire id, in order of opening (a copy)."""
        return dict(self._world.rooms)

    async def run(self, feed: Feed) -> None:
        """Give every event to `feed`, in order, until cancelled. An error of `feed` ends it."""
        if self._events is not None:
            raise RuntimeError("run is already listening")
        self._events = asyncio.Queue()
        for bubble in self._world.said_since(self._clock() - REPEATED, BOT)[-REPEATED_AT_MOST:]:
            self._put(self._heard(bubble))
        try:
            while True:
                await self._feed_one(feed, self._events)
        finally:
            self._hang_up()

    async def send(self, message: OutgoingMessage) -> str:
        """Post the bot's bubble and hear its echo; the wire id carries `message.key`."""
        fault = self._faults.take()
        if fault is not None and not fault.posted:
            raise fault.error(fault.cause)
        bubble = self._world.post(await self._bubble_to_send(message))
        if fault is None or fault.echo:
            self._put(self._heard(bubble))
        if fault is not None:
            raise fault.error(fault.cause)
        return bubble.id

    async def say(
        self,
        person: str,
        text: str,
        *,
        room: str | None = None,
        mentions: Sequence[str] = (),
        media: Media | None = None,
        message_id: str | None = None,
    ) -> Bubble:
        """A person speaks, in a room or (None) to the bot alone; returns when `feed` has taken it.

        `mentions` are wire ids; "@助手" in the text mentions the bot. A picture or file goes as `media`, the text beside it.
        Raises `NotRunning`, `UnknownChat` or `BadMedia`.
        """
        who = self._world.speaker(person, room)
        said = (*mentions, BOT) if self._names_bot(text) else tuple(mentions)
        bubble = Bubble(0, "", room or private_chat(person), self._clock(), person, who.name, "text", text)
        bubble = replace(bubble, mention=tuple(dict.fromkeys(said)))
        if media is not None:
            bubble = await asyncio.to_thread(self.media.shown, bubble, media)
        events = self._listening()
        bubble = self._world.post(replace(bubble, id=message_id or f"said-{token_hex(6)}"))
        await self._until_heard(events, bubble)
        return bubble

    def add_person(self, name: str, *, role_hint: str = "", wire_id: str | None = None, rooms: Sequence[str] = ()) -> Person:
        """A newcomer, let into `rooms`; each shows a notice."""
        person = Person(wire_id or f"person-{token_hex(4)}", name.strip(), role_hint)
        joined = [self._world.room(room) for room in rooms]
        self._world.keep_person(person)
        for room in joined:
            self._world.keep_room(replace(room, members=(*room.members, person.wire_id)))
            self._notice(room.wire_id, f"{person.name}加入了群聊")
        return person

    def add_room(self, name: str, members: Sequence[str], *, wire_id: str | None = None) -> Room:
        """A new room with the bot in it. If the bot is listening it is told, and may greet."""
        for member in members:
            self._world.person(member)
        room = self._world.keep_room(Room(wire_id or f"room-{token_hex(4)}", name.strip(), tuple(members)))
        self._notice(room.wire_id, f"{self.bot_name}加入了群聊")
        self._room_event(room, "join")
        return room

    def rename_room(self, room: str, name: str) -> Room:
        """The room is called something else now."""
        renamed = self._world.keep_room(replace(self._world.room(room), name=name.strip()))
        self._notice(room, f"群名改为“{renamed.name}”")
        self._room_event(renamed, "topic")
        return renamed

    def close_room(self, room: str) -> None:
        """The bot is put out of the room: it hears so, and later sends there fail."""
        gone = self._world.room(room)
        self._world.drop_room(room)
        self._room_event(gone, "leave")

    def history(self, chat: str, after: int = 0) -> list[Bubble]:
        """The bubbles of one chat with a `seq` greater than `after`, oldest first."""
        return self._world.history(chat, after)

    def said_after(self, after: int) -> list[Bubble]:
        """Every chat's bubbles with a `seq` greater than `after`, oldest first."""
        return self._world.said_after(after)

    @property
    def last(self) -> int:
        """The newest bubble's `seq`; 0 when there is none."""
        return self._world.last

    def subscribe(self, after: int | None = None) -> AsyncIterator[Bubble]:
        """Every chat's bubbles after `after` (None: from now on) and then each as it comes, without end."""
        return self._world.subscribe(self._world.last if after is None else after)

    def members(self, room: str) -> list[Person]:
        """The people of a room, the bot not among them."""
        return [self._world.people[member] for member in self._world.room(room).members]

    async def drained(self) -> None:
        """Wait until `feed` has taken every event so far, echoes included. Returns at once when nothing listens."""
        if self._events is not None:
            await self._events.join()

    def fail_next(
        self,
        error: type[SendFailed] | type[SendUncertain] = SendFailed,
        *,
        times: int = 1,
        posted: bool = False,
        echo: bool = True,
        cause: str = "模拟的发送失败",
    ) -> None:
        """The next `times` sends raise `error`; with `posted` after the bubble is shown (and, with `echo`, heard back)."""
        self._faults.add(Fault(error, posted, echo, cause), times)

    def clear_faults(self) -> None:
        """Forget what `fail_next` had planned."""
        self._faults.clear()

    async def redeliver(self, message_id: str) -> None:
        """Feed a message again under the same id, as real channels sometimes do."""
        await self._until_heard(self._listening(), self._world.find(message_id))

    def _listening(self) -> asyncio.Queue[_Event]:
        if self._events is None:
            raise NotRunning("助手没有在运行，现在说的话它听不到")
        return self._events

    def _put(self, event: IncomingMessage | RoomEvent) -> None:
        if self._events is not None:
            self._events.put_nowait((event, None))

    async def _until_heard(self, events: asyncio.Queue[_Event], bubble: Bubble) -> None:
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        events.put_nowait((self._heard(bubble), heard))
        await heard

    async def _feed_one(self, feed: Feed, events: asyncio.Queue[_Event]) -> None:
        event, heard = await events.get()
        try:
            await feed(event)
        except BaseException:
            _settle(heard, NotRunning("助手停下了，这句话可能没有听到"))
            raise
        finally:
            events.task_done()
        _settle(heard, None)

    def _hang_up(self) -> None:
        events, self._events = self._events, None
        while events is not None and not events.empty():
            _settle(events.get_nowait()[1], NotRunning("助手停下了，这句话没有听到"))
            events.task_done()

    def _heard(self, bubble: Bubble) -> IncomingMessage:
        path = self.media.find(bubble.file) if bubble.file else None
        media = Media(bubble.name, str(path), bubble.mime, bubble.size) if path else None
        return self._world.heard(self._account, bubble, media)

    def _names_bot(self, text: str) -> bool:
        return f"@{self.bot_name}" in text.replace("＠", "@")

    async def _bubble_to_send(self, message: OutgoingMessage) -> Bubble:
        check_sendable(message, self._capabilities)
        chat = message.group or private_chat(message.person or "")
        try:
            self._world.check_chat(chat)
            bubble = Bubble(0, "", chat, self._clock(), BOT, self.bot_name, "text", message.text)
            bubble = replace(bubble, mention=message.mention, reply_to=message.reply_to)
            if message.kind == "link":
                bubble = await asyncio.to_thread(self.media.card, bubble, message)
            elif message.kind != "text":
                bubble = await asyncio.to_thread(self.media.shown, bubble, Media(message.name, message.path))
        except (UnknownChat, BadMedia) as error:
            raise SendFailed(str(error)) from error
        return replace(bubble, id=self._world.unused_id(message.key))

    def _notice(self, chat: str, text: str) -> None:
        self._world.post(Bubble(0, f"notice-{token_hex(6)}", chat, self._clock(), "", "", "notice", text))

    def _room_event(self, room: Room, kind: EventKind) -> None:
        self._put(RoomEvent(self._account, room.wire_id, kind, self._clock(), room.name, f"{kind}-{token_hex(6)}"))


def _settle(heard: asyncio.Future[None] | None, error: Exception | None) -> None:
    if heard is None or heard.done():
        return
    if error is None:
        heard.set_result(None)
    else:
        heard.set_exception(error)
