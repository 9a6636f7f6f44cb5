"""打卡, 今日学习, 投稿, 签到."""

from __future__ import annotations

import re

from handlers.language import pii
from handlers.language.listed import take_activity, take_column
from handlers.language.numerals import NUMERAL, parse
from handlers.language.party import take_party
from handlers.language.pii_notes import keep_note
from handlers.language.reading import Reading, tidy
from handlers.language.times import periods
from handlers.language.understanding import Understanding

_ITEMS = re.compile(rf"^\W*第?(?P<items>{NUMERAL}(?:\s*[、,，和\s]\s*{NUMERAL})*)\s*(?:号|篇|条|期|课|集|项)?(?=\W|$)")
_NUMBER = re.compile(NUMERAL)
_DONE = re.compile(
    r"^(?:(?:我|今天|今日|的|已经|已|学习|学|内容|打卡|打了|打|完成|完毕|学完|看完|读完|听完|看|读|听|完|了|"
    r"成功|今儿|又|第[一二三四五六七八九十\d]+天|来|报到|个|咯|喽|党史|任务|本人|全部|一次|也|都|文章|这篇|"
    r"那篇|这期|视频)|\W)*$"
)
_NOT_A_NOTE = re.compile(
    r"[吗么?？]\s*$|^\W*打卡\W*(?=\S)(?!打卡\W*$)|重要的事|谁|怎么|咋|为什么|为啥|哪|什么时候|几点|别忘|不要忘|记得|大家|各位|抓紧|截止|通知|同志们|"
    r"姐妹们|请没|还没|没有打|没打|多少|系统|机器|坏了|软件|小程序|链接|照片|截图|拍照|时间是|地点|规则|要求|"
    r"方式|名单|排行|统计|情况表|人数|率|记录|日历|提醒|补卡|上班|下班|迟到|考勤|公司|景点|网红|餐厅|美食|"
    r"奶茶|店"
)
_RUN_ON = re.compile(
    r"^(?:今天|今日|已学|已读|学习了|学完|读了|读完|看了|看完|听了|听完|学了|感动|很感动|深受|受益|收获|感受|"
    r"心得|体会|学习心得|第?\d+(?:号|篇|期)|完成)"
)
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
    text = reading.rest if "item" in reading.slots else reading.text
    _keep_note(reading, _LABEL.sub("", text.replace("\x00", " ")))
    return True


def _keep_note(reading: Reading, text: str) -> None:
    about_children = bool(re.search(r"孩子|娃|学生|小朋友|儿童", text))
    text, kinds = pii.redact(text, children=about_children)
    reading.withheld = list(dict.fromkeys([*reading.withheld, *kinds]))
    if about_children:
        keep_note(reading, text)
    elif len(tidy(text)) > 1:
        reading.slots["note"] = tidy(text)


_THOUGHT = re.compile(r"(?:心得|体会|感想|感受|感悟)(?:是|:|,|，)\s*(?P<note>.{2,200})")
_AFTER = re.compile(r"打卡[\s,，。:!！]+(?P<note>[^\s].{1,200})$", re.DOTALL)


def _free_checkin(reading: Reading) -> bool:
    number = re.search(rf"第?\s*(?P<n>{NUMERAL})\s*(?:号|篇|条|期|课)(?!线)", reading.text)
    if number and (item := parse(number["n"])):
        reading.slots["item"] = item
    hit = _THOUGHT.search(reading.text) or _AFTER.search(reading.text)
    if hit and not _DONE.match(hit["note"]) and not re.fullmatch(r"[哈啊呀吧哦啦了\W]*", hit["note"]):
        _keep_note(reading, hit["note"])
    return True


def read_today(reading: Reading) -> bool:
    """`今日学习 红色家风传承`: column."""
    take_column(reading)
    return reading.reads(_TODAY_GLUE)


_TODAY_GLUE = re.compile(r"内容|的|是什么|什么|发来|发一下|发下|看看|发给我|是啥|呢|看|一下|栏目|有|啥")


def read_submit(reading: Reading) -> bool:
    """`投稿 剪纸`: activity."""
    if re.match(r"\W*(?:邮箱|地址|方式|截止|要求|须知|时间|平台|渠道|链接|信箱|人|者|费|的)", reading.text) and not reading.loose:
        return False
    said = take_activity(reading, bare=True)
    reading.take(_PIECES)
    left = reading.left(_SUBMIT_GLUE)
    if reading.loose or not left:
        return True
    if said and not re.search(r"[吗么?？]|谁|截止|大家|各位", reading.text):
        return (
            reading.text[left[0][0] - 1 : left[0][0]] not in ("的",)
            and not reading.rest[left[0][0] - 1 : left[0][0]].isalnum()
            and left[0][0] > 0
            and reading.text[left[0][0] - 1].isspace()
        )
    return False


_PIECES = re.compile(rf"{NUMERAL}\s*(?:张|幅|件|份|个|篇|组|段|条|副|首)(?:照片|作品|视频|图|剪纸|画|稿|文章)?")
_SUBMIT_GLUE = re.compile(r"作品|照片|视频|图片|的|了|我|我们|给|活动|参赛|稿件|稿|来|要|这是|交|投|一下|请查收|查收|报送")


_READ_ATTEND_GLUE = re.compile(r"了|我|到|已|活动|的|成功|完成|已到|到场|现场")


def read_attend(reading: Reading) -> bool:
    """`签到`, `签到 剪纸 3人`: activity, headcount, names."""
    if not reading.loose and re.match(r"\W*(?:表|处|台|册|簿|墙|时间|地点|名单|码|二维码|本|机|的|率|人|领|后|前)", reading.text):
        return False
    take_activity(reading, fill=False, bare=True)
    for day in periods.find(reading.rest, reading.today):
        reading.hide(day.start, day.end)
    party = take_party(reading)
    if party.vague and not reading.loose:
        return False
    if party.heads and (party.names or party.heads > 1):
        reading.slots["headcount"] = party.heads
    if party.names:
        reading.slots["names"] = party.names
    return reading.reads(_READ_ATTEND_GLUE)
