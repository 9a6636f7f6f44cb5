"""Organizers' and admins' commands: 审核, 活动, 提醒, 绑定, 授权, 施工图, 上报活动, 接龙归, 认领."""

from __future__ import annotations

import re

from handlers.language.listed import take_activity, take_community, take_units
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import HIDDEN, Reading, tidy
from handlers.language.tables import ROLES, SUBJECTS, take_one
from handlers.language.times import clock, moments, periods
from handlers.language.understanding import Understanding

_ITEM_LIST = re.compile(
    rf"^\W*(?:第)?\s*(?P<items>{NUMERAL}(?:\s*(?:号|条)?\s*(?:[、,，和及/]|"
    rf"\s)\s*(?:第)?{NUMERAL})*)(?:\s*(?:号|条|篇)(?![码线])|(?P<after>[\u4e00-\u9fff]))?"
)
_SPAN = re.compile(r"^\W*(\d{1,4})\s*(?:-|~|到|至)\s*(\d{1,4})\s*(?:号|条)?(?=\W|$)")
_NUMBER = re.compile(NUMERAL)
_LOOSE_ITEMS = re.compile(rf"第?\s*(?P<items>{NUMERAL}(?:\s*(?:号|条)?\s*[、,，和及]\s*(?:第)?{NUMERAL})*)\s*(?:号|条|篇|个)?")
_REJECTS = re.compile(r"退回|驳回|打回|不通过|不行|不过|退了|不合格|不能用|有问题|别通过|退")
_APPROVES = re.compile(r"通过|可以发|没问题|同意|批准|过了|批了|可以|审过")
_REASON = re.compile(r"(?:理由|原因|因为|由于)(?:是|为|:|,|，)?\s*(?P<reason>.+)", re.DOTALL)


def read_review(reading: Reading) -> bool:
    """`待审`, `通过 3、5、8`, `退回 12 日期有误`: item, verdict, reason."""
    if reading.loose and not reading.word:
        return _free_review(reading)
    if reading.word.startswith(("待审", "审核列表")):
        return reading.reads(_PENDING_GLUE)
    reject = reading.word in ("退回", "驳回", "审核退回")
    span = _SPAN.match(reading.text)
    hit = span or _ITEM_LIST.match(reading.text)
    if not hit:
        return False
    numbers = _span_numbers(span) if span else _all_numbers(hit["items"])
    after = "" if span else hit["after"] or ""
    spelt = not span and not hit["items"][-1].isdigit()
    if not numbers or (after and (spelt or after in _MEASURES) and not reading.text[hit.end() - 1 :].startswith("日期")):
        return False
    reason = tidy(reading.text[hit.end() - len(after) :])
    reason = re.sub(r"^(?:号|条|因为|原因是?|理由是?|:|,|，|由于)\s*", "", reason)
    return _put_verdict(reading, numbers, reject, reason)


_PENDING_GLUE = re.compile(r"列表|的|内容|有哪些|哪些|有|还|剩|几条|多少|几个|看看|看|一下|条|清单|都|什么|呢|吗|没|了")
_MEASURES = "位名个人年月日天点次场成米分的元票楼层块届周时关件本张套份箱瓶斤盒部台辆双座岁小万千百多几余把支笔班路站轮期家户页"


def _span_numbers(hit: re.Match[str]) -> list[int]:
    low, high = int(hit[1]), int(hit[2])
    return list(range(low, high + 1)) if low <= high <= low + 30 else []


def _all_numbers(said: str) -> list[int]:
    numbers = [parse(each) for each in _NUMBER.findall(said)]
    return [number for number in numbers if number] if all(numbers) else []


def _put_verdict(reading: Reading, numbers: list[int], reject: bool, reason: str) -> bool:
    if not reject and re.sub(r"谢谢|辛苦了?|吧|了|可以|没问题|[\W_]", "", reason) and not reading.loose:
        return False
    rest = {"verdict": "reject" if reject else "approve", **({"reason": reason} if reject and len(reason) > 1 else {})}
    reading.slots.update({"item": numbers[0], **rest})
    reading.also = [Understanding("review", {"item": number, **rest}) for number in numbers[1:]]
    return True


