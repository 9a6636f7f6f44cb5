"""Several things of a kind in one message: the stretches that each say one of them."""

from __future__ import annotations

import re

from handlers.language import pii
from handlers.language.names.matching import Mention
from handlers.language.numerals import NUMERAL
from handlers.language.reading import Reading

_BREAK = re.compile(r"[,，;；。\n、\s]+|还有|另外|和|跟|与|及|以及|再")


def split_also(reading: Reading) -> list[str] | None:
    """The message cut before each further activity (or community) it names, or None when it names at most one."""
    kept = pii.mark(reading.text, children=True)[0]
    for index in (reading.scene.activities, reading.scene.communities):
        if len(_different([mention for mention in index.find(kept) if len(mention.candidates) == 1])) < 2:
            continue
        named = [mention for mention in index.find(reading.text) if len(mention.candidates) == 1]
        mentions = _different([mention for mention in named if not reading.scene.vague(mention.said)])
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
    return _each([*parts, text[start:]])


_EACH = re.compile(rf"(?:分别|各自?|每个|都)(?:都|也)?(?:是|报|去|来)?\s*(?P<count>{NUMERAL}\s*(?:个人|[个人名位口]))")


def _each(parts: list[str]) -> list[str]:
    """`剪纸和合唱各2人`: what is said of each stands with each."""
    hit = _EACH.search(parts[-1])
    if not hit:
        return parts
    last = parts[-1][: hit.start()] + " " + hit["count"] + parts[-1][hit.end() :]
    return [*(f"{part} {hit['count']}" for part in parts[:-1]), last]
