"""推送 and its plans: preview, now, pause, resume, add, remove, list; 静默; 补发."""

from __future__ import annotations

import re

from handlers.language.listed import take_audience, take_column, take_units
from handlers.language.numerals import NUMERAL, parse
from handlers.language.readers.plan_options import take_options
from handlers.language.reading import Reading
from handlers.language.times import clock, moments, periods
from handlers.language.understanding import Understanding

_GLUE = re.compile(
    r"当天|当日|那天|推送|推|发送|发|栏目|内容|的|给|到|一下|计划|下|这个|那个|要|一次|一遍|群|里|每|时间|点|在|和|、|为止|"
    r"止|条|期|篇|去|新的|学习|把|我|向|对|从|起|开始|改为|设为|定在|固定|按"
)
_PLAN = re.compile(rf"(?:计划|第)?\s*#?(?<![\d:])(?P<n>{NUMERAL})\s*(?:号|个|条|项)?(?:推送)?(?:计划)?(?![\d点:月日下次遍天周])")
_PLAN_LOOSE = re.compile(rf"(?:第\s*(?P<n>{NUMERAL})\s*(?:个|条|号|项)|(?P<n2>{NUMERAL})\s*号(?:推送|计划|的)?|计划\s*(?P<n3>{NUMERAL}))")


def _when(reading: Reading, *, repeating: bool = False) -> None:
    moment = moments.read(reading.rest, reading.today, repeating=repeating)
    for start, end in moment.said:
        reading.hide(start, end)
    if moment.when:
        reading.slots["when"] = moment.when


_ITEM = re.compile(rf"^\W*(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|条|篇)?\W*$")


def read_preview(reading: Reading) -> bool:
    """`预览明天`: column, when, audience; `预览 12`: item."""
    if (hit := _ITEM.match(reading.text)) and (number := parse(hit["n"])):
        reading.slots["item"] = number
        reading.hide(0, len(reading.text))
        return True
    take_column(reading)
    _when(reading)
    take_audience(reading)
    return reading.reads(_GLUE)


_RECEIVERS = re.compile(r"(?:(?:发|推|发送|推送)?给)?\s*(?:各单位的?|各级|全体|各位)?(?P<role>统筹员|组织员)(?:们|本人)?")
_ROLES = {"统筹员": "coordinator", "组织员": "organizer"}


def _receivers(reading: Reading) -> None:
    """`给统筹员和组织员`: whom a report goes to in private."""
    said = [_ROLES[hit["role"]] for hit in reading.take_all(_RECEIVERS)]
    if said:
        reading.slots["receivers"] = list(dict.fromkeys(said))


def read_now(reading: Reading) -> bool:
    """`立即推送 法在身边`: column, audience, plan."""
    take_column(reading)
    take_audience(reading)
    _plan(reading)
    return reading.reads(_GLUE)


def read_pause(reading: Reading) -> bool:
    """`暂停推送 儿童早教`, `恢复推送`: column, audience, when, plan."""
    take_column(reading)
    _when(reading)
    take_audience(reading)
    _plan(reading)
    if not reading.loose and reading.word == "暂停" and not reading.slots:
        return False
    return reading.reads(_GLUE)


def _plan(reading: Reading) -> None:
    numbers = _numbers(reading)
    if numbers:
        reading.slots["plan"] = numbers[0]


def _numbers(reading: Reading) -> list[int]:
    pattern = _PLAN_LOOSE if reading.loose else _PLAN
    found = []
    for hit in reading.take_all(pattern):
        said = next(group for group in hit.groups() if group)
        number = parse(said)
        if number:
            found.append(number)
    return found


def read_add(reading: Reading) -> bool:
    """`新增推送 党史上的今天 工作日 8:30`: column, when, audience, and a plan's options; of a report also receivers."""
    take_column(reading)
    take_options(reading)
    _receivers(reading)
    _when(reading, repeating=True)
    take_audience(reading)
    if "audience" not in reading.slots and reading.take(_TO_ALL):
        reading.slots["audience"] = "all"
    return reading.loose or not reading.left(_GLUE) or _unlisted(reading)


_TO_ALL = re.compile(r"(?<=[\s,，\x00])(?:全部|所有)(?=[\s,，\x00]|$)")
"""Said at the end, without saying all of what."""


_NEEDS = re.compile(r"(?:要|需|得|应该?|必须)(?:先|经|过|有|找|报|请|写|走|等|由)|需要")
"""What is told of plans (新增推送栏目要先过党组会), not a column's name."""


