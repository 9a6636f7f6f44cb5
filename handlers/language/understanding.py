"""The language layer's types: what is known before a message is read, and what it turned out to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Slots = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """The bot's own open question to this sender: the intent begun, what is settled, what is missing."""

    intent: str
    slots: Mapping[str, Any]
    missing: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """What may be named in this chat: display names, in the order they are listed to people.

    Built once per group and reused for every message; indexes are derived lazily and kept on it.
    """

    bot_names: tuple[str, ...] = ("助手",)
    open_activities: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Understanding:
    """An intent with its slots (UNDERSTANDING contract). `intent` None is talk; `"unknown"` addressed but not read."""

    intent: str | None = None
    slots: Slots = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    also: Sequence[Understanding] = ()
    herself: bool = False
    """Beside those she names, her own sign-up goes too (我和赵敏都不去了)."""
    typed: bool = False
    """A list typed by hand, without `#接龙`: only a fitting activity makes it one, never a tie of "the next list"."""
