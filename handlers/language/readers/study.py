"""打卡, 今日学习, 签到."""

from __future__ import annotations

import re

from handlers.language.listed import take_activity, take_column
from handlers.language.numerals import NUMERAL, parse
from handlers.language.party import take_party
from handlers.language.pii_notes import keep_remark
from handlers.language.reading import Reading
from handlers.language.times import hours, periods
from handlers.language.understanding import Understanding

_ITEMS = re.compile(rf"^\W*第?(?P<items>{NUMERAL}(?:\s*[、,，和\s]\s*{NUMERAL})*)\s*(?:号|篇|条|期|课|集|项)?(?=\W|$)(?!\s*%)")
_NUMBER = re.compile(NUMERAL)
_DONE = re.compile(
    r"^(?:(?:我|今天|今日|的|已经|已|学习|学|内容|打卡|打了|打|完成|完毕|学完|看完|读完|听完|看|读|听|完|了|"
    r"成功|今儿|又|啦|呀|哈|嘞|耶|哦|啊|吧|第[一二三四五六七八九十\d]+天|来|报到|个|咯|喽|党史|任务|本人|全部|一次|也|都|文章|这篇|"
    r"那篇|这期|视频|打个卡|打下卡|打上卡|卡|记(?:一下|上|个)|请|帮我|给我|谢谢)|\W){0,16}$"
)
_NOT_A_NOTE = re.compile(
    r"[吗么?？]\s*$|^\W*打卡\W*(?=\S)(?!打卡\W*$)|重要的事|忘|谁|怎么|咋|为什么|为啥|哪|什么时候|几点|别忘|不要忘|记得|大家|各位|抓紧|截止|通知|同志们|"
    r"姐妹们|请没|还没|没有打|没打|多少|系统|机器|坏了|软件|小程序|链接|照片|截图|拍照|时间是|地点|规则|要求|"
    r"方式|名单|排行|统计|情况表|人数|率|记录|日历|提醒|补卡|上班|下班|迟到|考勤|公司|景点|网红|餐厅|美食|"
    r"奶茶|店|面馆|饭馆|菜馆|馆子|火锅|烧烤|咖啡|小吃|夜市|商场|好吃|新开的"
)
_RUN_ON = re.compile(
    r"^(?:今天|今日|已学|已读|学习了|学完|读了|读完|看了|看完|听了|听完|学了|感动|很感动|深受|受益|收获|感受|"
    r"(?:学习)?(?:心得|体会)+(?=\W|[是很有深今])|第?\d+(?:号(?![楼院门厅线桌车会])|篇|期)|完成)"
)
_TODAYS = re.compile(r"^\W*(?:今天|今日)的?(?:内容|学习)?[,，]\s*")
_LABEL = re.compile(r"^\W*(?:心得|体会|感想|感受|学习心得|学习体会|心得体会)\s*(?:是|:)\s*")


def read_checkin(reading: Reading) -> bool:
    """`打卡 26`, `打卡 今天的故事很感人`: item, note."""
    if reading.loose:
        return _free_checkin(reading)
    hit = reading.take(_ITEMS)
    if hit:
        _put_items(reading, hit["items"])
    take_column(reading)
    reading.slots.pop("column", None)
    rest = reading.rest
    if _DONE.match(rest.replace("\x00", " ")):
        return True
    return _put_note(reading)


def _put_items(reading: Reading, said: str) -> None:
    numbers = [number for each in _NUMBER.findall(said) if (number := parse(each))]
    if numbers:
        reading.slots["item"] = numbers[0]
        reading.also = [Understanding("checkin", {"item": number}) for number in numbers[1:]]


def _put_note(reading: Reading) -> bool:
    """What follows stands apart (or begins like a 心得) and is not talk about checking in."""
    apart = not reading.text[:1].isalnum() or "item" in reading.slots
    if not (apart or _RUN_ON.match(reading.text)) or _NOT_A_NOTE.search(reading.text):
        return False
    numbered = _ITEMS.match(reading.text) if "item" in reading.slots else None
    keep_remark(reading, _TODAYS.sub("", _LABEL.sub("", reading.text[numbered.end() if numbered else 0 :])))
    return True


