"""Several things of a kind in one message: the stretches that each say one of them."""

from __future__ import annotations

import re

from handlers.language import pii
from handlers.language.classify import skeleton
from handlers.language.names.matching import Mention
from handlers.language.numerals import NUMERAL
from handlers.language.reading import Reading
from handlers.language.scenes import SceneIndex

_BREAK = re.compile(r"[,，;；。\n、\s]+|还有|另外|和|跟|与|及|以及|再")


def split_also(reading: Reading) -> list[str] | None:
    """The message cut before each further activity (or community) it names, or None when it names at most one."""
    if numbered := _by_number(reading):
        return numbered
    kept = pii.mark(reading.text, children=True)[0]
    for index in (reading.scene.activities, reading.scene.communities):
        if len(_different([mention for mention in index.find(kept) if len(mention.candidates) == 1])) < 2:
            continue
        named = [mention for mention in index.find(reading.text) if len(mention.candidates) == 1]
        mentions = _different([mention for mention in named if not reading.scene.vague(mention.said)])
        if len(mentions) > 1:
            return _cut(reading.text, mentions)
    return None


_NUMBERS_EACH = re.compile(
    rf"^\W*(?P<all>\d{{1,2}}号?(?:\s*[、,，和]\s*\d{{1,2}}号?)+)\s*(?:活动|项)?\s*(?:各|每个|都)\s*(?P<count>{NUMERAL}\s*(?:个人|[人个名位口]))\W*\Z"
)


def _by_number(reading: Reading) -> list[str] | None:
    """`报名 1、3 各2人`: the activities of these numbers, so many at each."""
    hit = _NUMBERS_EACH.match(reading.text) if reading.word in ("报名", "报名参加") else None
    listed = reading.scene.scene.open_activities
    numbers = [int(said) for said in re.findall(r"\d+", hit["all"])] if hit else []
    if hit is None or not all(1 <= number <= len(listed) for number in numbers):
        return None
    return [f"{listed[number - 1]} {hit['count']}" for number in dict.fromkeys(numbers)]


_GOES = re.compile(
    r"(?<![不别])(?:报名?|参加|去|换|改报)(?:上|个|一下)?(?:那个)?Ａ(?!.{0,4}(?:不|退|取消))|Ａ.{0,3}(?<![不别])报(?:上|个|一|两|俩|仨|\d)|Ａ(?:我|还|也|照样|照常|仍|要|会|想)*(?:去|参加|来)(?!不)"
)
_GOES_NOT = re.compile(r"不(?:想|能|再)?(?:去|报|参加|来)|[去来]不了|退|取消|撤")


def intent_of(part: str, whole: str, scene: SceneIndex) -> str:
    """What one stretch wants, where the message says both: in (报羽毛球) and out (剪纸不去了); else what all of it wants."""
    if whole not in ("signup", "signup_cancel"):
        return whole
    shape = skeleton(part, scene)
    if _GOES_NOT.search(shape):
        return "signup_cancel"
    return "signup" if _GOES.search(shape) else whole


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
    ends = {mention.end for mention in mentions}
    for mention in mentions[1:]:
        breaks = list(_BREAK.finditer(text, start, mention.start))
        if not breaks:
            if not _ENDS.search(text[start : mention.start]) and mention.start not in ends:
                return None
            parts.append(text[start : mention.start])
            start = mention.start
            continue
        parts.append(text[start : breaks[-1].start()])
        start = breaks[-1].end()
    return _each([*parts, text[start:]])


_ENDS = re.compile(r"(?:[了吧啦]|[\d一二两三四五六七八九十]\s*(?:个人|[人个名位口])|[俩仨]人?)\Z")
"""What ends a clause where no mark does (剪纸不去了羽毛球还去, 剪纸两人羽毛球一人)."""
_EACH = re.compile(rf"(?:分别|各自?|每个|都)(?:都|也)?(?:是|报|去|来|改成|改为|改到|改)?\s*(?P<count>{NUMERAL}\s*(?:个人|[个人名位口]))")


def _each(parts: list[str]) -> list[str]:
    """`剪纸和合唱各2人`: what is said of each stands with each."""
    hit = _EACH.search(parts[-1])
    if not hit:
        return parts
    last = parts[-1][: hit.start()] + " " + hit["count"] + parts[-1][hit.end() :]
    return [*(f"{part} {hit['count']}" for part in parts[:-1]), last]
