"""施工图 and what organizers bring in: 销号, 修改任务, 接龙归."""

from __future__ import annotations

import re

from handlers.language.listed import take_activity, take_units
from handlers.language.numerals import NUMERAL, parse
from handlers.language.pii_notes import keep_remark
from handlers.language.reading import HIDDEN, Reading, tidy
from handlers.language.times import periods
from handlers.language.understanding import Understanding

_TASK_NUMBER = re.compile(rf"(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|项|条)?(?:任务)?(?![\d年月日人个名楼层天次张份套块米])")


_READ_TASKS_GLUE = re.compile(r"看看|看|查|一下|的|进度|情况|列表|任务|哪些|有|完成|都|还|没|全部|到|了|进展|什么|怎么样|发|给我")
_OWN = re.compile(r"(?:我们|本|咱们?)单位(?:的)?")


def read_tasks(reading: Reading) -> bool:
    """`施工图 11`: task, when one is named. `施工图 省教育厅`: scope."""
    if not reading.loose and re.search(r"(?:我们|咱们?|本)单位(?:都|还)?没有?\W*$", reading.text):
        return False
    _take_unit(reading)
    hit = reading.take(_TASK_NUMBER)
    if hit and (number := parse(hit["n"])):
        reading.slots["task"] = number
    return reading.reads(_READ_TASKS_GLUE)


def _take_unit(reading: Reading) -> None:
    """Settle `scope`: a listed unit, or her own."""
    units = take_units(reading)
    if units:
        reading.slots["scope"] = units[0]
    elif reading.take(_OWN):
        reading.slots["scope"] = "mine"


_READ_TASK_DONE_GLUE_1 = re.compile(r"任务|工作|了|的|已|完成|施工图|项|和|把|可以|销号|销|掉|已经|都|号|第")
_OFF = re.compile(r"取消|撤回|撤销")
_WHOLE = re.compile(r"(?:全部|所有|各)单位|整项|全项")
_WITH_NOTE = re.compile(rf"^\W*第?\s*{NUMERAL}\s*(?:号|项|条)?(?:任务|工作)?[\s,，:：;；。]+(?P<note>(?![\d、,，和及第])\S.*)$", re.DOTALL)
_NOT_DONE = re.compile(
    r"^(?:[月日号年个楼点]|还|要|等|别|先|再|能|可以|应该|得|是|的|这|那|就|也|都)|[没未不]|吗|呢|么|[?？]|谁|怎么|什么|啥|哪|为什么|咋|"
    r"大家|你们|各位|请|尽快|抓紧|记得|月底|下周|明天|下月|准备|打算|计划|通知"
)
"""What follows the number of a task and says anything but how it was done."""


_COUNTED = re.compile(rf"的|{NUMERAL}\s*项(?:任务|工作)?(?:都|已|全|也)?(?:[\s,，]*)(?:完成|还|剩|共|其中|进度|达到?|占)")
"""How many are done (销号12项，完成率60%), not which one."""


def read_task_done(reading: Reading) -> bool:
    """`销号 7 已组织学习12场`: task (several stand in `also`), note; scope, where it is another unit's or `all`; `取消销号`: off."""
    if not reading.loose and _COUNTED.match(reading.text):
        return False
    if _OFF.match(reading.word):
        reading.slots["off"] = True
    if reading.take(_WHOLE):
        reading.slots["scope"] = "all"
    else:
        _take_unit(reading)
    hit = _WITH_NOTE.match(reading.rest)
    if hit and _says_more(hit["note"]):
        if _NOT_DONE.search(reading.text[hit.start("note") :]) or reading.slots.get("off"):
            return reading.loose and _numbers_done(reading)
        keep_remark(reading, reading.rest[hit.start("note") :])
        reading.hide(hit.start("note"), len(reading.rest))
    return _numbers_done(reading)


def _says_more(text: str) -> bool:
    """Whether what follows a number is more than that the task is done."""
    return bool(tidy(_READ_TASK_DONE_GLUE_1.sub("", text))) and len(tidy(text)) > 1


def _numbers_done(reading: Reading) -> bool:
    numbers = [number for hit in reading.take_all(_TASK_NUMBER) if (number := parse(hit["n"]))]
    if numbers:
        reading.slots["task"] = numbers[0]
        more = {name: value for name, value in reading.slots.items() if name in ("scope", "off")}
        reading.also = [Understanding("task_done", {**more, "task": number}) for number in numbers[1:]]
    return reading.reads(_READ_TASK_DONE_GLUE_1)


_CHANGE_GLUE = re.compile(
    r"任务|工作|施工图|完成|时限|期限|截止|时间|日期|改期|改到|改成|改为|延期|延到|推迟到?|提前到?|到|至|为|的|把|项|号|第|前"
)


def read_task_change(reading: Reading) -> bool:
    """`修改任务 7 时限 6月30日`: task, due."""
    days = periods.find(reading.rest, reading.today, past=False)
    if days:
        reading.slots["due"] = days[0].last.isoformat()
        reading.hide(days[0].start, days[0].end)
    hit = reading.take(_TASK_NUMBER)
    if hit and (number := parse(hit["n"])):
        reading.slots["task"] = number
    return reading.loose or bool(("task" in reading.slots or not reading.text.strip()) and not reading.left(_CHANGE_GLUE))


_READ_TIE_GLUE_2 = re.compile(r"的|活动|到|入|里|去|吧|报名|名下|下")


def read_tie(reading: Reading) -> bool:
    """`接龙 归 剪纸活动`, `接龙 中午聚餐 归 剪纸`: activity, title."""
    hit = (
        re.search(r"归到|归入|归属|归|算到|并入|对应|(?<![预决核结估测])算", reading.text)
        if not reading.word.endswith(("归", "归到", "归入", "算到", "并入", "对应"))
        else None
    )
    if hit:
        title = tidy(re.sub(r"^(?:把|将)|接龙|这个|那个|上面|上边|刚才|刚刚|这条|那条|前面|的", "", reading.text[: hit.start()]))
        reading.rest = HIDDEN * hit.end() + reading.rest[hit.end() :]
        if title:
            reading.slots["title"] = title
    elif not reading.word.startswith("接龙归") and not reading.loose:
        return False
    take_activity(reading, bare=True)
    return reading.reads(_READ_TIE_GLUE_2)
