"""Doing once, at the start, what the first message would otherwise wait for: tables, and the slow library."""

from __future__ import annotations

from datetime import date

from handlers.language.names.matching import sounds
from handlers.language.reader import understand
from handlers.language.times import festivals
from handlers.language.understanding import Asked, Scene
from handlers.language.words import Table, Words

_FREE = ("今天有什么活动", "给红旗社区的孩子送书", "省财政厅上周打卡多少人", "#接龙\n剪纸\n\n1. 王芳 2人", "结对 红旗社区 2名 孩子叫王小明")


def warm() -> None:
    """Build the tables and load what is loaded lazily; once for the words in force."""
    _WARM()


def _warmed(words: Words) -> bool:
    sounds("报名")
    festivals.day_of("春节", 2021)
    scene = Scene(open_activities=("剪纸活动", "演出"), communities=("红旗社区",), units=("省财政厅",), columns=("党史上的今天",))
    today = date(2021, 5, 20)
    said = [group[0] for group in words.said("commands").values()]
    for text in (*_FREE, *said, *(f"{word} 剪纸 明天 2" for word in said)):
        understand(text, scene, today=today, mention=True)
    for slot in ("activity", "headcount", "children", "item", "when", "plan", "reason", "unit", "role", "form", "member", "verdict"):
        understand("第一个", scene, today=today, asked=Asked("signup", {}, slot))
    return True


_WARM = Table(_warmed)
