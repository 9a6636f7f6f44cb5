"""What may follow a command word that stands alone, before the message is talk."""

from __future__ import annotations

import re

from handlers.language.reading import Reading
from handlers.language.words import frozenset_of

_THANKS = r"(?:(?:谢谢\w{0,2}|多谢|谢了)|(?<=\W)(?:辛苦\w?|麻烦了|拜托了?|感谢))?\W*"
FILE = re.compile(r"\.(?:jpe?g|png|gif|docx?|xlsx?|pdf|pptx?|mp[34]|zip|rar|txt|csv)\s*$", re.IGNORECASE)
"""A file's name at the end."""
_PLAIN = re.compile(rf"\W*{_THANKS}")
_ASKING = re.compile(rf"(?:\W|(?:怎么|咋|如何|怎样)(?:用|操作|弄|使|办|搞)?|呀|啊|呢|吧|哈|哦|呐|嘛|教教我|教一下|教我)*{_THANKS}")
BARE_TAILS = {
    **dict.fromkeys(
        frozenset_of(
            "roster totals deliveries push_retry hush missing ranking export push_now push_pause push_resume "
            "push_preview attend reconcile tasks task_done pairing_report pairing_end pairing_change signup_cancel "
            "activity_close submit_work signup_change followup signup works work_withdraw work_pick programme_cancel"
        ),
        _PLAIN,
    ),
    **dict.fromkeys(("help", "activities", "today"), _ASKING),
}
SAFE_BARE = frozenset(
    ["统计", "打卡", "报名", "结对", "撤销", "名单", "菜单", "帮助", "导出", "签到", "施工图", "待审", "排行", "投稿", "送达", "对账"]
)
"""Words that are commands alone even where they were misspelt."""
_MAY = re.compile(r"能|可以")


def only_asks(intent: str, reading: Reading, lead: str) -> bool:
    """Whether the command is only asked about (能报名几个人, 能不能取消报名): what is led by 能 and settles nothing."""
    open_yet = "headcount" in reading.missing or (intent == "signup_cancel" and "activity" not in reading.slots)
    return open_yet and bool(_MAY.search(lead))


PARTICLE = re.compile(r"[哈啊呀吧呗啦哦喽嘞]{1,2}\W*")
"""After `我要报名` nothing but how she says it."""
WEARY = re.compile(r"(?:麻烦|辛苦)\W*")
"""Run on to a command word it is said of the work (统计辛苦)."""
