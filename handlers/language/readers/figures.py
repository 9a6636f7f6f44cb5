"""Questions for figures and lists: 统计, 排行, 未报送, 导出, 我的记录, 名单, 对账, 送达."""

from __future__ import annotations

import re

from handlers.language.listed import take_activity, take_community, take_scope
from handlers.language.reading import Reading
from handlers.language.tables import BY, FORMS, SUBJECTS, take_one
from handlers.language.times import periods

_GLUE = re.compile(
    r"的|情况|人数|数据|数量|数字|总数|总量|一下|看看|看|查一下|查查|查|下|次数|率|表|有|了|给我|帮我|我|我要|"
    r"要|按|列|分|排|结果|汇总|统计|合计|总计|明细|和|是|截至|截止|到|为止|目前|现在|当前|活动|社区|单位|都|"
    r"各|总|数|孩子|儿童|人|前十名|前十|前三名|前三|前五|前\d+名?|第一名|榜|排行榜|排行|排名|来|发|出|份|张|"
    r"个|请|全部|所有|单|名单|哪些|哪几个|谁|还|没|未"
)
_NAMED_GLUE = re.compile(r"的|名单|看看|看|一下|查|查看|活动|报名|给我|发|我|有|谁|都|呢|下|来|人员|参加|前|出来")


def _period(reading: Reading) -> None:
    said = periods.find(reading.rest, reading.today)
    for period in said:
        reading.hide(period.start, period.end)
    if said:
        reading.slots["period"] = said[0].pair()


def _by_and_scope(reading: Reading) -> None:
    take_one(reading, BY, "by")
    reading.take_all(BY()[0])
    take_scope(reading)


def read_totals(reading: Reading) -> bool:
    """`统计 结对 本月 按单位`: subject, scope, by, activity, community, period."""
    named = take_activity_strictly(reading)
    _by_and_scope(reading)
    community = take_community(reading, fill=False, new=reading.loose)
    _period(reading)
    subject = take_one(reading, SUBJECTS, "subject")
    while reading.take(SUBJECTS()[0]):
        pass
    _imply(reading, named, community)
    if not reading.loose and "谁" in reading.text:
        return False
    if not subject and not reading.loose and re.match(r"\W*(?:表|局|科|员|口|数据错|学)", reading.text):
        return False
    return reading.reads(_GLUE)


def take_activity_strictly(reading: Reading) -> bool:
    """An activity that is named; the only open one is not filled in where none is needed."""
    said = take_activity(reading, fill=False, ordinals=False)
    reading.missing.clear()
    reading.choices.clear()
    return said and "activity" in reading.slots


_IMPLIED = (
    ("checkins", re.compile(r"打(?:了)?(?:多少|几)?(?:次|个)?卡|打过卡|学习了|学了|在学|学完|看完")),
    ("pairings", re.compile(r"帮扶|结对|结了|孩子|儿童|娃")),
    ("works", re.compile(r"作品|投稿|交了|交上来|幅|投了")),
    ("deliveries", re.compile(r"推送|送达|推到|发到|推给|群")),
    ("tasks", re.compile(r"任务|施工图|销号|销了")),
    ("signups", re.compile(r"报名|报了|报上|参加|报的|人去|几人|多少人|名额")),
)


def _imply(reading: Reading, named: bool, community: bool) -> None:
    """A question in free words says its subject by its verb."""
    if "subject" in reading.slots or not reading.loose:
        return
    for subject, pattern in _IMPLIED:
        if pattern.search(reading.text):
            reading.slots["subject"] = subject
            return
    if named:
        reading.slots["subject"] = "signups"


def read_ranking(reading: Reading) -> bool:
    """`打卡排行 本月`: subject, by, scope, period."""
    for word, subject in (("报名", "signups"), ("打卡", "checkins"), ("学习", "checkins"), ("结对", "pairings"), ("作品", "works")):
        if reading.word.startswith(word):
            reading.slots["subject"] = subject
    _by_and_scope(reading)
    _period(reading)
    if "subject" not in reading.slots:
        take_one(reading, SUBJECTS, "subject")
    while reading.take(SUBJECTS()[0]):
        pass
    _imply(reading, False, False)
    if "by" not in reading.slots and re.search(
        r"(?:哪个|哪家|哪些|哪几个|的)(?:单位|处室|厅|局|镇|部门|家)|单位(?:排|榜|是谁)|[哪谁]家", reading.text
    ):
        reading.slots["by"] = "unit"
    return reading.reads(_GLUE)


