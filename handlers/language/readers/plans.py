"""推送 and its plans: preview, now, pause, resume, add, remove, list; 静默; 补发."""

from __future__ import annotations

import re

from handlers.language.listed import take_audience, take_column
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import Reading
from handlers.language.times import moments, periods
from handlers.language.understanding import Understanding

_GLUE = re.compile(
    r"推送|推|发送|发|栏目|内容|的|给|到|一下|计划|下|这个|那个|要|一次|一遍|群|里|每|时间|点|在|和|、|为止|"
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


def read_preview(reading: Reading) -> bool:
    """`预览明天`: column, when, audience."""
    take_column(reading)
    _when(reading)
    take_audience(reading)
    return reading.reads(_GLUE)


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
    """`新增推送 党史上的今天 工作日 8:30`: column, when, audience."""
    take_column(reading)
    _when(reading, repeating=True)
    take_audience(reading)
    return reading.loose or not reading.left(_GLUE) or _unlisted(reading)


def _unlisted(reading: Reading) -> bool:
    """A column that is not listed: it has to be asked for."""
    left = reading.left(_GLUE)
    text = reading.rest[left[0][0] : left[0][1]]
    return (
        "column" not in reading.slots
        and len(left) == 1
        and len(text) <= 12
        and ("when" in reading.slots or left[0][0] > 0)
        and not re.search(r"[了吗呢吧么]|功能|什么|怎|谁|建议|意见|想法|方案|申请|问题|流程|步骤", text)
    )


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
    """`推送计划`: column, when one is named."""
    take_column(reading)
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


_READ_HUSH_GLUE_2 = re.compile(r"一天|全天|所有|全部|群|的|推送|不发|不推|全员|模式|期间|日|不要|都|各")


def read_hush(reading: Reading) -> bool:
    """`静默 5月12日到14日`: period, whole even while it runs; `off` when a hush is lifted."""
    said = periods.find(reading.rest, reading.today, past=False)
    for period in said:
        reading.hide(period.start, period.end)
    if said:
        first = max(said[0].first, reading.today) if said[0].last >= reading.today else said[0].first
        reading.slots["period"] = [first.isoformat(), said[0].last.isoformat()]
    if _OFF.search(reading.text):
        reading.slots["off"] = True
    return reading.reads(_READ_HUSH_GLUE_2)
