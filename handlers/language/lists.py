"""A 接龙 as an understanding: its entries, and the open activity its title fits."""

from __future__ import annotations

import re

from handlers.language import jielong
from handlers.language.names.matching import NameIndex, bare
from handlers.language.scenes import index_of
from handlers.language.understanding import Scene, Understanding

_NOT_TITLE = re.compile(
    r"接龙|报名表|报名|参加人员|参加名单|参加|名单|统计|登记|人员|活动|请|大家|群|本次|关于|的|通知|开始|了|"
    r"第[一二三四五六七八九十\d]+[期次届批]|\d+月\d+[日号]|\d+[日号]|\d+年|周[一二三四五六日末]|[上下]午|晚上|"
    r"早上|\d+点|[:\d]+|吧|啦|来|开课|开班|开讲|开赛|启动|招募|招新|志愿者|火热|正式|即将|继续"
)


def read_list(text: str, scene: Scene) -> Understanding | None:
    """The list in `text`; a hand-typed one when its title fits an open activity. Where none are listed to judge by, when most
    of its lines are persons: whoever asked decides what it is for."""
    found = jielong.read(text, scene.units)
    if not found:
        return None
    roster, native = found
    activity = fitting(roster.title, scene)
    if not native and (activity is None and (scene.open_activities or not jielong.of_persons(roster))):
        return None
    slots: dict[str, object] = {"title": roster.title, "entries": roster.entries}
    if activity:
        slots["activity"] = activity
    return Understanding("jielong", slots, typed=not native)


def fitting(title: str, scene: Scene) -> str | None:
    """The one open activity that a list's title fits: nearly all of its particular words stand in that name."""
    found = _fitting(title, scene)
    clauses = [clause for clause in _CLAUSES.split(title) if bare(clause)]
    if found or len(clauses) < 2:
        return found
    fits = {clause: name for clause in clauses if len(_NOT_TITLE.sub("", bare(clause))) > 1 and (name := _fitting(clause, scene))}
    if len(set(fits.values())) != 1 or _OTHER_BUSINESS.search(title):
        return None
    first, activity = next(iter(fits.items()))
    return activity if first == clauses[0] or all(_INSTRUCTION.match(clause) for clause in clauses if clause not in fits) else None


_CLAUSES = re.compile(r"[\s,，。;；:：!！(（)）【】|｜~～—]+")
_INSTRUCTION = re.compile(
    r"\W*(?:请|每|限|各|大家|姐妹|想|要|需|愿|自愿|有意|注明|写|填|格式|截[止至]|时间|地点|名额|共|仅|先到|接龙|报名|参加|年龄|欢迎|抓紧|踊跃|备注|单位|姓名|"
    r"人数|[\d一二三四五六七八九十]+[月日号点人名:]|[本下]?周|[上下]午|今|明)|.*(?:报名|参加|接龙|有效|为止|截止)(?:了|啦|哈|吧|哦|呀)?\W*\Z"
)
"""What a clause says that only tells how to sign up, when or where."""
_OTHER_BUSINESS = re.compile(
    r"拼|订|团购|买|奶茶|饭|餐|费(?!用自理)|车|捐|垫|尺码|签到|收到|领取|报销|投票|值班|分工|请假|不参加|没来|反馈|评价|祝"
)
"""A list that names an activity and is about something else (拼车去剪纸活动)."""


def _fitting(title: str, scene: Scene) -> str | None:
    index = index_of(scene).activities
    core = bare(title)
    spare = _NOT_TITLE.sub("", core)
    if len(spare) < 2:
        spare = core
    scores = {number: _shared(spare, core, index, number) for number in range(len(index.names))}
    best = max(scores.values(), default=0.0)
    winners = [number for number, score in scores.items() if score == best]
    return index.names[winners[0]] if best >= 0.7 and len(winners) == 1 else None


def _shared(spare: str, core: str, index: NameIndex, number: int) -> float:
    """How much of the shorter of the two names the other one holds, in order."""
    name = index.cores[number]
    if len(name) >= 2 and name in core:
        return 2.0
    if len(spare) < 2 or (
        spare[:2] not in name and spare[-2:] not in name and not any(spare[at : at + 2] in name for at in range(len(spare) - 1))
    ):
        return 0.0
    held = _in_order(spare, name)
    return held / len(spare)


def _in_order(text: str, name: str) -> int:
    """Characters of `text` that follow each other in `name` in runs of two or more, and its last where both end alike (瑜伽课)."""
    at = held = place = size = 0
    while at < len(text):
        size = 0
        while at + size < len(text) and (found := name.find(text[at : at + size + 1], place)) >= 0:
            size += 1
        if size >= 2:
            place = name.find(text[at : at + size], place) + size
            held += size
            at += size
        else:
            at += 1
        del found
    return held + (len(text) > 2 and size < 2 and text[-1] == name[-1])
