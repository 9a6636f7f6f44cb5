"""From the gateway's raw events and payloads to the port's messages. Pure translation; nothing here touches the wire."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from handlers.message import MEDIA, Kind


class Event(IntEnum):
    """Numbers of events (wechaty.puppet.EventType)."""

    HEARTBEAT = 1
    MESSAGE = 2
    DONG = 3
    ERROR = 16
    FRIENDSHIP = 17
    ROOM_INVITE = 18
    ROOM_JOIN = 19
    ROOM_LEAVE = 20
    ROOM_TOPIC = 21
    SCAN = 22
    READY = 23
    RESET = 24
    LOGIN = 25
    LOGOUT = 26
    DIRTY = 27


class DirtyKind(IntEnum):
    """What a DIRTY event is about (wechaty.puppet.PayloadType)."""

    CONTACT = 2
    ROOM = 3
    ROOM_MEMBER = 4


KINDS: dict[int, Kind] = {1: "file", 6: "image", 7: "text", 10: "jielong", 14: "link", 15: "video", 53: "jielong"}
"""The gateway's own message numbers. 10 is GroupNote; some gateways hand on WeChat's 53 as it is."""
_TITLE = re.compile(r"<title>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</title>", re.DOTALL)
_OWNER = re.compile(r"<(?:user_?name|wxid|owner)>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,80})", re.IGNORECASE)
_MILLISECONDS = 100_000_000_000


def kind_of(payload: Any) -> Kind | None:
    """What sort of message it is; None for those the bot has no use for (voice, stickers, cards, red envelopes …)."""
    kind = KINDS.get(int(payload.type))
    if kind is None and int(payload.type) == 0 and payload.filename:
        return "file"
    return kind


def text_of(payload: Any, kind: Kind) -> str:
    """The words of a message. Structured 接龙 may come as XML whose title holds the list; what a card says is nobody's words."""
    if kind in MEDIA or kind == "link":
        return ""
    text = str(payload.text)
    if kind == "jielong" and text.lstrip().startswith("<") and (found := _TITLE.search(text)):
        return html.unescape(found[1]).strip()
    return text


def owners_of(payload: Any, kind: Kind) -> tuple[str, ...]:
    """Who entered each line of a structured 接龙, as its XML names them, in its order; empty for a text without any."""
    text = str(payload.text) if kind == "jielong" else ""
    if not text.lstrip().startswith("<"):
        return ()
    rest = _TITLE.sub("", text, count=1)
    return tuple(_OWNER.findall(html.unescape(rest) if "&lt;" in rest else rest))


def time_of(timestamp: float | str | None, now: datetime) -> datetime:
    """Gateways give seconds or milliseconds; nothing usable is now."""
    try:
        value = float(timestamp or 0)
    except (TypeError, ValueError):
        return now
    if not value > 0:
        return now
    try:
        return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC)
    except (ValueError, OverflowError, OSError):
        return now


def ids_of(payload: dict[str, Any], *keys: str) -> list[str]:
    """The list under the first key that is there."""
    for key in keys:
        value = payload.get(key)
        if isinstance(value, list):
            return [str(one) for one in value]
    return []


def with_mentions(text: str, names: list[str]) -> str:
    """The text led by an @ for each name that does not already stand at its start."""
    rest, missing = text.lstrip(), []
    for name in names:
        shown = f"@{name}"
        if name and rest.startswith(shown):
            rest = rest[len(shown) :].lstrip(" \u2005\u00a0　,，、")
        elif name:
            missing.append(shown)
    return "".join(f"{shown} " for shown in missing) + text