def _free_review(reading: Reading) -> bool:
    hit = _LOOSE_ITEMS.search(reading.text)
    reject, approve = _REJECTS.search(reading.text), _APPROVES.search(reading.text)
    numbers = _all_numbers(hit["items"]) if hit else []
    if not numbers and (reject or approve) and len(reading.text) <= 8:
        reading.slots["verdict"] = "reject" if reject else "approve"
    if not numbers or not (reject or approve) or re.search(r"待审|待审核", reading.text):
        return True
    because = _REASON.search(reading.text)
    reason = tidy(because["reason"]) if because else _left_reason(reading.text, hit, reject)
    _put_verdict(reading, numbers, bool(reject), reason)
    return True


def _left_reason(text: str, item: re.Match[str] | None, verdict: re.Match[str] | None) -> str:
    """The clause that is neither the item nor the verdict."""
    clauses = [tidy(clause) for clause in re.split(r"[,，。;；\s]", text)]
    spare = [
        clause
        for clause in clauses
        if clause
        and not (item and item.group().strip() in clause)
        and not _REJECTS.search(clause)
        and not re.fullmatch(r"[吧呢啊哈了把它]*", clause)
    ]
    return "，".join(spare)


_QUOTA = re.compile(
    r"(?:(?:限额|限报|限制|名额|人数|限|最多|不超过|上限|计划招|招募|招)(?:为|是|"
    rf":)?\s*(?P<n>{NUMERAL})\s*(?:个人|[人名位个])?(?:以内|以下)?|(?P<n2>{NUMERAL})\s*(?:个人|"
    r"[人名位个])?(?:名额|以内|封顶|为限))"
)
_PLACE = re.compile(
    r"(?:活动)?(?:地点|地址|场地|集合地点|集合点)\s*(?:在|是|为|:)?\s*(?P<place>[^\s,，;；。\n\x00]{2,30})|"
    r"(?:^|[\s,，;；\x00])在(?P<place2>[^\s,，;；。\n\x00]{2,20}?(?:室|厅|馆|楼|中心|广场|公园|社区|站|院|"
    r"学校|礼堂|基地|村|园|活动室|会议室|场|局|部|家|店|城|府|宫))(?=[\s,，;；。\n\x00]|$|举行|举办|开展)"
)
_DEADLINE_AFTER = re.compile(r"\s*(?:24点|23:59)?\s*(?:之?前)?\s*(?:报名)?(?:截止|截至|结束报名|止|为止|前|之前|以前)(?:报名)?")
_DEADLINE_BEFORE = re.compile(
    r"(?:报名)?(?:截止|截至|截止到|截止日期|截止时间|报名截止|报到|报名到|最晚|最迟)(?:时间|日期)?(?:到|至|是|"
    r"为|:)?\s*\Z"
)
_TIME_LABEL = re.compile(r"(?:活动)?(?:时间|日期|定于|定在|拟于|于)(?:是|为|在|:)?\s*\Z")
_OPEN_LEAD = re.compile(
    r"^(?:\W*(?:发起|新建|创建|发布|新增|开启|组织|搞|办|开|弄|建)(?:一个|个|一场|场|一次|次)?|\W*(?:叫|名称|"
    r"名字|标题|主题|活动名称|活动名|活动)(?:是|为|:)|\W*(?:一个|个|一场|一次)|\W*叫|\W*[:,，]|\W*活动[:\s]|"
    r"\s)+"
)


