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
    r"早上|\d+点|[:\d]+|吧|啦|来"
)


def read_list(text: str, scene: Scene, *, native_only: bool = False) -> Understanding | None:
    """The list in `text`; a hand-typed one only when its title fits an open activity."""
    found = jielong.read(text, scene.units)
    if not found:
        return None
    roster, native = found
    activity = fitting(roster.title, scene)
    if not native and (native_only or activity is None):
        return None
    slots: dict[str, object] = {"title": roster.title, "entries": roster.entries}
    if activity:
        slots["activity"] = activity
    return Understanding("jielong", slots)


def fitting(title: str, scene: Scene) -> str | None:
    """The one open activity that a list's title fits: nearly all of its particular words stand in that name."""
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
    """Characters of `text` that follow each other in `name` in runs of two or more."""
    at = held = place = 0
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
    return held
