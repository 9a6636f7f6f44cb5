"""Names that hold a number (第10社区、三八社区): where the number said is a date's, a count's or another thing's."""

from __future__ import annotations

import re

from handlers.language.numerals import HAN, parse
from handlers.language.times import festivals

_NUMERALS = frozenset("0123456789" + HAN)
A_NUMERAL = re.compile(f"[0-9{HAN}]")
_N = rf"(?:\d+|[{HAN}]+)"
_MEASURE = (
    "个月|月份|年度|星期|礼拜|小时|分钟|月|日|号|年|点|时|分|刻|秒|人|名|个|位|次|天|周|岁|场|户|家|份|条|件|项|张|幅|组|对|间|里|"
    "公里|米|元|块|层|楼|室|栋|路|遍|回|轮|号楼|村|届|期|季度|群|口|%"
)
_MEASURES = re.compile(rf"\s*(?:{_MEASURE})")
_COUNTED = re.compile(rf"(?:{_MEASURE})?第?{_N}(?:(?:{_MEASURE}){_N})*(?:{_MEASURE})?半?(?:初|末|底|以?前|以?后|起|至|到)?\Z")
_NUMBERED = re.compile(rf"第?{_N}[期届]\Z")
_MEANT = re.compile(r"\s*(?:\Z|[^\w\s]|\s|\d|[的活那这报还有我两三四五六七八九十一二俩算改取来去参统名导关])")
_ORDINAL = re.compile(rf"第{_N}\Z")
_THAT_ONE = re.compile(r"的?(?:那|这)(?:个|场|次|期|一)")
_FESTIVAL = re.compile(rf"(?:{festivals.PATTERN})(?:当天|期间)?\Z")
_WHEN = re.compile(r"\s*(?:节?(?:以来|至今|迄今|以?前|以?后|之前|之后|过后|期间|假期|当天|起|开始|到|至|-|~|那天|当日|前夕|为止|截止)|节)")
_SINCE = re.compile(r"(?:从|自|到|至|-|~|截至|截止)\s*\Z")
_STANDS = re.compile(r"\s*(?:\Z|[^\w\s]|\s|\d|的|活动|那|这)")


def holds_numeral(core: str) -> bool:
    """Whether a name holds a numeral, Arabic or Chinese."""
    return any(char in _NUMERALS for char in core)


def in_number(text: str, at: int) -> bool:
    """Whether an Arabic or Chinese numeral stands at `at`."""
    return 0 <= at < len(text) and text[at] in _NUMERALS


def not_own(text: str, at: int, end: int, core: str, stop: int) -> int:
    """How many characters at the end of `text[at:end]` are a number that is not the name's own: cut in two, or counting something.

    `stop`: where in `core` the part ends (健步走3人 is no 健步走3期, and no 健步走30人).
    """
    if not in_number(text, end - 1) or text[end - 2 : end] in festivals.FIXED:
        return 0
    counts = stop < len(core) and _MEASURES.match(text, end)
    if not (counts or _within(text, end) or _within(core, stop)):
        return 0
    first = end - 1
    while first > at and _within(text, first):
        first -= 1
    return end - first + (first > at and text[first - 1] == "第")


def only_counts(text: str, start: int, end: int, core: str, place: int) -> bool:
    """Whether the part of `core` (from `place` on) said at `text[start:end]` is only a number of something else, or a day."""
    said = text[start:end]
    if _begins_within(text, start, core, place) or (said.endswith("第") and said != core):
        return True
    if said == core:
        return bool(_COUNTED.fullmatch(said)) and in_number(text, end - 1) and text[end : end + 1].isalnum()
    if _FESTIVAL.match(said) and (_WHEN.match(text, end) or _SINCE.search(text, 0, start)):
        return True
    if not _COUNTED.match(said) or _THAT_ONE.match(text, end):
        return False
    if (_NUMBERED.match(said) and _MEANT.match(text, end)) or (_ORDINAL.match(said) and _STANDS.match(text, end)):
        return False
    return parse(said) is not None or not all(char in _NUMERALS for char in said) or not _STANDS.match(text, end)


def _begins_within(text: str, start: int, core: str, place: int) -> bool:
    """Whether the part begins within a number, of the text or of the name (24年 of 2024年 is said)."""
    if _within(text, start):
        return text[start : start + 2] not in festivals.FIXED
    return _within(core, place) and not re.match(r"20\d\d(?!\d)", core[max(0, place - 2) : place + 3])


def _within(text: str, at: int) -> bool:
    """Whether `at` is between two numerals of one number, both Arabic or both Chinese."""
    return in_number(text, at - 1) and in_number(text, at) and text[at - 1].isascii() == text[at].isascii()
