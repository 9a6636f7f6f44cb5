"""What comes in from a channel and what goes out to it, in primitives: no wire object passes this line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["text", "image", "file", "video", "jielong"]
EventKind = Literal["join", "leave", "topic"]


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, file or video. `path` is a readable local file; `mime` is what the channel claimed."""

    name: str
    path: str
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """One @ in a message: the channel's id of the person, and the name that was shown."""

    wire_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message as a channel account saw it.

    `group` is the channel's id of the chat room, None in a private chat. `sender` is the channel's id of the person.
    `id` is the channel's message id, unique per account. `at` is an aware time. `is_self` marks the account's own echo.
    """

    account: str
    group: str | None
    sender: str
    text: str
    id: str
    at: datetime
    sender_name: str = ""
    group_name: str = ""
    mentions_bot: bool = False
    mentioned: tuple[Mention, ...] = ()
    kind: Kind = "text"
    media: Media | None = None
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """Something that happened to the account in a room: it was let in, it left, the room was renamed."""

    account: str
    group: str
    kind: EventKind
    at: datetime
    group_name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to send. Exactly one of `group` and `person` (channel ids) is set.

    `key` is the sender's own stable name for this send (`reply-17`, `push-4-9`); a channel that can carry it gives it
    back in its echo. `mention` holds channel ids of people to @. `path`/`name` are for `image` and `file`.
    """

    account: str
    group: str | None
    person: str | None
    text: str
    key: str
    kind: Literal["text", "image", "file"] = "text"
    path: str = ""
    name: str = ""
    mention: tuple[str, ...] = ()
    reply_to: str = ""


Clock = Callable[[], datetime]
"""Gives the time as an aware datetime."""
