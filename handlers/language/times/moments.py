"""`when` as the contract writes it: once, daily, on workdays, weekly, monthly, at nodes; until."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.language.numerals import parse
from handlers.language.times import clock, periods

_WORKDAYS = re.compile(r"(?:每个?)?(?:工作日|上班日|上班时间|上班的日子|上班天)")
_LAST_WORKDAY = re.compile(r"每个?月的?(?:月?[末底]的?)?(?:最后(?:的?[一1]个?)?|末尾?一?个?|[末底]的?)的?(?:工作日|上班日)")
_DAILY = re.compile(r"每日|每天|天天|每早|每晚|日日|每一天|每个?早上|每个?晚上|按天")
_DAYS = "一二三四五六日天1-7"
_WEEKLY = re.compile(
    rf"每?(?:个|逢)?(?:周|星期|礼拜)的?(?P<days>[{_DAYS}](?:\s*(?:[、,，和及/]|(?:到|至|-|~))?\s*(?:周|星期|"
    rf"礼拜)?[{_DAYS}](?![\d点::月号日]))*)(?![月号\d::点])"
)
_WEEKENDS = re.compile(r"(?:每个?|逢)(?:周末|双休日|休息日)")
_RANGE = re.compile(rf"([{_DAYS}])\s*(?:到|至|-|~)\s*(?:周|星期|礼拜)?([{_DAYS}])")
_EVERY = re.compile(r"每|逢")
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_MONTHLY = re.compile(
    rf"每个?月的?\s*(?P<days>{_DAY}\s*[日号]?(?:\s*[、,，和及]\s*{_DAY}(?=[\s\d、,，和及]*[日号])\s*[日号]?|(?<=[日号])\s*{_DAY}\s*[日号])*)"
)
_MONTH_END = re.compile(r"每个?月(?:底|末|最后一天)")
_NUMBERS = re.compile(r"\d{1,2}|[一二三四五六七八九十廿]{1,3}")
_NODES = re.compile(
    r"(?:(?:几个|五个|重要|重大|关键|节日|各|这些|每个|每逢|按|在|逢)*(?:时间)?节点(?:日)?|重要节日|五大节日|"
    r"节庆日|节日当天)"
)
_NODE = re.compile(
    r"三\.?八(?:节|妇女节)?|妇女节|3[.·]8|5[.·]15|五一五|五\.一五|国际家庭日|家庭日|六一(?:节|儿童节)?|儿童节|"
    r"6[.·]1(?!\d)|七一|建党节|建党日|7[.·]1(?!\d)|十一|国庆(?:节)?|10[.·]1(?!\d)"
)
_NODE_KEYS = (
    ("0308", ("三八", "三.八", "妇女节", "3.8", "3·8")),
    ("0515", ("5.15", "5·15", "五一五", "五.一五", "家庭日")),
    ("0601", ("六一", "儿童节", "6.1", "6·1")),
    ("0701", ("七一", "建党", "7.1", "7·1")),
    ("1001", ("十一", "国庆", "10.1", "10·1")),
)
ALL_NODES = [key for key, _ in _NODE_KEYS]
_FESTIVAL = re.compile(r"(除夕|春节|元宵|端午|七夕|中秋|重阳)节?")
_FESTIVALS = re.compile(r"(?:几个|各个?|每个?|每逢|逢){0,3}(?:传统|农历)节日")
_YEARLY = re.compile(r"每年|每逢|逢年过节|逢|历年")
ALL_FESTIVALS = ("除夕", "春节", "元宵", "端午", "七夕", "中秋", "重阳")
_FROM = re.compile(r"\s*(?:起|开始|以后|之后)")
_UNTIL = re.compile(r"(?:一直|持续)?(?:到|至|直到|截止到|截至|截止|推到)\s*\Z")
_ENDS = re.compile(r"\s*(?:为止|止|截止|结束)")


@dataclass
class Moment:
    """What was read: `when` (None when no time was said) and the stretches of text that said it."""

    when: dict[str, Any] | None
    said: list[tuple[int, int]] = field(default_factory=list)


def read(text: str, today: date, *, repeating: bool = False) -> Moment:
    """The `when` of `text`. `repeating`: a bare time of day means every day; a repetition without a time is incomplete."""
    time = clock.find(text)
    until = _until(text, today)
    moment = _repetition(text, time)
    if moment is not None and moment.when is not None:
        _beginning(moment, text, today, until)
    moment = moment or _once(text, today, time, until, repeating)
    if moment.when is not None and until:
        moment.when["until"] = until[2]
    if until:
        moment.said.append(until[:2])
    if time and moment.when is not None:
        moment.said.append((time.start, time.end))
    return moment


def _beginning(moment: Moment, text: str, today: date, until: tuple[int, int, str] | None) -> None:
    """从6月1日起, 从6月1日到6月30日 beside a repetition."""
    assert moment.when is not None
    for period in periods.find(text, today, past=False):
        if any(period.start < end and start < period.end for start, end in (*moment.said, *([until[:2]] if until else []))):
            continue
        after = _FROM.match(text, period.end)
        if after or text[period.start] in "从自打" or period.unit == "span":
            moment.when["from"] = period.first.isoformat()
            moment.said.append((period.start, after.end() if after else period.end))
            if period.unit == "span":
                moment.when["until"] = period.last.isoformat()
            return


def _until(text: str, today: date) -> tuple[int, int, str] | None:
    for period in periods.find(text, today, past=False):
        before = _UNTIL.search(text[: period.start])
        after = _ENDS.match(text, period.end)
        if before or after:
            return before.start() if before else period.start, after.end() if after else period.end, period.last.isoformat()
    return None


def _repetition(text: str, time: clock.Clock | None) -> Moment | None:
    at = {"at": time.text()} if time else {}
    last = _LAST_WORKDAY.search(text)
    if last:
        return _plain("last_workday", last, time)
    workdays = _WORKDAYS.search(text)
    if workdays:
        return _plain("workdays", workdays, time)
    daily = _DAILY.search(text)
    if daily:
        return _plain("daily", daily, time)
    monthly = _MONTHLY.search(text) or _MONTH_END.search(text)
    if monthly:
        days = _month_days(monthly)
        return Moment({"monthly": days, **at} if at and days else None, [monthly.span()])
    weekend = _WEEKENDS.search(text)
    if weekend:
        return Moment({"weekly": [6, 7], **at} if at else None, [weekend.span()])
    weekly = _WEEKLY.search(text)
    if weekly and (_EVERY.search(weekly.group()) or len(_weekdays(weekly["days"])) > 1):
        return Moment({"weekly": _weekdays(weekly["days"]), **at} if at else None, [weekly.span()])
    return _at_nodes(text, at)


def _plain(kind: str, hit: re.Match[str], time: clock.Clock | None) -> Moment:
    return Moment({kind: time.text()} if time else None, [hit.span()])


def _month_days(hit: re.Match[str]) -> list[int]:
    if "days" not in hit.re.groupindex:
        return [31]
    days = [parse(said) or 0 for said in _NUMBERS.findall(hit["days"])]
    return sorted({day for day in days if 1 <= day <= 31})


def _weekdays(said: str) -> list[int]:
    days: set[int] = set()
    for low, high in _RANGE.findall(said):
        days.update(range(_weekday(low), _weekday(high) + 1))
    days.update(_weekday(char) for char in _RANGE.sub("", said) if char in "一二三四五六日天1234567")
    return sorted(days)


def _weekday(char: str) -> int:
    return 7 if char in "日天7" else ("一二三四五六".find(char) + 1 or int(char) if char.isdigit() else "一二三四五六".find(char) + 1)


def _at_nodes(text: str, at: dict[str, str]) -> Moment | None:
    festivals = list(dict.fromkeys(hit[1] for hit in _FESTIVAL.finditer(text)))
    lunar, yearly = _FESTIVALS.search(text), _YEARLY.search(text)
    if lunar or len(festivals) > 1 or (festivals and yearly):
        names = [name for name in ALL_FESTIVALS if name in festivals] or list(ALL_FESTIVALS)
        said = [hit.span() for hit in (*_FESTIVAL.finditer(text), lunar, yearly) if hit is not None]
        return Moment({"festivals": names, **at} if at else None, said)
    named = list(_NODE.finditer(text))
    general = _NODES.search(text)
    if not general and len(named) < 2 and not (named and yearly):
        return None
    keys = sorted({key for hit in named for key, words in _NODE_KEYS if any(word in hit.group() for word in words)})
    said = [hit.span() for hit in (*named, general, yearly) if hit is not None]
    return Moment({"nodes": keys or list(ALL_NODES), **at} if at else None, said)


def _once(text: str, today: date, time: clock.Clock | None, until: tuple[int, int, str] | None, repeating: bool) -> Moment:
    days = [period for period in periods.find(text, today, past=False) if not until or period.end <= until[0] or period.start >= until[1]]
    day = days[0] if days else None
    if day is None and time is None:
        return Moment({} if until else None)
    if day is None and time is not None:
        return Moment({"daily": time.text()} if repeating else {"at": f"{today.isoformat()}T{time.text()}"})
    if day is None:
        return Moment(None)
    on = day.first.isoformat()
    when = {"at": f"{on}T{time.text()}"} if time else {"on": on}
    return Moment(when, [(day.start, day.end)])