def read_open(reading: Reading) -> bool:
    """`发起活动 剪纸 6月20日截止 限50人`: title, quota, deadline, place, when."""
    quota = reading.take(_QUOTA)
    if quota and (number := parse(quota["n"] or quota["n2"])):
        reading.slots["quota"] = number
    place = reading.take(_PLACE)
    if place:
        reading.slots["place"] = tidy(place["place"] or place["place2"])
    _take_days(reading)
    title = _title(reading)
    if title:
        reading.slots["title"] = title
    if not reading.loose and title and not _may_be_title(reading, title):
        return False
    return reading.loose or bool(title) or not reading.left()


_PAPERS = re.compile(r"方案|信息|总结|材料|照片|情况|计划|名单|通知|预算|数据|稿|新闻|简报|图片|记录|表|室|经费|需求|时间|前|后|中|日")


def _may_be_title(reading: Reading, title: str) -> bool:
    """Run on to the command word, only what cannot be the rest of a sentence."""
    if re.search(r"[吗呢么]\W*$|谁|怎么|请大家|各位", reading.text):
        return False
    return not reading.text[:1].isalnum() or not (
        _PAPERS.match(title) or re.match(r"[的了要得需须由应能可会有是就太吗没不人]", reading.text) or re.search(r"[的了吗呢谁]", title)
    )


def _take_days(reading: Reading) -> None:
    for period in periods.find(reading.rest, reading.today, past=False):
        if period.unit == "festival" and _IN_TITLE.match(reading.rest, period.end):
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
            reading.hide(label.start() if label else period.start, end)


_IN_TITLE = re.compile(r"(?!前|之前|当天|期间|那天|截止|上午|下午|晚上|早上)[\u4e00-\u9fff]")


def _title(reading: Reading) -> str:
    """The first stretch that is left."""
    rest = reading.rest
    lead = _OPEN_LEAD.match(rest)
    rest = rest[lead.end() :] if lead else rest
    for piece in re.split(rf"[{HIDDEN},，;；。\n]+|\s{{1,}}(?=[{HIDDEN}]|$)", rest):
        title = tidy(re.sub(r"^(?:的|,|，)|(?:的|了|吧|活动一个)$", "", piece.strip()))
        if (
            len(title) > 1
            and re.search(r"\w", title)
            and not re.fullmatch(r"(?:报名|截止|时间|限额|限|人|活动|前|地点|开始|请|谢谢)+", title)
        ):
            return title
    return ""


def read_close(reading: Reading) -> bool:
    """`关闭活动 剪纸`: activity."""
    take_activity(reading, bare=True)
    return reading.reads(re.compile(r"的|报名|活动|了|通道|吧|那个"))


def read_remind(reading: Reading) -> bool:
    """`提醒 剪纸 明天9点`: activity or subject, when."""
    named = take_activity(reading, fill=False)
    moment = moments.read(reading.rest, reading.today)
    for start, end in moment.said:
        reading.hide(start, end)
    if moment.when:
        reading.slots["when"] = moment.when
    if not named:
        take_one(reading, SUBJECTS, "subject")
        _remind_subject(reading)
    left = reading.left(_REMIND_GLUE)
    return reading.loose or bool((named or "subject" in reading.slots or moment.when) and not left)


def _remind_subject(reading: Reading) -> None:
    if "subject" not in reading.slots and re.search(r"交作品|投稿|交稿", reading.text):
        reading.slots["subject"] = "works"


_REMIND_GLUE = re.compile(
    r"一下|大家|各单位|所有人|的|没|未|还没|人|参加|活动|去|要|单位|姐妹们|姐妹|同志们|同志|我们|我|们|了|给|"
    r"发|个|在|还|报名|打卡|到时候|记得|开始|前|交|做|学习|各位|群里"
)


