"""What comes in from a channel and what goes out to it, in primitives: no wire object passes this line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["text", "image", "file", "video", "link", "jielong"]
SentKind = Literal["text", "image", "file", "video", "link"]
EventKind = Literal["join", "leave", "topic", "rooms"]
Standing = Literal["in", "out", "gone", "unknown"]


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, file or video. `path` is a readable local file; `mime` is what the channel claimed."""

    name: str
    path: str
    mime: str = ""
    size: int = 0


MEDIA: frozenset[Kind] = frozenset({"image", "file", "video"})
"""Kinds of messages that carry a file."""
Fault = Literal["", "lost", "large", "long", "type", "heic", "broken", "pixels"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture or video that was kept for its sender's work: the content's hash, its type, its bytes; or why it was not."""

    sha256: str = ""
    media: str = ""
    bytes: int = 0
    fault: Fault = ""


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
    `hears_all`: without it the account hears in this chat only what mentions it.
    `unfetched`: why the channel could not give the file of a picture (`media` is None then too when nobody asked for it).
    `taken`: what became of it where its sender is submitting works.
    `owners`: of a 接龙, the ids of who entered its first, second … line, as far as the channel says ("" where it does not).
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
    owners: tuple[str, ...] = ()
    hears_all: bool = True
    unfetched: Fault = ""
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class SeenRoom:
    """How an account stands in a room: in it, out of it, or its channel does not know the room; `name` is empty where it is not told."""

    wire_id: str
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """Something that happened to the account in a room: it was let in, it left, the room was renamed.

    `rooms`: the account has come up and looked around (`group` is empty then); rooms that it does not name are as they were.
    """

    account: str
    group: str
    kind: EventKind
    at: datetime
    group_name: str = ""
    id: str = ""
    rooms: tuple[SeenRoom, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to send. Exactly one of `group` and `person` (channel ids) is set.

    `key` is the sender's own stable name for this send (`reply-17`, `push-4-9`); a channel that can carry it gives it
    back in its echo. `mention` holds channel ids of people to @. `path`/`name` are for `image`, `video` and `file`.
    `way` names the door into the room that it must go through, where the account has more than one.
    A `link` is a card: `name` its title, `text` its description, `url` its address, `path` its thumbnail or empty; `picture_url`
    is the thumbnail's own address where it has one, for channels that take nothing else.
    """

    account: str
    group: str | None
    person: str | None
    text: str
    key: str
    kind: SentKind = "text"
    path: str = ""
    name: str = ""
    mention: tuple[str, ...] = ()
    reply_to: str = ""
    url: str = ""
    way: str = ""
    picture_url: str = ""


Clock = Callable[[], datetime]
"""Gives the time as an aware datetime."""
