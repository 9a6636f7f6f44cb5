"""Festivals by name: fixed days, lunar days, and 清明."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

FIXED = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "三八妇女节": (3, 8),
    "三八节": (3, 8),
    "妇女节": (3, 8),
    "三八": (3, 8),
    "3·8": (3, 8),
    "植树节": (3, 12),
    "国际劳动节": (5, 1),
    "五一劳动节": (5, 1),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "5·1": (5, 1),
    "五四青年节": (5, 4),
    "五四": (5, 4),
    "青年节": (5, 4),
    "国际家庭日": (5, 15),
    "家庭日": (5, 15),
    "5·15": (5, 15),
    "六一儿童节": (6, 1),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "6·1": (6, 1),
    "七一建党节": (7, 1),
    "七一": (7, 1),
    "7·1": (7, 1),
    "建党节": (7, 1),
    "八一建军节": (8, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆节": (10, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
    "10·1": (10, 1),
    "国家宪法日": (12, 4),
    "宪法日": (12, 4),
    "圣诞": (12, 25),
}
LUNAR = {
    "春节": (1, 1),
    "大年初一": (1, 1),
    "正月初一": (1, 1),
    "元宵节": (1, 15),
    "元宵": (1, 15),
    "正月十五": (1, 15),
    "端午节": (5, 5),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元节": (7, 15),
    "中秋节": (8, 15),
    "中秋": (8, 15),
    "重阳节": (9, 9),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
}
_OTHERS = ("清明节", "清明", "除夕", "大年三十", "母亲节", "父亲节")
_LENGTHS = {"国庆": 7, "十一": 7, "五一": 5, "劳动节": 5, "春节": 7, "元旦": 3, "清明": 3, "端午": 3, "中秋": 3}
# 五一、十一 and the like are numbers too: not before a measure word, a month, a clock.
_NAMES = sorted([*FIXED, *LUNAR, *_OTHERS], key=lambda name: -len(name))
PATTERN = rf"(?:{'|'.join(map(re.escape, _NAMES))})(?![月点日号人名位个份岁条年楼层场次户])(?:节)?"


def length(name: str) -> int:
    """Days of the holiday, when the holiday itself is meant (国庆期间)."""
    return next((days for word, days in _LENGTHS.items() if word in name), 1)


@lru_cache(maxsize=512)
def day_of(name: str, year: int) -> date | None:
    """The day of the festival in the given year of the common calendar."""
    for word in (name, name.removesuffix("节")):
        if word in FIXED:
            return date(year, *FIXED[word])
        if word in LUNAR:
            return _lunar(year, *LUNAR[word])
    return _other(name, year)


def _other(name: str, year: int) -> date | None:
    if name.startswith("清明"):
        return _clear_bright(year)
    if name in ("除夕", "大年三十"):
        return _lunar(year, 1, 1) - timedelta(days=1)
    if name in ("母亲节", "父亲节"):
        month, week = (5, 1) if name == "母亲节" else (6, 2)
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * week)
    return None


def _lunar(year: int, month: int, day: int) -> date:
    from lunar_python import Lunar

    lunar_year = year if month < 12 else year - 1
    solar = Lunar.fromYmd(lunar_year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _clear_bright(year: int) -> date:
    from lunar_python import Solar

    solar = Solar.fromYmd(year, 4, 4).getLunar().getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
