"""`剪纸+2`: an open activity's name, or a part of it, and a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.language.names.matching import bare
from handlers.language.numerals import parse
from handlers.language.reading import Reading
from handlers.language.understanding import Understanding

_PLUS = re.compile(
    r"^\W*(?:(?:请|麻烦[您你]?|帮我|给我|我[要想来]|那|好的)[\s,]*)*(?P<name>[^\n+]{2,40}?)\s*\+\s*(?P<n>\d{1,3}|[一二两三四五六七八九十俩仨]{1,3})\s*(?:个人|[人名位个])?[哈呗吧啊哦啦呀]?\W*$"
)


@dataclass(frozen=True, slots=True)
class Plus:
    """The name and the number as said, and the sign-up they make."""

    name: str
    number: str
    understood: Understanding


def read_plus(reading: Reading) -> Plus | None:
    """None when the whole message is nothing of the kind."""
    hit = _PLUS.match(reading.text)
    if not hit:
        return None
    activities = reading.scene.activities
    name = activities.spelt_out(bare(hit["name"]))
    name = name if activities.find(name) else activities.righted(name)
    found = [mention for mention in activities.find(name) if mention.start == 0 and mention.end >= len(name) - 2]
    number = parse(hit["n"])
    if not found or not number or (found[0].end < len(name) and name[found[0].end :] not in ("活动", "班", "会", "讲座", "比赛", "课")):
        return None
    names = [reading.scene.scene.open_activities[index] for index in found[0].candidates]
    reading.slots["headcount"] = number
    if len(names) == 1:
        reading.slots["activity"] = names[0]
    else:
        reading.lack("activity", names)
    return Plus(hit["name"], hit["n"], reading.understood("signup"))
