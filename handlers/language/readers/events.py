"""Activities and reminders: 发起活动, 关闭活动, 提醒."""

from __future__ import annotations

import re

from handlers.language import notes
from handlers.language.listed import take_activity
from handlers.language.numerals import NUMERAL, parse
from handlers.language.pii_notes import keep_name
from handlers.language.readers.works import take_works_asked
from handlers.language.reading import HIDDEN, Reading, tidy
from handlers.language.times import clock, hours, periods

_QUOTA = re.compile(
    r"(?:(?:限额|限报|限制|名额|人数|限|最多|不超过|上限|计划招|招募|招)(?:为|是|"
    rf":)?\s*(?P<n>{NUMERAL})\s*(?:个人|[人名位个])?(?:以内|以下)?|(?P<n2>{NUMERAL})\s*(?:个人|"
    r"[人名位个])?(?:名额|以内|封顶|为限)|"
    rf"(?<![^\s,，;；。\x00])(?P<n3>{NUMERAL})\s*(?:个人|人)(?=\W|$))"
)


_PLACE = re.compile(
    r"(?:活动)?(?:地点|地址|场地|集合地点|集合点)\s*(?:在|是|为|:)?\s*(?P<place>[^\s,，;；。\n\x00]{2,30})|"
    r"(?:^|[\s,，;；\x00])在(?P<place2>[^\s,，;；。\n\x00]{2,20}?(?:室|厅|馆|楼|中心|广场|公园|社区|站|院|"
    r"学校|礼堂|基地|村|园|活动室|会议室|场|局|部|家|店|城|府|宫))(?=[\s,，;；。\n\x00]|$|举行|举办|开展)|"
    r"(?:^|[\s,，;；\x00])(?P<place3>[\u4e00-\u9fffA-Za-z0-9]{2,12}(?:室|厅|馆|楼|中心|广场|公园|门口|大门|正门|村|基地|学校|操场|体育场|礼堂|大院))"
    r"(?:集合|集中|出发|见面?|举行|举办|进行|开展)(?=[\s,，;；。\n\x00]|$)"
)


_DEADLINE_AFTER = re.compile(r"\s*(?:24点|23:59)?\s*(?:之?前)?\s*(?:报名)?(?:截止|截至|结束报名|止|为止|前|之前|以前)(?:报名)?")


_DEADLINE_BEFORE = re.compile(
    r"(?:报名)?(?:截止|截至|截止到|截止日期|截止时间|报名截止|报到|报名到|最晚|最迟)(?:时间|日期)?(?:到|至|是|"
    r"为|:)?\s*\Z"
)


_TIME_LABEL = re.compile(r"(?:活动)?(?:时间|日期|定于|定在|拟于|于)(?:是|为|在|:)?\s*\Z")


_OPEN_LEAD = re.compile(
    r"^(?:\W*(?:请|麻烦|帮我们?|给我们?|我们?|咱们?|要|想)(?=.{0,6}(?:发起|建|发布|开|办|搞|弄|组织))|\W*(?:发起|新建|创建|发布|新增|开启)(?:一个|个|一场|场|一次|次)?|\W*(?:组织|搞|办|开|弄|建)(?:一个|个|一场|场|一次|次|(?=活动))|\W*(?:叫|名称|"
    r"名字|标题|主题|活动名称|活动名|活动)(?:是|为|:)|\W*(?:一个|个|一场|一次)|\W*(?:活动)?(?:名字|名称|标题|名)?(?:就)?叫(?:做|作)?|\W*[:,，]|\W*活动[:\s]|"
    r"\s)+"
)


def read_open(reading: Reading) -> bool:
    """`发起活动 剪纸 6月20日截止 限50人`: title, quota, deadline, place, when, works; `6月20日9点到11点半 计时`: ends, timed."""
    if reading.take(_TIMED):
        reading.slots["timed"] = True
    take_works_asked(reading)
    quota = reading.take(_QUOTA)
    if quota and (number := parse(quota["n"] or quota["n2"] or quota["n3"])):
        reading.slots["quota"] = number
    elif quota:
        reading.lack("quota")
    place = reading.take(_PLACE)
    if place:
        reading.slots["place"] = tidy(place["place"] or place["place2"] or place["place3"])
    _take_days(reading)
    title = title_of(reading)
    if title:
        title = _without_place(reading, title)
        reading.slots["title"] = title
        keep_name(reading, "title")
    if not reading.loose and title and not may_be_title(reading, title):
        return False
    return reading.loose or bool(title) or not reading.left()


_PAPERS = re.compile(
    r"注意|请|必须|务必|安全|容易|不易|难|简单|麻烦|累|费劲|辛苦|重要|很|太|真|募捐|倡议|号召|申请|审批|流程|策划|建议|方案|信息|总结|材料|照片|情况|计划|名单|通知|预算|数据|稿|新闻|简报|品牌|预告|公告|器材|设备|用品|物资|场地|海报|视频|链接|二维码|专栏|专区|氛围|纪律|制度|规则|图片|记录|表|室|经费|需求|时间|前|后|中|日"
)


_URGES = re.compile(r"(?:别|不要|不用|不许|不得|切勿|记得|务必|抓紧|赶紧|尽快|千万)")
"""Said to the others of the group, no title (上报活动，别漏了)."""


_SO_MANY = re.compile(
    rf"第?{NUMERAL}\s*(?:[个名位份条家所天次块楼号版斤棵台对户本瓶成辆箱轮遍点支批项张幅件套只把分半场篇期届]|年多|小时|会儿|下午)"
)
"""Run on to the command word: so many of something (上报活动2个亮点)."""


_HELD_AT = re.compile(r"进(?:社区|校园|家庭|机关|企业|乡村|农村|基层|万家)|下乡")


