"""Said to the bot, it looks like something to be recorded and is a question, a plan or a thing not done: nothing is written."""

from __future__ import annotations

import re

_ASKED = r"(?:怎么样|咋样|什么时候|啥时候|为什么|为啥|多不多|谁|什么|啥|哪|几点)\W*\Z|[了过](?:吗|么|没有?)\W*\Z"
_NOT_YET = (
    r"打算|准备(?:给|去|带|送|明|下|后)|计划(?:给|去|带|送|明|下)|(?:^|[\W我俺咱们])(?:想|要)(?:去|给|带|送|到|看看)|"
    r"过几天|改天|(?:明天|后天|下周|下个?月)"
)
_WANTS_IN = re.compile(
    r"(?:给|帮|替|把|算|加|带|捎)(?:上)?(?:我|俺|咱)|我(?:也)?(?:要|想|来)(?!.{0,3}[问知])|我(?:就|也)?报(?!名的|的|了|过)|报(?:个|一个|两|俩|上)|"
    r"(?:今年|这次|这回|现在)我?(?:要|想|就)?报|\d\s*[个人名位]|[一二两三四五六七八九十俩仨]\s*[个人名位]|有的话"
)
_DOUBTS: dict[str, re.Pattern[str]] = {
    "signup": re.compile(
        rf"{_ASKED}|(?:能|可以)(?:不能|不可以)?(?:报名?|参加|去|来|带[\u4e00-\u9fff]{{1,4}})(?:吗|么|不|没)\W*\Z|不想(?:报|去|参加)|(?:先|暂时)?(?:不要|别)(?:急着)?报名|考虑(?:一下|下)?(?:要不要|报不报|去不去)|报不报|本来想|(?:没|没有|未)(?:能)?(?:去成|报上|参加|去上)|"
        r"(?:上次|昨天|前天|去年|上周|上个?月|以前|之前|曾经).{0,10}(?:去|参加|报)(?:了|过|成)|(?:太少|太多|不多|不少)了?\W*\Z|(?:大家|各位|你们)都?(?:来|快|去)?(?:报名|参加)|"
        r"(?:已经?|早就?)报(?:了|过|名)|报过名?了?\W*\Z|替我(?:去|参加)|换(?:一下|人|成)|不够人|报名的事|(?:算|有)(?:工时|学时|补贴|证书)(?:吗|么)|(?:要|需要|应该)(?:准备|带|穿|交)什么"
    ),
    "submit_work": re.compile(r"费"),
    "signup_cancel": re.compile(r"换成|换人|(?:取消|不办|停办)了(?:吗|么|没有?)\W*\Z|谁.{0,6}取消|为什么|为啥"),
    "activity_close": re.compile(r"了?(?:吗|么|没有|没)\W*\Z|什么时候|几点|哪天"),
    "checkin": re.compile(
        r"(?:没|没有|还没|未|忘(?:了|记)?|不用|不想|不能|不必|别)(?:有|再|去)?(?:能)?(?:打|学|看|读|听)(?:上|到|过|完|习|卡)*(?!.*补)|(?:吗|么)\W*\Z|"
        r"(?:怎么样|什么时候|为什么|为啥|谁)"
    ),
    "task_done": re.compile(r"[没未](?!问题)|还(?:差|要|在|得)|怎么样|咋样|谁|什么时候|(?:吗|么)\W*\Z|能不能|来不及"),
    "review": re.compile(r"(?:通过|退回|驳回|审)(?:了|过)?(?:吗|么|没有?)\W*\Z|为什么|为啥|谁|什么时候"),
    "pairing_report": re.compile(rf"{_ASKED}|结对(?:活动|仪式|的事).*(?:什么时候|怎么|谁|几点|在哪|吗)"),
    "pairing_end": re.compile(_ASKED),
    "followup": re.compile(rf"{_ASKED}|{_NOT_YET}|(?:吗|么)\W*\Z|发哪|怎么"),
    "undo": re.compile(r"(?:什么|啥|谁|哪条)\W*\Z"),
    "grant": re.compile(r"谁|(?:吗|么)\W*\Z"),
    "push_now": re.compile(r"了(?:吗|么|没有?)\W*\Z|为什么|为啥"),
    "remind": re.compile(r"太(?:多|频繁|烦)"),
}


_DESPITE: dict[str, re.Pattern[str]] = {
    "signup": _WANTS_IN,
    "checkin": re.compile(
        r"(?<![没有])(?:学|看|读|听)(?:完|好)了(?!吗|么|没)|已经?(?:学|打|看|读)|补(?:上|一个|打|卡)|(?:再|现在就?|这就)打"
    ),
    "followup": re.compile(r"[\u4e00-\u9fff]了(?!吗|么|没有?\W*\Z)"),
    "task_done": re.compile(r"(?<![没未能])(?:完成|做完|办完|搞定|落实|干完)了(?!吗|么|没)|办结|已经?(?:完成|做完|办|落实)"),
}
"""Said beside it: it is done, or wanted, all the same."""
_PLAINLY_NOT = re.compile(r"替我(?:去|参加)|不想(?:报|去|参加)|本来想|没(?:能)?(?:去成|报上)|考虑|报不报|别报名|不要报名")


def only_talked_of(intent: str, text: str) -> bool:
    """Whether free words `text`, which look like `intent`, ask about it or tell of what was not done or is only meant to be."""
    pattern, despite = _DOUBTS.get(intent), _DESPITE.get(intent)
    doubt = pattern.search(text) if pattern else None
    if doubt is None:
        return False
    if despite is None or not despite.search(text):
        return True
    return intent == "signup" and bool(_PLAINLY_NOT.search(text)) and not despite.search(text, doubt.end())
