"""A copied stretch of group chat: who said what when, in the forms that people's clients give it.

Desktop copies have `王芳:` above each message, phone copies and mails `王芳  09:01` with the day on a line of dashes, other
clients a full date before or after the name, or all of it on one line with the words. Pure: nothing is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

MOST_TEXT = 400_000
_DAY = (
    r"(?:(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})日?"
    r"|(?P<m>\d{1,2})\s?[/月-]\s?(?P<d>\d{1,2})日?|(?P<ago>今天|昨天|前天)|(?:星期|周)(?P<week>[一二三四五六日天]))"
)
_CLOCK = (
    r"(?P<half>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)?\s?"
    r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：]\d{2})?\s?(?P<apm>[AaPp][Mm])?"
)
_STAMP = rf"[\[(（]?\s?(?:{_DAY}\s*)?(?:(?:星期|周)[一二三四五六日天]\s*)?{_CLOCK}\s?[\])）]?"
_WHO = r"(?P<who>[^\n:：]{1,40}?)"
_TIMED = (
    re.compile(rf"^\s*{_STAMP}\s*{_WHO}\s*(?:[:：]\s*(?P<said>.*))?$"),
    re.compile(rf"^\s*{_WHO}\s*[\s\t(（\[]{_STAMP}\s*(?:[:：]\s*(?P<said>.*))?$"),
)
_NAMED = (re.compile(rf"^\s*{_WHO}\s*[:：]\s*(?P<said>)$"), re.compile(rf"^\s*{_WHO}\s*[:：]\s*(?P<said>\S.*)$"))
_DAY_LINE = re.compile(rf"^[\s—–\-─=_*·.]*{_DAY}[\s—–\-─=_*·.]*(?:(?:星期|周)[一二三四五六日天])?[\s—–\-─=_*·.]*$")
_STAMP_LINE = re.compile(rf"^\s*{_STAMP}\s*$")
_HEADLINE = re.compile(r"聊天记录")
_GROUP = re.compile(r"[“\"「『](?P<group>[^”\"」』\n]{1,60})[”\"」』]")
_BARE_GROUP = re.compile(r"^\s*(?P<group>[^\s，。！？：:]{1,40}群)(?:\s*[(（]\d+人?[)）])?\s*$")
"""A copy may begin with the group's name alone, as the chat's head shows it: 省财政厅妇女工作群(86)."""
_LABEL = re.compile(
    r"时间|地点|地址|内容|要求|备注|通知|对象|人数|方式|联系|电话|报名|活动|主题|注意|说明|标题|截止|费用|集合|公告|接龙|名单|"
    r"单位|姓名|要点|步骤|主办|承办|链接|https?|例|如|[，。！？,!?#]|^\d+[.、]?$"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u2005]")


@dataclass(frozen=True, slots=True)
class Said:
    """One message: the line it begins on (from 1), who said it, the day and the clock where they are told, the words."""

    line: int
    who: str
    day: date | None
    clock: time | None
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of chat, and the group's name where the copy tells it."""

    said: tuple[Said, ...]
    group: str = ""


def read(text: str, as_of: date) -> Stretch | None:
    """The stretch in `text`, None when it is not one. `as_of`: the day it was copied (昨天, 周三, 5月20日 count back from it)."""
    lines = [_INVISIBLE.sub("", line) for line in text[:MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    form = _form(lines)
    if form is None:
        return None
    group, day, heads = "", None, 0
    found: list[tuple[int, str, date | None, time | None, list[str]]] = []
    for number, line in enumerate(lines, 1):
        if not found and (_HEADLINE.search(line) or _BARE_GROUP.match(line)):
            named = _GROUP.search(line) or _BARE_GROUP.match(line)
            group = named["group"] if named else group
            continue
        if (hit := _DAY_LINE.match(line)) or (hit := _STAMP_LINE.match(line)):
            day = _day(hit, as_of) or day
            continue
        head = _head(line, form)
        if head is not None:
            heads += 1
            day = _day(head, as_of) or day
            found.append((number, head["who"].strip(), day, _clock(head), [head["said"] or ""]))
        elif found:
            found[-1][4].append(line)
    if not heads:
        return None
    return Stretch(tuple(Said(number, who, on, at, "\n".join(words).strip()) for number, who, on, at, words in found), group)


def _form(lines: list[str]) -> tuple[re.Pattern[str], ...] | None:
    """The patterns that begin messages here. A stretch begins with one; without times, or after other lines, it takes two to be sure."""
    first = next((line for line in lines if line.strip() and not _HEADLINE.search(line) and not _DAY_LINE.match(line)), "")
    first = first if not _STAMP_LINE.match(first) else next((line for line in lines[lines.index(first) + 1 :] if line.strip()), "")
    if _head(first, _TIMED) is not None or _begins_inside(lines):
        return _TIMED
    for pattern in _NAMED:
        if _head(first, (pattern,)) is not None and sum(_head(line, (pattern,)) is not None for line in lines) >= 2:
            return (pattern,)
    return None


def _begins_inside(lines: list[str]) -> bool:
    """Whether a copy begins in the middle of a message, or with a group's name: two messages follow, words under each. Lines of a
    timetable have none."""
    heads = [_head(line, _TIMED) is not None for line in lines if line.strip()]
    return sum(head and not following for head, following in pairwise([*heads, True])) >= 2


def _head(line: str, form: tuple[re.Pattern[str], ...]) -> re.Match[str] | None:
    """The beginning of a message, said by somebody who may be called so."""
    for pattern in form if len(line) <= 400 else ():
        hit = pattern.match(line)
        if hit and hit["who"].strip() and not _LABEL.search(hit["who"]) and (form is _TIMED or len(hit["who"]) <= 20):
            return hit
    return None


def _day(hit: re.Match[str], as_of: date) -> date | None:
    parts = hit.groupdict()
    try:
        if parts.get("year"):
            return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        if parts.get("m"):
            this = date(as_of.year, int(parts["m"]), int(parts["d"]))
            return this if this <= as_of else this.replace(year=as_of.year - 1)
    except ValueError:
        return None
    if parts.get("ago"):
        return as_of - timedelta(days=("今天", "昨天", "前天").index(parts["ago"]))
    if parts.get("week"):
        return as_of - timedelta(days=(as_of.weekday() - "一二三四五六日".index(parts["week"].replace("天", "日"))) % 7)
    return None


def _clock(hit: re.Match[str]) -> time | None:
    parts = hit.groupdict()
    if not parts.get("hour"):
        return None
    hour, minute = int(parts["hour"]), int(parts["minute"])
    half = parts.get("half") or str(parts.get("apm")).lower()
    late = half in ("下午", "傍晚", "晚上", "pm") or (half == "中午" and hour < 11)
    hour += 12 if late and hour < 12 else 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
