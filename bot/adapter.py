"""The port: what a channel must offer, and what it can do. Channels differ in data, never by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent

Feed = Callable[[IncomingMessage | RoomEvent], Awaitable[None]]
"""The only door in: `Dispatcher.feed`."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly one account must send. Seconds between sends are drawn from [min, max]; a cap of 0 is no cap."""

    min_seconds: float = 0.0
    max_seconds: float = 0.0
    replies_per_day: int = 0
    pushes_per_day: int = 0


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. `max_text_bytes` counts UTF-8; 0 is no limit."""

    hears_all: bool = True
    can_mention: bool = True
    max_text_bytes: int = 0
    kinds: frozenset[str] = frozenset({"text", "image", "file"})
    pace: Pace = field(default_factory=Pace)


class SendFailed(Exception):
    """The channel surely did not take the message; trying again is safe. The text is the cause, fit to be shown."""


class SendUncertain(Exception):
    """The channel may or may not have taken the message; only its echo can tell."""


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

    async def run(self, feed: Feed) -> None:
        """Listen until cancelled, giving every event to `feed` in order."""
        ...

    async def send(self, message: OutgoingMessage) -> str:
        """Send and return the wire id (may be empty). Raises `SendFailed` or `SendUncertain`."""
        ...
