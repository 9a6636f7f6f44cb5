"""The port: what a channel must offer, and what it can do. Channels differ in data, never by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import time
from typing import Literal, Protocol

from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent

Feed = Callable[[IncomingMessage | RoomEvent], Awaitable[None]]
"""The only door in: `Dispatcher.feed`."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly one account must send. Seconds between sends are drawn from [min, max]; a cap of 0 is no cap.

    Up to `burst` replies may follow each other after a silence. In the `quiet` hours (Shanghai) no push goes out.
    """

    min_seconds: float = 0.0
    max_seconds: float = 0.0
    replies_per_day: int = 0
    pushes_per_day: int = 0
    burst: int = 1
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `number` messages of one room in any `seconds`."""

    number: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Way:
    """A door of its own into one room, for sending only: its name in the settings, and the unit the room belongs to ("" is none)."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. `max_text_bytes` counts UTF-8, `max_mention_bytes` those of a text that mentions someone; 0 is no limit.

    `kinds` are those of `OutgoingMessage`. `rates` hold for each room. `echoes`: the account hears its own messages.
    `ways` are doors of their own into rooms, and `by_way` is what can be done through them.
    """

    hears_all: bool = True
    can_mention: bool = True
    max_text_bytes: int = 0
    max_mention_bytes: int = 0
    kinds: frozenset[str] = frozenset({"text", "image", "file", "video", "link"})
    pace: Pace = field(default_factory=Pace)
    rates: tuple[Rate, ...] = ()
    echoes: bool = True
    ways: tuple[Way, ...] = ()
    by_way: Capabilities | None = None

    def mentions_in(self, way: str) -> bool:
        """Whether people can be mentioned in a room that has this door of its own ("": none)."""
        return self.can_mention or bool(way and self.by_way is not None and self.by_way.can_mention)

    def of(self, message: OutgoingMessage) -> Capabilities:
        """What holds for one message: another way has other limits."""
        return self.by_way if message.way and self.by_way is not None else self


State = Literal["connecting", "scan", "logged_out", "online"]


@dataclass(frozen=True, slots=True)
class Status:
    """How an account stands: `cause` says in words why it is not online, `qrcode` what to scan."""

    state: State = "connecting"
    cause: str = ""
    qrcode: str = ""


class SendFailed(Exception):
    """The channel surely did not take the message; trying again is safe. The text is the cause, fit to be shown."""


class NotConnected(SendFailed):
    """The channel cannot be reached just now: the message waits, and this was no attempt."""


class TooSoon(SendFailed):
    """The channel would refuse it just now: it waits so many seconds, and this was no attempt."""

    def __init__(self, cause: str, seconds: float) -> None:
        super().__init__(cause)
        self.seconds = seconds


class RoomClosed(SendFailed):
    """This room does not take the account's messages until someone sees to it: the text says what to do. Trying again is of no use."""

    seconds = 0.0


class SendUncertain(Exception):
    """The channel may or may not have taken the message; only its echo can tell."""


def always_ready() -> asyncio.Event:
    """For a channel that can take messages at any time."""
    ready = asyncio.Event()
    ready.set()
    return ready


class Adapter(Protocol):
    """One account on one channel: two translations and a lifecycle."""

    @property
    def account(self) -> str:
        """The account's name, unique in the installation."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this channel can do."""
        ...

    @property
    def ready(self) -> asyncio.Event:
        """Set while the channel can take messages; while it is not, nothing is claimed to be sent."""
        ...

    async def run(self, feed: Feed) -> None:
        """Listen until cancelled, giving every event to `feed` in order."""
        ...

    async def send(self, message: OutgoingMessage) -> str:
        """Send and return the wire id (may be empty). Raises `SendFailed`, `NotConnected` or `SendUncertain`."""
        ...
