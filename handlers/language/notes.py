"""Free text that is left over: is it a remark worth keeping, or ordinary talk?"""

from __future__ import annotations

import re

from handlers.language.reading import HIDDEN, Reading, tidy

# Talk about a thing to others, not a remark on one's own entry.
_TO_OTHERS = re.compile(
    r"大家|各位|踊跃|抓紧|赶紧|赶快|尽快|截止|通知|请各|请大家|请没|还没|务必|别忘|不要忘|记得|须知|注意|"
    r"名额有限|转发|扩散|群里|链接|二维码|扫码|@所有|所有人|原来|听说|据说|人家|他们|她们|谁|为啥|为什么|"
    r"凭什么|审核|满员|实到|你(?:们|去|来|报|要|呢)|去不去|来不来|报不报|没选上|没轮上|哪里|哪儿|在哪|哪个|多少钱|怎么|咋"
)
_TITLE_TALK = re.compile(
    r"[吗呢吧了的得着过呀啊哦么没别]|是|有|在|不|要|会|能|可以|应该|已经|才|都|也|还|就|很|太|多|少|这|那|哪|谁|"
    r"啥|什么|怎|咋|我|你|您|他|她|它|们|请|把|被|让|给|从|到|说|看|写|填|交|发|收|问|等|完|好|快|慢|错|截止|"
    r"通知|开始|结束"
)
_ABOUT_SIGNUP = re.compile(
    r"^(?:改|修改|变更|调整|取消|排行|排名|材料|表|费|处|时间|链接|方式|方法|入口|须知|流程|条件|要求|截止|通道|系统|人数|人员|信息|情况|名单|"
    r"电话|联系|地点|地址|照片|网站|页面|公告|通知|启事|二维码|小程序|平台|渠道|工作|登记|统计|接龙|短信|资格|"
    r"成功|失败|名额|单位|对象|范围|结果|事宜|事项|问题|群|贴|帖|咨询|号码|号|序号|编号|日期|阶段|期间|当天|"
    r"早|晚|人|者|的)"
)
_ACTIVITY_ENDS = re.compile(
    r"(?:班|赛|拳|操|舞|展|课|会|讲座|培训|活动|比赛|大赛|体验|沙龙|营|行|走|跑|秀|节|日|剪纸|书法|摄影|合唱|"
    r"朗诵|演讲|瑜伽|插花|烘焙|徒步|健步走|游园|参观|观影|志愿者|志愿服务|义诊|联谊|队|社|团|演出|晚会|马拉松|"
    r"训练|球|绳|操课|手工|编织|刺绣|茶艺|茶道|诵读|宣讲|八段锦|五禽戏|太极扇|古筝|二胡|葫芦丝|柔力球|腰鼓|秧歌|面点|烹饪|收纳|美妆|急救|飞盘|拔河|登山|夜跑|游泳|太极|棋|画|琴|读书)\Z"
)
_THING = re.compile(r"(?:材料|表|费用?|名单|照片|视频|工具|用品|奖品|海报|图纸|方案|链接|二维码)\Z")
_MOST = 120


def title_like(text: str, *, spaced: bool) -> bool:
    """Whether an unlisted stretch after a command can only be the name of something."""
    if not 2 <= len(text) <= 18 or _ABOUT_SIGNUP.match(text):
        return False
    if _ACTIVITY_ENDS.search(text):
        return not re.search(r"[吗呢吧了呀啊么才能就够]|可以|的(?:人|同|姐|老师|大家|各|都)|怎|谁|啥|什么|还没|不|开班|已经", text)
    return spaced and len(text) <= 10 and not _TITLE_TALK.search(text) and not _THING.search(text)


def remark(text: str) -> bool:
    """Whether a left-over clause may stand as somebody's remark."""
    return 2 <= len(text) <= _MOST and not _TO_OTHERS.search(text)


def trailing(reading: Reading, stretches: list[tuple[int, int]]) -> str | None:
    """The note that the left-over stretches make: one run at the end, set off by a mark; None when they make none."""
    if not stretches:
        return None
    start = stretches[0][0]
    while start > 0 and reading.rest[start - 1].isalnum():
        start -= 1
    if start == 0:
        return None
    if reading.rest[start - 1] == HIDDEN and _second_count(reading, start):
        start = _second_count(reading, start)
    if reading.rest[start - 1] == HIDDEN and not _set_off(reading, start):
        return None
    note = tidy(reading.text[start:])
    return note if remark(note) else None


_LAST = re.compile(r"[,，。;；!！]\s*(?P<clause>[^,，。;；!！\n]{3,40})\W*$")
_SAYS_LITTLE = re.compile(
    r"[留占挂写整弄]个?(?:位子?|座|名额|名)|我|俺|咱|们|就|是|都|的|了|吧|呗|呀|啊|哈|嘛|给|帮|上|报名|报|去|来|参加|谢谢|辛苦|麻烦|算|加|记|一个|一下|登记|请|知道|收到|好|行|可以|先|再|也|还"
)


def last_clause(reading: Reading) -> str | None:
    """In free words: a last clause of its own of which nothing was read, where it may stand as a remark."""
    hit = _LAST.search(reading.text)
    if not hit or HIDDEN in reading.rest[hit.start() :] or len(_SAYS_LITTLE.sub("", hit["clause"])) < 3:
        return None
    note = tidy(hit["clause"])
    return note if remark(note) else None


_COUNTED = re.compile(r"[\d一二两三四五六七八九十俩仨]\s*[个人名位]")


def _second_count(reading: Reading, at: int) -> int:
    """Where a clause begins whose first words were read as a number though one was said before (2人 一个走半程); else 0."""
    start = at
    while start > 0 and reading.text[start - 1].isalnum():
        start -= 1
    return start if at - start <= 3 and _COUNTED.search(reading.text[:start]) and _COUNTED.match(reading.text, start) else 0


def _set_off(reading: Reading, start: int) -> bool:
    """Hidden text directly before: set off when that itself ended in a mark or a measure word is not run on."""
    return not reading.text[start - 1].isalnum() or bool(_OPENS.match(reading.text, start))


_OPENS = re.compile(r"其中|另外|不过|但是|因为|顺便|到时候")
"""Words that begin a clause of their own, also where no mark stands before them (spoken input)."""


_MARKS = re.compile(r"[\s,，。;；、!！?？()（）]")


def clause_at(reading: Reading, at: int) -> str:
    """The clause at `at`, as said."""
    start, end = _clause(reading, at)
    return tidy(reading.text[start:end])


def in_a_read_clause(reading: Reading, at: int) -> bool:
    """Whether the clause at `at` holds something that was read."""
    start, end = _clause(reading, at)
    return HIDDEN in reading.rest[start:end]


def _clause(reading: Reading, at: int) -> tuple[int, int]:
    ends = [hit.start() for hit in _MARKS.finditer(reading.text)]
    return max([end for end in ends if end < at], default=-1) + 1, min([end for end in ends if end > at], default=len(reading.text))