def _unheld(reading: Reading, title: str) -> bool:
    """Run on to the command word, a title that does not end as things held do, with nothing said of time, place or number."""
    if notes.title_like(title, spaced=False) or _HELD_AT.search(title):
        return False
    return bool(_SO_MANY.match(reading.text)) or not reading.slots.keys() - {"title", "when", "date"}


def may_be_title(reading: Reading, title: str) -> bool:
    """Run on to the command word, only what cannot be the rest of a sentence."""
    if re.search(r"[吗呢么呐哪]\W*$|谁|怎么|请大家|各位", reading.text):
        return False
    if _URGES.match(title):
        return False
    if reading.text[:1].isalnum() and not reading.text.startswith(title[:2]):
        return False
    return not reading.text[:1].isalnum() or not (
        _unheld(reading, title)
        or _PAPERS.match(title)
        or re.match(r"\d+周年|[的了要得需须由应能可会有是就太吗没不人]", reading.text)
        or re.search(r"[的了吗呢谁]", title)
    )


_TIMED = re.compile(
    r"(?<![\u4e00-\u9fff])(?<!\w)(?:计时长?|计(?:服务)?时数|计(?:服务)?时长)(?![\u4e00-\u9fff\w])|(?<=[点分半刻\d])计时(?!\w)"
)


def _take_days(reading: Reading) -> None:
    for period in periods.find(reading.rest, reading.today, past=False):
        if period.unit == "festival" and (_IN_TITLE.match(reading.rest, period.end) or _in_marks(reading.rest, period.start, period.end)):
            continue
        before = _DEADLINE_BEFORE.search(reading.rest[: period.start])
        after = _DEADLINE_AFTER.match(reading.rest, period.end)
        if (before or after) and "deadline" not in reading.slots:
            reading.slots["deadline"] = period.last.isoformat()
            reading.hide(before.start() if before else period.start, after.end() if after else period.end)
        elif not (before or after) and "when" not in reading.slots:
            time = clock.find(reading.rest[period.end - 2 : period.end + 12])
            on = period.first.isoformat()
            reading.slots["when"] = {"at": f"{on}T{time.text()}"} if time else {"on": on}
            label = _TIME_LABEL.search(reading.rest[: period.start])
            end = period.end - 2 + time.end if time else period.end
            if time and reading.slots.get("timed") and (last := hours.last_after(reading.rest, end, time.text())):
                end, reading.slots["ends"] = last
            reading.hide(label.start() if label else period.start, end)


_NAMED = re.compile(r"“[^”]*”|《[^》]*》|「[^」]*」|\"[^\"]*\"")


def _in_marks(text: str, start: int, end: int) -> bool:
    """Whether a stretch stands within the marks of a name (“迎七一”): it is a part of the name then, no day."""
    return any(hit.start() < start and end < hit.end() for hit in _NAMED.finditer(text))


_WHERE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,20}(?:室|厅|馆|楼|中心|广场|公园|礼堂|基地|剧院|食堂|操场|体育场|学校|大院)")


def _without_place(reading: Reading, title: str) -> str:
    """A stretch of its own after the title that can only be a place (省妇联三楼) is the place."""
    if "place" in reading.slots:
        return title
    head, _, tail = title.rpartition(" ")
    if len(head) > 1 and _WHERE.fullmatch(tail):
        reading.slots["place"] = tail
        return head
    after = reading.rest[reading.rest.find(title[:2]) + len(title) :]
    for piece in re.split(rf"[{HIDDEN},;。\n\s]+", after):
        if _WHERE.fullmatch(piece) and piece not in title:
            reading.slots["place"] = piece
            break
    return title


_IN_TITLE = re.compile(r"(?!前|之前|当天|期间|那天|截止|上午|下午|晚上|早上)[\u4e00-\u9fff]")


_HELD_THEN = re.compile(
    r"\W*[\u4e00-\u9fff]{2,4}(?:节|那天|当天|期间)(?:前|后)?(?:我们|想|要|准备|打算)*(?:搞|办|弄|组织|开展|举办|来)(?:一?[个场次])"
)


def title_of(reading: Reading) -> str:
    """The first stretch that is left."""
    rest = reading.rest
    lead = (_HELD_THEN.match(rest) if reading.loose else None) or _OPEN_LEAD.match(rest)
    rest = rest[lead.end() :] if lead else rest
    for piece in re.split(rf"[{HIDDEN},，;；。\n]+|\s{{1,}}(?=[{HIDDEN}]|$)", rest):
        title = quoted(tidy(re.sub(r"^(?:的|,|，)|(?:的|了|吧|活动一个)$", "", piece.strip())), piece)
        if (
            len(title) > 1
            and re.search(r"\w", title)
            and not re.fullmatch(r"(?:报名|截止|时间|限额|限|人|活动|前|地点|开始|请|谢谢)+", title)
        ):
            return title
    return ""


_PAIRS = (("“", "”"), ('"', '"'), ("《", "》"), ("「", "」"), ("(", ")"), ("【", "】"))


def quoted(title: str, piece: str) -> str:
    """The title with the mark at either end of it whose partner stands inside (“巧手”剪纸, 剪纸（第二期））."""
    for left, right in _PAIRS:
        if left + title in piece and right in title and (left == right or left not in title):
            title = left + title
        elif title + right in piece and left in title and (left == right or right not in title):
            title += right
    return title


_READ_CLOSE_GLUE = re.compile(r"的|报名|活动|了|通道|吧|那个")


def read_close(reading: Reading) -> bool:
    """`关闭活动 剪纸`: activity."""
    take_activity(reading, bare=True)
    return reading.reads(_READ_CLOSE_GLUE)
