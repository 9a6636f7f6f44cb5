"""Questions for figures and lists: 统计, 排行, 未报送, 导出, 我的记录, 名单, 对账, 送达."""

from __future__ import annotations

import re

from handlers.language.listed import take_activity, take_audience, take_community, take_scope
from handlers.language.reading import Reading
from handlers.language.tables import AFTER, BY, FORMS, SUBJECTS, take_one
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


_COMPARED = re.compile(
    r"(?:(?:和|跟|与|同)\s*(?:上|前)一?个?(?P<with>周|星期|礼拜|月)(?:同期)?(?:的)?\s*(?:相比|对比|比较|比)|"
    r"(?:比|较|环比)\s*(?:上|前)一?个?(?P<than>周|星期|礼拜|月)(?:同期)?)"
    r"(?:\s*(?:是|报名|结对|打卡)?\s*(?:多|少|增加?|减少?|涨|降|增长|有变化)(?:了|还是|多|少|没有?)*(?:多少|几个?|吗)?)?"
)


def _compared(reading: Reading) -> str:
    """`比上周`: every whole or running week or month is set beside the one before; a period not said is the running one."""
    said = reading.take(_COMPARED)
    return "" if said is None else "本月" if (said["with"] or said["than"]) == "月" else "本周"


def _by_and_scope(reading: Reading) -> None:
    take_one(reading, BY, "by")
    reading.take_all(BY()[0])
    take_scope(reading)


_HOURS = re.compile(r"(?:志愿)?服务(?:时数|时长|小时)")


def _take_hours(reading: Reading) -> bool:
    """服务时数, before an activity is found in it: many are called 志愿服务. Not where a name goes on into it."""
    hit = _HOURS.search(reading.rest)
    if hit is None or any(each.start < hit.start() < each.end for each in reading.scene.activities_in(reading.rest)):
        return False
    reading.hide(*hit.span())
    return True


def read_totals(reading: Reading) -> bool:
    """`统计 结对 本月 按单位`: subject, scope, by, activity, community, period."""
    hours = _take_hours(reading)
    named = take_activity_strictly(reading)
    _by_and_scope(reading)
    community = take_community(reading, fill=False, new=reading.loose)
    running = _compared(reading)
    _period(reading)
    if running and "period" not in reading.slots:
        reading.slots["period"] = periods.find(running, reading.today)[0].pair()
    if hours:
        reading.slots["subject"] = "service"
    subject = hours or take_one(reading, AFTER, "subject") or take_one(reading, SUBJECTS, "subject")
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
    ("checkins", re.compile(r"打(?:了)?(?:多少|几)?(?:次|个)?卡|打过卡|学习了|学了|[没未]学|在学|学完|看完")),
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


_PERSONS = re.compile(r"(?:哪个|哪些|哪几个|哪位|的|按|前[\d一二两三五十]{1,2}[名位]?)个人|个人(?:排|榜|打卡|学习|投稿|第一|前)")


def read_ranking(reading: Reading) -> bool:
    """`打卡排行 本月`: subject, by, scope, period."""
    for word, subject in (
        ("服务", "service"),
        ("时数", "service"),
        ("签到", "attendance"),
        ("报名", "signups"),
        ("打卡", "checkins"),
        ("学习", "checkins"),
        ("结对", "pairings"),
        ("作品", "works"),
    ):
        if reading.word.startswith(word):
            reading.slots["subject"] = subject
    _by_and_scope(reading)
    _period(reading)
    if "subject" not in reading.slots and not take_one(reading, AFTER, "subject"):
        take_one(reading, SUBJECTS, "subject")
    while reading.take(SUBJECTS()[0]):
        pass
    _imply(reading, False, False)
    if "by" not in reading.slots and re.search(
        r"(?:哪个|哪家|哪些|哪几个|的)(?:单位|处室|厅|局|镇|部门|家)|单位(?:排|榜|是谁)|[哪谁]家", reading.text
    ):
        reading.slots["by"] = "unit"
    elif "by" not in reading.slots and re.search(r"(?:哪个|哪些|哪几个|的)(?:社区|村)|(?:社区|村)(?:排|榜)", reading.text):
        reading.slots["by"] = "community"
    elif "by" not in reading.slots and (_PERSONS.search(reading.text) or re.search(r"(?:^|\W)个人(?=\W|$)", reading.rest)):
        reading.slots["by"] = "person"
    return reading.reads(_GLUE)