def read_bind(reading: Reading) -> bool:
    """`绑定单位 省财政厅`: unit; one not listed is kept as said."""
    units = take_units(reading)
    if units:
        reading.slots["unit"] = units[0]
        return reading.reads(_BIND_GLUE)
    left = [reading.rest[start:end] for start, end in reading.left(_BIND_GLUE)]
    if not left:
        return bool(re.search("单位|本群", reading.word)) or reading.loose
    new = left[0]
    if len(left) == 1 and re.search(
        (
            r"(?:厅|局|委|办|部|院|会|联|校|中心|公司|社区|镇|乡|县|市|区|街道|处|站|所|集团|银行|医院|大学|学院|工委|"
            r"团)$"
        ),
        new,
    ):
        reading.slots["unit"] = new
        return True
    return reading.loose


_BIND_GLUE = re.compile(r"单位|本群|这个群|群|到|为|是|绑定|给|把|的|绑|请|我们")
_AT = re.compile(r"@\s*(?P<name>[^\s@\x00,，:]{1,20})")
_GRANT_NAME = re.compile(
    r"(?:授权|给|把|让|设|取消|撤销|收回|撤掉|免去|解除)?\s*(?P<name>[\u4e00-\u9fff]{2,4}?)(?=\s|\x00|的|为|"
    r"成|做|当|设|$)"
)


def read_grant(reading: Reading) -> bool:
    """`授权 @王芳 统筹员`: member, role, unit."""
    at = reading.take(_AT)
    if at:
        name = at["name"]
        for word in sorted(ROLES()[1], key=len, reverse=True):
            cut = name.find(word)
            if cut > 1:
                name = re.sub(r"(?:为|成|当|做|设为|设成|的|是)+$", "", name[:cut])
                reading.slots["role"] = ROLES()[1][word]
        reading.slots["member"] = re.sub(r"(?<=..)(?:的|为|当|做|成)$", "", name)
    if "role" not in reading.slots:
        take_one(reading, ROLES, "role")
    units = take_units(reading)
    if units:
        reading.slots["unit"] = units[0]
    return reading.reads(re.compile(r"为|成|当|做|给|权限|的|身份|角色|设|让|把|担任|取消|授权|授予|单位|在|掉|撤|了|说|任"))


_TASK_NUMBER = re.compile(rf"(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|项|条)?(?:任务)?(?![\d年月日人个名楼层天次张份套块米])")


def read_tasks(reading: Reading) -> bool:
    """`施工图 11`: task, when one is named."""
    hit = reading.take(_TASK_NUMBER)
    if hit and (number := parse(hit["n"])):
        reading.slots["task"] = number
    return reading.reads(re.compile(r"看看|看|查|一下|的|进度|情况|列表|任务|哪些|有|完成|都|还|没|全部|到|了|进展|什么|怎么样|发|给我"))


def read_task_done(reading: Reading) -> bool:
    """`销号 7`: task (several stand in `also`)."""
    numbers = [number for hit in reading.take_all(_TASK_NUMBER) if (number := parse(hit["n"]))]
    if numbers:
        reading.slots["task"] = numbers[0]
        reading.also = [Understanding("task_done", {"task": number}) for number in numbers[1:]]
    return reading.reads(re.compile(r"任务|工作|了|的|已|完成|施工图|项|和|把|可以|销号|销|掉|已经|都|号|第"))


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
    title = _title(reading)
    if title:
        reading.slots["title"] = title
        return reading.loose or _may_be_title(reading, title)
    return reading.loose or not reading.left()


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
    return reading.reads(re.compile(r"的|活动|到|入|里|去|吧|报名|名下|下"))


def read_claim(reading: Reading) -> bool:
    """`认领 482913`: code."""
    hit = reading.take(re.compile(r"(?<![0-9A-Za-z])(?P<code>[0-9]{4,10}|(?=[A-Za-z-]*\d)[A-Za-z0-9-]{4,16})(?![0-9A-Za-z])"))
    if hit:
        reading.slots["code"] = hit["code"]
    return reading.loose or (bool(hit) and reading.reads(re.compile(r"码|口令|管理员|权限|我的|验证码|是")))


def read_community_only(reading: Reading) -> bool:
    """A helper for commands that name a community and nothing else."""
    return take_community(reading) and reading.reads()
