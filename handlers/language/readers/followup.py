"""跟进: one thing done for a pairing."""

from __future__ import annotations

import re

from handlers.language import notes, pii
from handlers.language.listed import take_community
from handlers.language.pii_notes import keep_note
from handlers.language.reading import HIDDEN, Reading, tidy
from handlers.language.tables import ITEMS, distinct, take_values
from handlers.language.times import periods
from handlers.language.understanding import Understanding

_GLUE = re.compile(
    r"完成|已经|已|做了|做|了|的|给|送给|送去|送|孩子们|孩子|娃娃|娃们|娃|学生|儿童|小朋友|困境|留守|我们|我|"
    r"咱|去|带|领|陪|到|在|和|与|跟|一次|一回|两次|一场|一封|一本|几本|两本|一份|一个|开展|进行|组织|活动|看|"
    r"过|好|满足|赠|写|红色|社区|村|结对|帮扶|着|里|家|家里|上|进|次|本|封|场|份|[一二两三四五六七八九十\d]+|"
    r"情况|登记|记录|项目|事项|是|为|有"
)
_NOTE_LABEL = re.compile(r"(?:备注|反馈|说明)\s*[::,，]?\s*(?P<note>.{2,120})")
_TALK = re.compile(r"别忘|记得|的事|大家|各位|通知|截止|务必|抓紧|吗$|怎么|挨批|慢|及时|工作|落实|力度|要求")
_NO_ITEM = re.compile(r"(?:没有?|还没|未|打算|准备|计划|想|要不要|能不能)(?:去|给|送|做|来得及)*\Z")


def read_followup(reading: Reading) -> bool:
    """Community, item (more items stand in `also`), date, note."""
    marked, kinds = pii.mark(reading.text, children=True)
    if kinds:
        reading.text = reading.rest = marked
        reading.withheld = list(dict.fromkeys([*reading.withheld, *kinds]))
    said = take_community(reading)
    label = reading.take(_NOTE_LABEL)
    days = periods.find(reading.rest, reading.today)
    for day in days:
        reading.hide(day.start, day.end)
    days = [day for day in days if not _coming(reading, day)]
    if days:
        reading.slots["date"] = days[0].first.isoformat()
    items = distinct(take_values(reading, ITEMS))
    _put_items(reading, items)
    if label:
        keep_note(reading, label["note"])
    elif reading.loose and items and (remark := notes.last_clause(reading)):
        keep_note(reading, pii.cleaned(remark))
    return reading.loose or _explained(reading, said or bool(items))


def _coming(reading: Reading, day: periods.Period) -> bool:
    """`中秋节日问候` on the eve names the festival ahead, not the day a year ago."""
    greets = day.unit == "festival" and re.match(r"的?(?:节日|日)?(?:问候|慰问|祝福|看望|走访)", reading.text[day.end :])
    return bool(greets) and (reading.today - day.first).days > _LONG_AGO


_LONG_AGO = 300


_WITH_CHILD = re.compile(r"陪(?:着)?(?:孩子们?|娃们?|她们?|他们?)[^,，。;；、]{0,2}(?:看|去|参观|观看|写|过|送|读|买)")
"""`陪孩子看了红色电影` is the film, not the company."""


def _put_items(reading: Reading, items: list[str]) -> None:
    if len(items) > 1 and "companionship" in items and _WITH_CHILD.search(reading.text):
        items = [item for item in items if item != "companionship"]
    if len(items) > 1 and items[0] == "home_visit" and "holiday_greeting" in items:
        items = [item for item in items if item != "home_visit"]
    if items:
        reading.slots["item"] = items[0]
    reading.also = [Understanding("followup", {**reading.slots, "item": item}) for item in items[1:]]


def _explained(reading: Reading, anchored: bool) -> bool:
    left = reading.left(_GLUE)
    if not anchored:
        return not left and not reading.text.strip()
    if re.search(r"的(?:事|问题|项目|工程|改造|进度|进展|材料|方案|工作|整改|落实)", reading.text):
        return False
    kept = [tidy(reading.rest[start:end]) for start, end in left]
    kept = [text for text in kept if len(text) > 1]
    if any(_TALK.search(text) for text in kept) or (left and left[0][0] == 0):
        return False
    start = _clause_start(reading, left[0][0]) if kept else 0
    if kept and reading.rest[start - 1] == HIDDEN and reading.text[start - 1].isalnum() and not _run_on(reading, kept):
        return False
    if kept and "note" not in reading.slots:
        keep_note(reading, pii.cleaned(reading.text[start:]))
    return True


def _run_on(reading: Reading, kept: list[str]) -> bool:
    """`看电影长津湖`: a short word run on to the thing done tells which."""
    whole = "community" in reading.slots and "item" in reading.slots
    return whole and len(kept) == 1 and len(kept[0]) <= 8 and not _ABOUT.search(kept[0])


_ABOUT = re.compile(r"[的吗呢吧]|表|会|汇总|材料|进度|计划|方案|通知|名单|项目|改造|物资|经费|人员|车|到|没|不|谁|什么|哪|怎")


def _clause_start(reading: Reading, at: int) -> int:
    """Where the clause with the first unexplained word begins (after what is hidden or a mark)."""
    while at > 0 and reading.rest[at - 1].isalnum():
        at -= 1
    return at
