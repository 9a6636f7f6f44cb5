"""From a callback of the AI bot to what was said. Pure translation; nothing here touches the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from handlers.message import MEDIA, Kind

_AT = re.compile("@([^\\s@\u2005\u00a0，。,：:]+)")
_LEADING = re.compile("^[\\s\u2005\u00a0]*@[^\\s@\u2005\u00a0]+[\\s\u2005\u00a0]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One message's worth: words, or a picture, file or video with the address and key it can be had by (for five minutes)."""

    kind: Kind
    text: str = ""
    url: str = ""
    aeskey: str = ""


def pieces(body: dict[str, Any]) -> list[Piece]:
    """What a callback says: mixed ones give their words, then each picture. Cards, feedback and the like give nothing."""
    kind = body.get("msgtype")
    if kind == "mixed":
        items = _dict(body, "mixed").get("msg_item")
        parts = [piece for item in items if isinstance(item, dict) for piece in _single(item)] if isinstance(items, list) else []
        words = "".join(piece.text for piece in parts if piece.kind == "text")
        return [Piece("text", words)] * bool(words.strip()) + [piece for piece in parts if piece.kind != "text"]
    return list(_single(body))


def _single(item: dict[str, Any]) -> Iterator[Piece]:
    kind = str(item.get("msgtype"))
    content = _dict(item, kind)
    if kind in ("text", "voice"):
        yield Piece("text", str(content.get("content", "")))
    elif kind in MEDIA and content.get("url"):
        yield Piece(kind, url=str(content["url"]), aeskey=str(content.get("aeskey", "")))


def _dict(body: dict[str, Any], key: str) -> dict[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}


def sender_of(body: dict[str, Any]) -> str:
    """The sender's id as it came; it may be an encrypted one."""
    return str(_dict(body, "from").get("userid", ""))


def room_of(body: dict[str, Any]) -> str | None:
    """The group's id; None in a private chat."""
    return str(body.get("chatid") or "") or None if body.get("chattype") == "group" else None


def event_of(body: dict[str, Any]) -> str:
    """The kind of an event."""
    return str(_dict(body, "event").get("eventtype", ""))


def time_of(body: dict[str, Any], now: datetime) -> datetime:
    """When it was said, in seconds since 1970; nothing usable is now."""
    stamp = body.get("create_time")
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) and 0 < stamp < 100_000_000_000 else now


def without_bot(text: str, names: Sequence[str]) -> str:
    """The words without the @ of the bot, whose name may hold spaces. Where it is called otherwise, the first @ was the bot's."""
    found = text
    for name in sorted(filter(None, names), key=len, reverse=True):
        found = re.sub(f"@{re.escape(name)}(?=[\\s\u2005\u00a0，。,：:@]|$)", " ", found)
    if found == text:
        found = _LEADING.sub("", text, count=1)
    return found.strip(" \t\n\r\u2005\u00a0")


def names_after_at(text: str) -> list[str]:
    """The names that stand behind an @."""
    return _AT.findall(text)
