"""What a feed is, what one fetch of it brings, and what can go wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

ColumnKind = Literal["dated", "numbered"]
Fault = Literal["address", "private", "connect", "tls", "timeout", "status", "redirects", "size", "encoding", "format", "picture", "column"]
MAX_BYTES = 2_000_000


class FeedError(Exception):
    """A feed that could not be read. The text is a Chinese sentence that names the feed and says what to do."""

    def __init__(self, code: Fault, why: str, name: str = "") -> None:
        super().__init__(f"内容源“{name}”：{why}" if name else why)
        self.code = code
        self.why = why

    def of(self, name: str) -> FeedError:
        """The same fault, of the feed with this name."""
        return FeedError(self.code, self.why, name)


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed as it is set. `times` is a `when`; `kind` is its column's; `max_bytes` bounds an answer after unpacking."""

    name: str
    url: str
    column: str
    kind: ColumnKind
    times: Mapping[str, Any] = field(default_factory=lambda: {"daily": "06:30"})
    allow_private: bool = False
    max_bytes: int = MAX_BYTES

    @property
    def fingerprint(self) -> str:
        """Changes when what was fetched before says nothing about the next answer. The address itself may hold a password."""
        return hashlib.sha256(f"{self.url}\n{self.column}\n{self.kind}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask it "anything new since?" with."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the feed has it: plain text, one line a paragraph; whatever it lacks is empty.

    `day` is the entry's own word for its day (`05-20`, `2021-05-20`), `published` when it came out.
    """

    title: str = ""
    text: str = ""
    guid: str = ""
    link: str = ""
    source: str = ""
    day: str = ""
    published: datetime | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A feed's body, read."""

    title: str
    link: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FeedResult:
    """One fetch: the entries, or `changed` False when the server says that nothing is new."""

    changed: bool
    validators: Validators
    title: str = ""
    link: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture whose content is what `suffix` (.png, .jpg, .gif, .webp) says."""

    content: bytes
    suffix: str
