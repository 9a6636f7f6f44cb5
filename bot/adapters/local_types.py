"""The nouns of the simulated wire: a person, a room, a bubble on the screen, and what can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

BOT = "bot"
"""The bot's own wire id: the sender of its bubbles, and its place in `Bubble.mention`."""

PRIVATE = "private:"
"""Prefix of a private chat's name; the rest is the person's wire id."""

MAX_MEDIA_BYTES = 20 * 1024 * 1024

BubbleKind = Literal["text", "image", "file", "video", "link", "notice"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can speak. `role_hint` is only text for a picker ("组织员"); it grants nothing."""

    wire_id: str
    name: str
    role_hint: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A chat room the bot is in. `members` are wire ids, the bot not among them."""

    wire_id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing shown in a chat. `seq` rises by one over all chats; `at` is aware.

    `chat` is a room's wire id or `private:<person>`. `sender` is a person's wire id, `BOT`, or "" for a notice.
    `name` is a file's shown name, `file` its key in the media folder, `size` its bytes. `mention` may hold `BOT`. Of a link card,
    `name` is the title, `text` the description, `url` the address, `file` the thumbnail.
    """

    seq: int
    id: str
    chat: str
    at: datetime
    sender: str
    sender_name: str
    kind: BubbleKind
    text: str
    name: str = ""
    file: str = ""
    size: int = 0
    mime: str = ""
    mention: tuple[str, ...] = ()
    reply_to: str = ""
    url: str = ""


class LocalChannelError(Exception):
    """The simulated channel cannot do what was asked; the text is Chinese and fit to be shown."""


class NotRunning(LocalChannelError):
    """Somebody spoke while the bot was not listening."""


class UnknownChat(LocalChannelError):
    """No such room or person, or the person is not in the room."""


class BadMedia(LocalChannelError):
    """A file that is empty, too large, or not there."""


class JournalDamaged(LocalChannelError):
    """A line that is not the last one cannot be read."""


def private_chat(person: str) -> str:
    """The name of a person's private chat with the bot."""
    return PRIVATE + person