_ATTENDED = re.compile(r"(?<![\u4e00-\u9fff])签到(?![\u4e00-\u9fff])")


def read_missing(reading: Reading) -> bool:
    """`未报送 结对 本月`: subject, period (and the activity or scope, when named); `未签到 剪纸`, `未报送 签到 剪纸`: activity."""
    if reading.word.startswith("未签到") or reading.take(_ATTENDED):
        reading.slots["subject"] = "attendance"
        take_activity(reading, bare=True)
        return reading.reads(_NAMED_GLUE)
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
    if not reading.loose and re.match(r"\W*(?:的(?:原因|话|要)|原因|(?:单位|名单|的)?\s*:)", reading.text):
        return False
    return reading.reads(_GLUE)


_READ_EXPORT_GLUE = re.compile(_GLUE.pattern + r"|导出|生成|下载|文件|表格|excel|word|xlsx|docx|电子版")
_AS_DOCUMENT = re.compile(
    r"(?:成|为|用|要|发|按|出)?(?P<word>word|docx)?(?(word)(?:文档|文件|版本|版|格式)*|文档(?:格式|版)?)", re.IGNORECASE
)


def read_export(reading: Reading) -> bool:
    """`导出 剪纸 名单 word`: form, activity, scope, period; format where a document is asked for."""
    document = reading.take(_AS_DOCUMENT)
    if document:
        reading.slots["format"] = "docx"
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
    if document and not document["word"] and "form" not in reading.slots:
        return False  # any program's documents can be exported
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
    """`我的报名`, `我的记录 本月`: subject, period; `我的服务 表格`: format."""
    _period(reading)
    said = reading.text if reading.loose else reading.word
    if hit := reading.take(_FORMAT):
        reading.slots["format"] = "xlsx" if hit["sheet"] else "docx"
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
        ("打过", "checkins"),
        ("卡", "checkins"),
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


_FORMAT = re.compile(r"(?P<sheet>电子表格|表格|excel|xlsx)|文档|word|docx|证明", re.IGNORECASE)
_RECORD_GLUE = re.compile(r"记录|情况|有哪些|哪些|看看|看|查一下|查询|查|一下|的|都|有|什么|啥|列表|明细|多少|几次|呢|清单|总共|一共|了")


def read_roster(reading: Reading) -> bool:
    """`名单 剪纸`: activity."""
    take_activity(reading, bare=True)
    return reading.reads(_NAMED_GLUE)


def read_reconcile(reading: Reading) -> bool:
    """`对账 本月`: subject, period."""
    if not reading.loose and re.search(r"[\d日号天周月](?:[来去到])\W*$", reading.text):
        return False
    _period(reading)
    take_one(reading, AFTER, "subject") or take_one(reading, SUBJECTS, "subject")
    return reading.reads(_GLUE)


_BY_HAND = re.compile(r"(?:已经?|都)?(?:由?我们?)?(?:手工|人工|手动|手)(?:已经?)?(?:代?发|推|贴|转发|补发)(?:了|过|好了|好)?")


def read_deliveries(reading: Reading) -> bool:
    """`送达 昨天`: period. `送达 已手工发 省财政厅`: by_hand, audience."""
    _period(reading)
    if reading.take(_BY_HAND):
        reading.slots["by_hand"] = True
        take_audience(reading)
    reading.take(SUBJECTS()[0])
    return reading.reads(_GLUE)
