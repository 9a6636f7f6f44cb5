"""施工图 and what organizers bring in: 销号, 上报活动, 接龙归."""

from __future__ import annotations

import re

from handlers.language.listed import take_activity
from handlers.language.numerals import NUMERAL, parse
from handlers.language.readers.events import may_be_title, title_of
from handlers.language.reading import HIDDEN, Reading, tidy
from handlers.language.times import periods
from handlers.language.understanding import Understanding

_TASK_NUMBER = re.compile(rf"(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|项|条)?(?:任务)?(?![\d年月日人个名楼层天次张份套块米])")


_READ_TASKS_GLUE = re.compile(r"看看|看|查|一下|的|进度|情况|列表|任务|哪些|有|完成|都|还|没|全部|到|了|进展|什么|怎么样|发|给我")


def read_tasks(reading: Reading) -> bool:
    """`施工图 11`: task, when one is named."""
    hit = reading.take(_TASK_NUMBER)
    if hit and (number := parse(hit["n"])):
        reading.slots["task"] = number
    return reading.reads(_READ_TASKS_GLUE)


_READ_TASK_DONE_GLUE_1 = re.compile(r"任务|工作|了|的|已|完成|施工图|项|和|把|可以|销号|销|掉|已经|都|号|第")


def read_task_done(reading: Reading) -> bool:
    """`销号 7`: task (several stand in `also`)."""
    numbers = [number for hit in reading.take_all(_TASK_NUMBER) if (number := parse(hit["n"]))]
    if numbers:
        reading.slots["task"] = numbers[0]
        reading.also = [Understanding("task_done", {"task": number}) for number in numbers[1:]]
    return reading.reads(_READ_TASK_DONE_GLUE_1)


_TIMES = re.compile(rf"(?P<n>{NUMERAL})\s*(?:场次|场|次|期)")


_SERVED = re.compile(rf"(?:服务|惠及|参与|参加|覆盖|观众|群众)?\s*(?P<n>{NUMERAL})\s*(?:余|多)?\s*(?:人次|人|名|位)")


def read_programme(reading: Reading) -> bool:
    """`上报活动 红色文化进社区 2场`: title, count, people, community, date."""
    said = periods.find(reading.rest, reading.today)
    if said:
        reading.slots["date"] = said[0].first.isoformat()
    for period in said:
        reading.hide(period.start, period.end)
    times = reading.take(_TIMES)
    if times and (number := parse(times["n"])):
        reading.slots["count"] = number
    served = reading.take(_SERVED)
    if served and (number := parse(served["n"])):
        reading.slots["people"] = number
    title = title_of(reading)
    if title:
        reading.slots["title"] = title
        return reading.loose or may_be_title(reading, title)
    return reading.loose or not reading.left()


_READ_TIE_GLUE_2 = re.compile(r"的|活动|到|入|里|去|吧|报名|名下|下")


def read_tie(reading: Reading) -> bool:
    """`接龙 归 剪纸活动`, `接龙 中午聚餐 归 剪纸`: activity, title."""
    hit = (
        re.search(r"归到|归入|归属|归|算到|并入|对应|算", reading.text)
        if not reading.word.endswith(("归", "归到", "归入", "算到", "并入", "对应"))
        else None
    )
    if hit:
        title = tidy(re.sub(r"^(?:把|将)|接龙|这个|那个|的", "", reading.text[: hit.start()]))
        reading.rest = HIDDEN * hit.end() + reading.rest[hit.end() :]
        if title:
            reading.slots["title"] = title
    elif not reading.word.startswith("接龙归") and not reading.loose:
        return False
    take_activity(reading, bare=True)
    return reading.reads(_READ_TIE_GLUE_2)