def read_missing(reading: Reading) -> bool:
    """`未报送 结对 本月`: subject, period (and the activity or scope, when named)."""
    for word, subject in (
        ("未打卡", "checkins"),
        ("未报名", "signups"),
        ("未结对", "pairings"),
        ("未交作品", "works"),
        ("未投稿", "works"),
    ):
        if reading.word.startswith(word):
            reading.slots["subject"] = subject
    take_activity_strictly(reading)
    _period(reading)
    if "subject" not in reading.slots:
        take_one(reading, SUBJECTS, "subject")
    while reading.take(SUBJECTS()[0]):
        pass
    _imply(reading, "activity" in reading.slots, False)
    reading.slots.pop("activity", None)
    take_scope(reading)
    if reading.slots.get("scope") == "all":
        del reading.slots["scope"]
    if not reading.loose and re.match(r"\W*(?:的(?:原因|话|要)|原因)", reading.text):
        return False
    return reading.reads(_GLUE)


_READ_EXPORT_GLUE = re.compile(_GLUE.pattern + r"|导出|生成|下载|文件|表格|excel|word|xlsx|docx|电子版")


def read_export(reading: Reading) -> bool:
    """`导出 剪纸 名单`: form, activity, scope, period."""
    take_activity(reading, fill=False, ordinals=False)
    form = take_one(reading, FORMS, "form")
    if form != "roster":
        reading.missing.clear()
        reading.choices.clear()
    elif "activity" not in reading.slots and not reading.missing:
        take_activity(reading)
    take_scope(reading)
    _period(reading)
    take_one(reading, SUBJECTS, "subject")
    subject = reading.slots.pop("subject", None)
    if not form and subject:
        _form_of(reading, subject)
    if "activity" in reading.slots and "form" not in reading.slots and reading.loose:
        reading.slots["form"] = "roster"
    return reading.reads(_READ_EXPORT_GLUE)


def _form_of(reading: Reading, subject: str) -> None:
    form = {
        "signups": "roster",
        "pairings": "pairing_table",
        "checkins": "checkin_table",
        "works": "works_register",
        "tasks": "work_plan",
    }.get(subject)
    if form:
        reading.slots["form"] = form
    if form == "roster" and "activity" not in reading.slots:
        take_activity(reading)


def read_records(reading: Reading) -> bool:
    """`我的报名`, `我的记录 本月`: subject, period."""
    _period(reading)
    said = reading.text if reading.loose else reading.word
    for word, subject in (
        ("报名", "signups"),
        ("活动", "signups"),
        ("签到", "signups"),
        ("结对", "pairings"),
        ("帮扶", "pairings"),
        ("跟进", "pairings"),
        ("打卡", "checkins"),
        ("学习", "checkins"),
        ("打了", "checkins"),
        ("作品", "works"),
        ("投稿", "works"),
        ("报", "signups"),
        ("参加", "signups"),
        ("投", "works"),
        ("结", "pairings"),
        ("学", "checkins"),
    ):
        if word in said:
            reading.slots["subject"] = subject
            break
    return reading.reads(_RECORD_GLUE)


_RECORD_GLUE = re.compile(r"记录|情况|有哪些|哪些|看看|看|查一下|查询|查|一下|的|都|有|什么|啥|列表|明细|多少|几次|呢|清单|总共|一共|了")


def read_roster(reading: Reading) -> bool:
    """`名单 剪纸`: activity."""
    take_activity(reading, bare=True)
    return reading.reads(_NAMED_GLUE)


def read_reconcile(reading: Reading) -> bool:
    """`对账 本月`: subject, period."""
    _period(reading)
    take_one(reading, SUBJECTS, "subject")
    return reading.reads(_GLUE)


def read_deliveries(reading: Reading) -> bool:
    """`送达 昨天`: period."""
    _period(reading)
    reading.take(SUBJECTS()[0])
    return reading.reads(_GLUE)
