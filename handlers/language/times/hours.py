"""From when to when in words: 9点到11点30, 下午2点-4点."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.language.times import clock

_TO = re.compile(r"\s*(?:到|至|-+|~+|—+)\s*")


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of day said at `start`, and with a second one (`last`) where it goes up to that; `end` is after what was said."""

    start: int
    end: int
    first: str
    last: str | None = None


def find(text: str) -> Hours | None:
    """The first time of day in `text`, with the one it goes up to."""
    first = clock.find(text)
    if first is None:
        return None
    found = last_after(text, first.end, first.text())
    return Hours(first.start, found[0] if found else first.end, first.text(), found[1] if found else None)


def last_after(text: str, at: int, first: str) -> tuple[int, str] | None:
    """`到11点30` right at a place: where it ends, and the time. 晚上7点到9点 is 21:00: the second half of a day goes on."""
    to = _TO.match(text, at)
    last = clock.find(text[to.end() : to.end() + 12]) if to else None
    if to is None or last is None or last.start != 0:
        return None
    hour = last.hour + 12 if last.text() <= first and last.hour < 12 else last.hour
    return to.end() + last.end, f"{hour:02d}:{last.minute:02d}"
