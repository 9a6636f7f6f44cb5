"""Several things of a kind in one message: the stretches that each say one of them."""

from __future__ import annotations

import re

from handlers.language.names.matching import Mention
from handlers.language.reading import Reading

_BREAK = re.compile(r"[,，;；。\n、\s]+|还有|另外|和|以及|再")


def split_also(reading: Reading) -> list[str] | None:
    """The message cut before each further activity (or community) it names, or None when it names at most one."""
    for index in (reading.scene.activities, reading.scene.communities):
        mentions = _different([mention for mention in index.find(reading.text) if len(mention.candidates) == 1])
        if len(mentions) > 1:
            return _cut(reading.text, mentions)
    return None


def _different(mentions: list[Mention]) -> list[Mention]:
    seen: set[tuple[int, ...]] = set()
    found = []
    for mention in mentions:
        if mention.candidates not in seen and mention.size >= 2:
            seen.add(mention.candidates)
            found.append(mention)
    return found


def _cut(text: str, mentions: list[Mention]) -> list[str] | None:
    parts, start = [], 0
    for mention in mentions[1:]:
        breaks = list(_BREAK.finditer(text, start, mention.start))
        if not breaks:
            return None
        parts.append(text[start : breaks[-1].start()])
        start = breaks[-1].end()
    return [*parts, text[start:]]
