"""提醒, 取消提醒: whom to remind of what, when."""

from __future__ import annotations

import re

from handlers.language.listed import take_activity
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import Reading
from handlers.language.tables import SUBJECTS, take_one
from handlers.language.times import moments

_LACKING = re.compile(r"(?:还)?[没未](?:有)?报送?(?:的|过)?(?!名)")
"""Who has reported nothing, whatever it is about."""
_NOW = re.compile(r"(?:现在|马上|立刻|立即)就?(?:发|提醒)?\W*$")
_PRIVATELY = re.compile(r"(?:单独|一对一)?(?:私聊|私信)(?:提醒|发|给)?(?:她们|他们|负责人|联络人|组织员|统筹员)?\W*$")
_PRIVATELY_FIRST = re.compile(r"(?:单独|一对一)?(?:私聊|私信)(?:她们|他们|负责人|联络人|组织员|统筹员)?(?=提醒|[未没还])")
"""Before the command word: a time stands before that."""
_GLUE = re.compile(
    r"一下|大家|各单位|所有人|的|没|未|还没|人|参加|活动|去|要|单位|姐妹们|姐妹|同志们|同志|我们|我|们|了|给|"
    r"发|个|在|还|报名|打卡|签到|报送|到时候|记得|开始|前|交|做|学习|各位|群里"
)


def read_remind(reading: Reading) -> bool:
    """`提醒 剪纸 明天9点`, `提醒 未报送 结对 周五下午3点`: activity or subject, when; `现在`: now; `私聊`: privately."""
    if reading.word.startswith(("私聊", "私信")) or reading.take(_PRIVATELY) or reading.take(_PRIVATELY_FIRST):
        reading.slots["privately"] = True
    if reading.take(_NOW):
        reading.slots["now"] = True
    named = take_activity(reading, fill=False)
    moment = moments.read(reading.rest, reading.today)
    for start, end in moment.said:
        reading.hide(start, end)
    if moment.when:
        reading.slots["when"] = moment.when
    lacking = reading.take(_LACKING) is not None
    if not named:
        take_one(reading, SUBJECTS, "subject")
        _works(reading)
    if not reading.loose and not moment.when and re.match(r"\W*[我俺咱]", reading.text):
        return False
    left = reading.left(_GLUE)
    if not (named or lacking or "subject" in reading.slots) and {"now", "privately"} & reading.slots.keys():
        return reading.loose
    return reading.loose or bool((named or lacking or "subject" in reading.slots or moment.when) and not left)


def _works(reading: Reading) -> None:
    if "subject" not in reading.slots and re.search(r"交作品|投稿|交稿", reading.text):
        reading.slots["subject"] = "works"


_NUMBER = re.compile(rf"第?\s*(?P<n>{NUMERAL})\s*(?:号|个|条)?(?![\d年月日点:：])")
_CANCEL_GLUE = re.compile(r"提醒|那个|那条|这个|刚才|的|了|把|号|第|取消|删除|删掉|删|撤销|停止|停掉")


def read_cancel(reading: Reading) -> bool:
    """`取消提醒 3`: reminder, the number in the list."""
    hit = reading.take(_NUMBER)
    if hit and (number := parse(hit["n"])):
        reading.slots["reminder"] = number
    return reading.reads(_CANCEL_GLUE)
