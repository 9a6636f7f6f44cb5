"""上报活动, 修改上报, 取消上报: what a unit has carried out, for whom, how often, when."""

from __future__ import annotations

import re

from handlers.language.numerals import NUMERAL, parse
from handlers.language.pii_notes import keep_name
from handlers.language.readers.events import may_be_title, title_of
from handlers.language.reading import HIDDEN, Reading, tidy
from handlers.language.times import periods

_TIMES = re.compile(rf"(?P<n>{NUMERAL})\s*(?:场次|场|次|期)")
_PEOPLE = re.compile(rf"(?:服务|惠及|参与|参加|覆盖|观众|群众)?\s*(?P<n>{NUMERAL})\s*(?:余|多)?\s*(?:人次|人|名|位)")
_TO_THE_END = r"[^\s,，;；。\n\x00]"
_SERVED = re.compile(rf"(?:服务对象|服务人群|受众|面向|对象)\s*(?:是|为|:)?\s*(?P<name>{_TO_THE_END}{{2,30}})")
_CARRIER = re.compile(
    rf"(?:实施主体|实施单位|承办单位|主办单位|组织单位|责任单位)\s*(?:是|为|:)?\s*(?P<name>{_TO_THE_END}{{2,30}})|"
    rf"(?:^|(?<=[\s,，;；。\x00]))由\s*(?P<name2>[^\s,，;；。\n\x00]{{2,20}}?)(?:承办|主办|实施|组织|开展|负责)"
)


def read_programme(reading: Reading) -> bool:
    """`上报活动 红色文化进社区 2场 服务对象 社区老人 5月18日`: title, count, served, date (until); people, carrier."""
    _details(reading)
    title = title_of(reading)
    if reading.loose:
        title = _HELD.sub("", title)
    if title:
        reading.slots["title"] = title
        keep_name(reading, "title")
        return reading.loose or may_be_title(reading, title)
    return reading.loose or not reading.left()


_HELD = re.compile(r"(?:举办|开展|组织|进行|办|搞|做)$")


def _details(reading: Reading) -> None:
    _take_days(reading)
    for slot, pattern in (("carrier", _CARRIER), ("served", _SERVED)):
        if hit := reading.take(pattern):
            reading.slots[slot] = tidy(next(name for name in hit.groups() if name))
            keep_name(reading, slot)
    for slot, pattern in (("count", _TIMES), ("people", _PEOPLE)):
        hit = reading.take(pattern)
        if hit and (number := parse(hit["n"])):
            reading.slots[slot] = number


def _take_days(reading: Reading) -> None:
    """The first day, and the last where it is another."""
    said = periods.find(reading.rest, reading.today)
    if said:
        reading.slots["date"] = said[0].first.isoformat()
        if said[0].last > said[0].first:
            reading.slots["until"] = said[0].last.isoformat()
    for period in said:
        reading.hide(period.start, period.end)


_CHANGE_GLUE = re.compile(r"改成|改为|改到|改|场次|时间|的|活动|为|成|到|了|应该|应|是|一共|共")


def read_change(reading: Reading) -> bool:
    """`修改上报 红色文化进社区 3场`: title, where it is said, and what is said anew."""
    _details(reading)
    told = {"count"} if reading.word.endswith(("改成", "改为")) else {"count", "served", "carrier", "people", "date"}
    changed = bool(told & reading.slots.keys())
    rest = _CHANGE_GLUE.sub(lambda hit: HIDDEN * len(hit.group()), reading.rest)
    names = [tidy(piece) for piece in re.split(rf"[{HIDDEN},，;；。\n\s]+", rest) if len(tidy(piece)) > 1]
    if names:
        reading.slots["title"] = names[0]
        reading.hide(reading.rest.find(names[0]), reading.rest.find(names[0]) + len(names[0]))
        keep_name(reading, "title")
    return reading.loose or (changed and reading.text[:1] in " ,:，" and not reading.left(_CHANGE_GLUE)) or (changed and not names)


def read_cancel(reading: Reading) -> bool:
    """`取消上报 红色文化进社区`: title, where it is said, apart from the word."""
    title = tidy(reading.text)
    if not title:
        return True
    if not reading.loose and (reading.text[:1] not in " ,:，" or re.search(r"[吗呢么?？]|谁|怎么|大家|各位|通知|\s", title)):
        return False
    reading.slots["title"] = title
    keep_name(reading, "title")
    return True