_THOUGHT = re.compile(r"(?:心得|体会|感想|感受|感悟)(?:是|:|,|，)\s*(?P<note>.{2,200})")
_AFTER = re.compile(
    r"(?:打卡|(?:学|看|读|听)(?:习)?(?:完|过|好)?(?:毕)?[了啦]|已学习?|已读|已阅|(?:学习)?完成)[\s,，。:!！~]+(?P<note>[^\s].{1,200})$",
    re.DOTALL,
)


_RUN_AFTER = re.compile(r"打卡[啦了咯喽](?P<note>(?:今天|今日|今儿|很|真|收获|感|深受|受|学到|这[个篇]).{1,200})$", re.DOTALL)


def _free_checkin(reading: Reading) -> bool:
    number = re.search(rf"第?\s*(?<![月\d])(?P<n>{NUMERAL})\s*(?:号|篇|条|期|课)(?!线)", reading.text)
    if number and (item := parse(number["n"])):
        reading.slots["item"] = item
    hit = _THOUGHT.search(reading.text) or _AFTER.search(reading.text) or _RUN_AFTER.search(reading.text)
    if hit and not _DONE.match(hit["note"]) and not re.fullmatch(r"[哈啊呀吧哦啦了\W]*", hit["note"]):
        keep_remark(reading, hit["note"])
    return True


def read_today(reading: Reading) -> bool:
    """`今日学习 红色家风传承`: column."""
    take_column(reading)
    return reading.reads(_TODAY_GLUE)


_TODAY_GLUE = re.compile(r"内容|的|是什么|什么|发来|发一下|发下|看看|发给我|是啥|呢|看|一下|栏目|有|啥")


_READ_ATTEND_GLUE = re.compile(r"了|我|到|已|活动|的|成功|完成|已到|到场|现场")


_EVERYONE = re.compile(r"(?<=[\s,，\x00])(?:全部|所有人|全员)(?=\W|\x00|$)")


def read_attend(reading: Reading) -> bool:
    """`签到`, `签到 剪纸 3人`: activity, headcount, names, team. `签退`: out; `取消签到`: off; for others everyone, at, ends, date."""
    if not reading.loose and re.match(
        r"\W*(?:表|处|台|册|簿|墙|时间|地点|名单|码|二维码|本|机|的|率|人|领|后|前)|"
        rf"\W*了?\s*{NUMERAL}\s*(?:个人|[个人名位])\s*(?:为?一[组队桌排]|才|就|即可)|\W*了\s*{NUMERAL}",
        reading.text,
    ):
        return False
    said = reading.word if not reading.loose else reading.text
    for word, slot in (("签退", "out"), ("取消", "off"), ("撤销", "off")):
        if word in said:
            reading.slots[slot] = True
    if reading.loose:
        reading.take(re.compile("签退|签到|取消|撤销"))
    take_activity(reading, fill=False, bare=True)
    for day in periods.find(reading.rest, reading.today):
        reading.hide(day.start, day.end)
        if day.first < reading.today:
            reading.slots["date"] = day.first.isoformat()
    when = hours.find(reading.rest)
    if when is not None:
        reading.hide(when.start, when.end)
    if reading.take(_EVERYONE):
        reading.slots["everyone"] = True
    party = take_party(reading)
    if party.vague and not reading.loose:
        return False
    if party.heads and (party.names or party.heads > 1):
        reading.slots["headcount"] = party.heads
    if party.names:
        reading.slots["names"] = party.names
    if party.team:
        reading.slots["team"] = party.team
    for_others = bool({"names", "team", "everyone"} & reading.slots.keys())
    if when is not None and for_others:
        reading.slots |= {"at": when.first} | ({"ends": when.last} if when.last else {})
    told = when is None or (for_others and not reading.text[:1].isalnum())
    return reading.reads(_READ_ATTEND_GLUE) and (reading.loose or told)
