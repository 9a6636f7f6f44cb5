"""Doing once, at the start, what the first message would otherwise wait for: tables, and the slow libraries."""

from __future__ import annotations

from datetime import date

from handlers.language.names.matching import sounds
from handlers.language.reader import understand
from handlers.language.times import festivals
from handlers.language.understanding import Scene


def warm() -> None:
    """Build the tables and load what is loaded lazily."""
    sounds("报名")
    festivals.day_of("春节", 2021)
    scene = Scene(open_activities=("剪纸活动",), communities=("红旗社区",), units=("省财政厅",), columns=("党史上的今天",))
    for text in ("报名 剪纸 2人", "今天有什么活动", "给红旗社区的孩子送书", "省财政厅上周打卡多少人"):
        understand(text, scene, today=date(2021, 5, 20), mention=True)
