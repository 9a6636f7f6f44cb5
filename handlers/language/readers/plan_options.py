"""What a plan's words say beside what, when and to whom: what is late, quiet hours, the end, the evening, exceptions, title cards."""

from __future__ import annotations

import re

from handlers.language.listed import take_audience
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import Reading
from handlers.language.times import clock

_CLOCK = (
    r"(?:每天|每日|当天|每)?(?:早上|上午|早|中午|下午|傍晚|晚上|晚间|夜里|晚)?\s*"
    r"(?<!\d)(?:\d{1,2}\s?[::]\s?\d{2}|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s*点(?:半|整|钟)?)"
)
_MISSED = re.compile(
    r"(?P<merge>合并补推|合并成一[条期]|合并推送|合并)|(?P<skip>(?:错过)?(?:就|的)?(?:不补推?|不用补|跳过))|(?P<late>错过补推|补推)"
)
_WINDOW = re.compile(
    rf"(?:补推)?(?:时限|期限)?\s*(?P<n>{NUMERAL})\s*个?(?P<unit>小时|钟头|分钟|天)\s*(?:之?内|以内)?\s*(?=补推|合并|$|\W)(?:补推)?"
)
_WINDOW_AFTER = re.compile(rf"(?:补推|时限|期限)(?:时限|期限)?\s*(?P<n>{NUMERAL})\s*个?(?P<unit>小时|钟头|分钟|天)(?:之?内|以内)?")
_MINUTES = {"分钟": 1, "小时": 60, "钟头": 60, "天": 24 * 60}
_NO_QUIET = re.compile(r"(?:不设|不要|取消|没有|去掉)免打扰(?:时段)?")
_QUIET = re.compile(rf"免打扰(?:时段|时间)?\s*(?:改成|改为|是|设为)?\s*(?:从)?(?P<first>{_CLOCK})\s*(?:到|至|-|~|—)+\s*(?P<last>{_CLOCK})")
_ENDING = re.compile(
    r"(?P<anew>(?:推完|完了|讲完)(?:以后|之后|后|了)?(?:就)?(?:从头(?:再来|开始|推)?|重来|重新开始|再来一遍|循环)|循环推?|从头再来)|"
    r"(?P<stop>(?:推完|完了|讲完)(?:以后|之后|后|了)?(?:就)?(?:停止?|为止|结束))"
)
_NO_EVENING = re.compile(r"(?:不|不要|不用|取消)(?:再)?(?:报数|报打卡数?|通报打卡)")
_EVENING = re.compile(rf"(?P<time>{_CLOCK})\s*(?:报数|报打卡(?:人数|数)?|通报打卡)|(?:报数|通报打卡)\s*(?P<after>{_CLOCK})")
_NO_CARD = re.compile(r"(?:不带|不加|不要|不配|不用|去掉|去除|取消|删掉|没有)标题图片?")
_CARD = re.compile(r"(?:带上?|加上?|配上?|要|有)?(?:一?张)?标题图片?")
_EXCEPT = re.compile(
    r"(?:除了?(?!夕)|除去|不含|不包括|不发给?|排除)\s*(?P<names>[^，,。;；]+?)(?:以外|之外|除外|外(?!事))|"
    r"(?:除了|不含|不包括|排除)\s*(?P<rest>[^，,。;；\s]+)"
)


_NO_GAP = re.compile(r"(?:不用?|不要|取消|去掉)(?:间隔|隔开)|照账号(?:自己)?的?速度")
_GAP = re.compile(
    rf"(?:每[条个]?群?|[群条]之间|两[条个]群?)?(?:之间|中间)?(?:至少|最少)?(?:间隔|相隔|(?<!每)隔)\s*(?P<n>{NUMERAL})\s*(?P<unit>秒|分)钟?(?:再?发?一[条个]群?)?"
)


def take_options(reading: Reading) -> None:
    """Settle what is said of `missed`, `window` (minutes), `quiet`, `ending`, `evening`, `card`, `gap` (seconds) and `except`.

    It comes before the times are read.
    """
    if reading.take(_NO_CARD):
        reading.slots["card"] = False
    elif reading.take(_CARD):
        reading.slots["card"] = True
    if reading.take(_NO_GAP):
        reading.slots["gap"] = 0
    elif (hit := reading.take(_GAP)) and (seconds := parse(hit["n"])):
        reading.slots["gap"] = seconds * (60 if hit["unit"] == "分" else 1)
    _take_except(reading)
    _take_quiet(reading)
    _take_evening(reading)
    if ending := reading.take(_ENDING):
        reading.slots["ending"] = "anew" if ending["anew"] else "stop"
    window = reading.take(_WINDOW_AFTER)
    late = window is not None
    if window is None and (window := _WINDOW.search(reading.rest)) is not None:
        reading.hide(*window.span())
        late = "补推" in window.group()
    number = parse(window["n"]) if window else None
    if window and number:
        reading.slots["window"] = number * _MINUTES[window["unit"]]
    said = {str(hit.lastgroup) for hit in reading.take_all(_MISSED)} | ({"late"} if late else set())
    if said:
        reading.slots["missed"] = next(rule for rule in ("merge", "skip", "late") if rule in said)


def _take_except(reading: Reading) -> None:
    """Units and groups that are left out."""
    hit = _EXCEPT.search(reading.rest)
    if hit is None:
        return
    part = Reading(hit["names"] or hit["rest"], reading.scene, reading.today)
    take_audience(part)
    if isinstance(part.slots.get("audience"), list):
        reading.slots["except"] = part.slots["audience"]
        reading.hide(*hit.span())


def _take_quiet(reading: Reading) -> None:
    if reading.take(_NO_QUIET):
        reading.slots["quiet"] = "none"
    elif hit := reading.take(_QUIET):
        first, last = clock.find(hit["first"]), clock.find(hit["last"])
        if first is not None and last is not None:
            reading.slots["quiet"] = {"from": first.text(), "to": last.text()}


def _take_evening(reading: Reading) -> None:
    if reading.take(_NO_EVENING):
        reading.slots["evening"] = "none"
    elif hit := reading.take(_EVENING):
        at = clock.find(hit["time"] or hit["after"])
        if at is not None:
            reading.slots["evening"] = at.text()