def _unlisted(reading: Reading) -> bool:
    """A column that is not listed: it has to be asked for."""
    left = reading.left(_GLUE)
    text = reading.rest[left[0][0] : left[0][1]]
    return (
        "column" not in reading.slots
        and len(left) == 1
        and len(text) <= 12
        and ("when" in reading.slots or _stands_apart(reading.text, left[0][0]))
        and not _NEEDS.search(reading.text)
        and not re.search(r"[了吗呢吧么]|功能|渠道|人员|模块|审批|什么|怎|谁|建议|意见|想法|方案|申请|问题|流程|步骤", text)
    )


def _stands_apart(text: str, at: int) -> bool:
    """Whether the word at `at` does not run on to the command (新增推送推进会)."""
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    return at > 0


_CHANGE_GLUE = re.compile(_GLUE.pattern + r"|改到|改成|变成|换成|调到|调整|修改|更改|只|截止|时间|范围|对象|错过")


def read_change(reading: Reading) -> bool:
    """`修改推送 3 改到 9:00`: plan, what changes of column, when (`at` for the hour alone), audience, receivers and the options."""
    take_column(reading)
    take_options(reading)
    _receivers(reading)
    moment = moments.read(reading.rest, reading.today)
    hour = clock.find(reading.rest)
    bare = hour is not None and moment.when == {"at": f"{reading.today.isoformat()}T{hour.text()}"} and len(moment.said) == 1
    if bare and hour is not None:
        reading.slots["at"] = hour.text()
        reading.hide(hour.start, hour.end)
    else:
        _when(reading, repeating=True)
    take_audience(reading)
    _plan(reading)
    return reading.reads(_CHANGE_GLUE)


def read_remove(reading: Reading) -> bool:
    """`删除推送 3`: plan (several stand in `also`), column."""
    take_column(reading)
    numbers = _numbers(reading)
    if numbers:
        reading.slots["plan"] = numbers[0]
        reading.also = [Understanding("plan_remove", {**reading.slots, "plan": number}) for number in numbers[1:]]
    return reading.reads(_GLUE)


_READ_PLANS_GLUE = re.compile(_GLUE.pattern + r"|列表|有哪些|都有哪些|都有什么|看看|看|查|列出来|列|出来|多少|几个|呢|有")


def read_plans(reading: Reading) -> bool:
    """`推送计划`: column, when one is named; `推送计划 3`: plan."""
    take_column(reading)
    _plan(reading)
    return reading.reads(_READ_PLANS_GLUE)


_READ_RETRY_GLUE_1 = re.compile(_GLUE.pattern + r"|失败|没收到|未送达|没送达|没发出去|没发|所有|全部|都|些|没")


def read_retry(reading: Reading) -> bool:
    """`补发失败的群`: period, column."""
    take_column(reading)
    said = periods.find(reading.rest, reading.today)
    for period in said:
        reading.hide(period.start, period.end)
    if said:
        reading.slots["period"] = said[0].pair()
    take_audience(reading)
    if not reading.loose and reading.word in ("补发", "重发") and re.match(r"\W*(?:工资|证|奖|票|通知|一份|一下文件|的)", reading.text):
        return False
    return reading.reads(_READ_RETRY_GLUE_1)


_OFF = re.compile(r"(?:取消|解除|结束|关闭|关掉|停止)(?:静默|静音|免打扰)")


_READ_HUSH_GLUE_2 = re.compile(
    r"一天|全天|所有|全部|群|的|推送|不发|不推|全员|模式|期间|日|不要|都|各|和|、|给|只|对|单位|计划|有哪些|列表|看看|查看"
)


def read_hush(reading: Reading) -> bool:
    """`静默 5月12日到14日`: period, whole even while it runs; audience (units); `off` when a hush is lifted."""
    said = periods.find(reading.rest, reading.today, past=False)
    for period in said:
        reading.hide(period.start, period.end)
    if said:
        first = max(said[0].first, reading.today) if said[0].last >= reading.today else said[0].first
        reading.slots["period"] = [first.isoformat(), said[0].last.isoformat()]
    if _OFF.search(reading.word) or _OFF.search(reading.text):
        reading.slots["off"] = True
    units = take_units(reading)
    if units:
        reading.slots["audience"] = units
    return reading.reads(_READ_HUSH_GLUE_2)
