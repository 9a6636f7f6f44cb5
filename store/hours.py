"""Service time in whole minutes: what lies inside an activity's own hours, and nothing that nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from store.types import SHANGHAI

MINUTE = timedelta(minutes=1)


def span_of(held: Mapping[str, Any] | None) -> tuple[datetime, datetime] | None:
    """Begin and end of an activity, where both were said."""
    if not held or "at" not in held or "to" not in held:
        return None
    begin, end = (datetime.fromisoformat(str(held[name])).replace(tzinfo=SHANGHAI) for name in ("at", "to"))
    return begin, end


def day_of(held: Mapping[str, Any] | None) -> str | None:
    """The day of an activity, None where none was said."""
    return str(held.get("at") or held.get("on") or "")[:10] or None if held else None


def minutes_within(span: tuple[datetime, datetime] | None, came: datetime | None, left: datetime | None) -> int | None:
    """Minutes from `came` to `left` inside the span; None where one of the three is not known. Seconds do not count."""
    if span is None or came is None or left is None:
        return None
    begin, end = max(span[0], _whole(came)), min(span[1], _whole(left))
    return max(0, (end - begin) // MINUTE)


def _whole(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
