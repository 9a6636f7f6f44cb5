"""How many come with one line of a 接龙: what only says a number, and remarks that hold one (带孩子共3人、母女俩)."""

from __future__ import annotations

import re

from handlers.language import counts
from handlers.language.fold import fold
from handlers.language.numerals import HAN, NUMERAL, parse

_ALL = "(?:一共|总共|合计|共计|总计|共|计)"
_WHO = "(?:志愿者|女职工|职工|党员|队员|选手|同志|姐妹|老师|代表|干部|群众|学员)"
_PEOPLE = f"(?:[个名位]{_WHO}|个大人|大人|个人|个名额|名额|位同志|名同志|口人|人次|人|位|名|个|口)"
_GO = "(?:都?(?:参加|报名|去|来|到))?"
_COUNT = (
    rf"(?:(?:{_ALL}|人数|报名|报)?\s*[:：是有]?\s*(?P<n>{NUMERAL})\s*{_PEOPLE}{_GO}|(?:\+|[xX×*](?=\d))\s*(?P<plus>\d{{1,4}})\s*{_PEOPLE}?|"
    rf"(?P<pair>[俩仨])(?:人|个)?{_GO}|(?:人数|{_ALL})\s*[:：是]?\s*(?P<bare>\d{{1,3}}))"
)
_SAYS_NUMBER = re.compile(rf"[\d{HAN}]")
_SAYS_COMPANY = re.compile(r"[共计带携领陪含加和跟与同连及代替有大俩仨我咱家夫母父姐姊兄爷祖婆娘+＋]")
"""Cheap tests before the dear ones."""
_PURE = re.compile(_COUNT)
_AT_END = re.compile(rf"(?<![第周带领含陪携]){_COUNT}\Z")
_PEOPLE_AT_END = re.compile(rf"(?<![第满限])(?:{_ALL}\s*)?(?P<n>{NUMERAL})\s*(?:个人|人|位|名){_GO}\Z")
_PEOPLE_AT_FRONT = re.compile(rf"(?:{_ALL}\s*)?(?P<n>{NUMERAL})\s*(?:个人|人|位|名)(?=[已都均全皆不需要想会吃坐晚早])")
_NUMERAL_ALONE = re.compile(r"\d{1,3}|[一二两三四五六七八九十]{1,2}")
_TOTAL = re.compile(rf"{_ALL}\s*(?:计|是|有)?\s*(?P<n>{NUMERAL})\s*(?:个人|人|位|名|个|口)?")
_KIN = (
    "孩子|娃娃|娃|宝宝|宝贝|小宝|大宝|二宝|女儿|儿子|闺女|姑娘|爱人|老公|丈夫|先生|老婆|对象|家属|家人|妈妈|老妈|母亲|妈|爸爸|老爸|父亲|爸|小孩|孩|"
    "小朋友|妹妹|姐姐|哥哥|弟弟|妹|姐|嫂子|朋友|同事|同学|闺蜜|邻居|婆婆|公公|老人|奶奶|姥姥|爷爷|姥爷|孙女|孙子|侄女|侄子|外甥女|外甥|大人"
)
_TOGETHER = "夫妻|夫妇|母女|母子|父女|父子|娘|姐妹|姊妹|兄弟|姐弟|兄妹|爷孙|祖孙|婆媳|一家人?|全家人?|我们?|咱们?"
_WITH = "(?:陪同|陪着|陪|携带|携|带领|带|领|含|外加|加上|另加|连同|连|[＋+])(?:了|上|着)?(?:我|自己)?(?:家)?"
_AND = "(?:我?[和跟与同]|还有)(?:我)?(?:家)?"
_PARTY = re.compile(rf"(?:{_TOGETHER})(?:(?P<pair>[俩仨])人?|(?P<n>{NUMERAL})\s*(?:个人|人|口人|口|位|个))")
_BRINGS = re.compile(
    rf"(?:{_WITH}|{_AND})\s*(?P<n>{NUMERAL})\s*[个名位口对]?\s*(?:{_KIN}|人)|{_WITH}(?:{_KIN})\s*(?P<after>{NUMERAL})\s*(?P<measure>[个名位人口])"
)
_BRINGS_SOME = re.compile(
    rf"(?:{_WITH}|{_AND})(?P<who>[\u4e00-\u9fff]{{0,2}}?(?:{_KIN}|双胞胎|爸妈|父母)(?:(?:[和跟与、,，及]|还有)(?:{_KIN}|双胞胎|爸妈|父母))*)"
)
_REMARK = re.compile(rf"(?:{_WITH}|{_AND}|代|替|{_TOGETHER}|大人|孩子|{NUMERAL}\s*个?大)")
_MEASURED = re.compile(
    r"(?:身高|体重|年龄|岁数|尺码|鞋码|码数|衣服|裤子|电话|分机|尾号|房间|房号|桌号|车号|座位号?|"
    r"工号|编号|门牌|序号|学号|女|男|女士|性别[女男])\Z"
)


_ALONE = re.compile(r"(?:不|没|没有|未|无|不能|不用)(?:带|携带|陪同|领)")
"""Nobody comes along (不带孩子)."""


def only_count(segment: str) -> int | None:
    """The number that a whole folded segment says and nothing else (2人、共3位、+2、俩)."""
    hit = _PURE.fullmatch(segment) if _SAYS_NUMBER.search(segment) else None
    return _said(hit) if hit else None


def count_at_end(segment: str) -> tuple[str, int] | None:
    """A name with its number run on (王芳2人、李静+3): the name's length is that of what stays."""
    hit = _AT_END.search(segment) if _SAYS_NUMBER.search(segment) else None
    number = _said(hit) if hit and hit.start() else None
    return (segment[: hit.start()], number) if hit and number else None


def people_at_end(segment: str) -> tuple[str, int] | None:
    """A remark with persons counted at its end (会弹琴2人), not things (书包一个)."""
    hit = _PEOPLE_AT_END.search(segment) if _SAYS_NUMBER.search(segment) else None
    number = _number(hit["n"]) if hit and hit.start() > 1 else None
    return (segment[: hit.start()], number) if hit and number else None


def people_at_front(segment: str) -> tuple[str, int] | None:
    """Persons counted at the front of a remark (2人已交费): the remark, and how many."""
    hit = _PEOPLE_AT_FRONT.match(segment)
    number = _number(hit["n"]) if hit else None
    return (segment[hit.end() :], number) if hit and number else None


def numeral_alone(segment: str) -> int | None:
    """A small number by itself (2、二、两), as people put it after a name."""
    return _number(segment) if len(segment) <= 3 and _NUMERAL_ALONE.fullmatch(segment) else None


def says_who_comes(segment: str) -> bool:
    """Whether a segment tells who comes along: it is kept as said, its number with it."""
    return bool(_REMARK.match(segment))


def measures(segment: str) -> bool:
    """Whether a number after `segment` measures something (身高 165)."""
    return bool(_MEASURED.search(segment))


def brought(segment: str) -> tuple[int, int] | None:
    """All the heads that a remark stands for, and how sure that is (0 surest); None when it says none."""
    if not _SAYS_COMPANY.search(segment) or _ALONE.search(segment):
        return None
    total = _TOTAL.search(segment)
    if total and (number := _number(total["n"])):
        return number, 0
    family = counts.big_and_small(segment) if "大" in segment else None
    if family and family.number:
        return family.number, 0
    party = _PARTY.search(segment)
    if party and (number := _pair(party) or _number(party["n"])):
        return number, 2
    some = _brings(segment)
    return (some, 2) if some else None


def _brings(segment: str) -> int | None:
    hit = _BRINGS.search(segment)
    if hit and (number := _number(hit["n"] or hit["after"])):
        return number if hit["measure"] in ("人", "口") else 1 + number
    some = _BRINGS_SOME.search(segment)
    if not some:
        return None
    two = len(re.findall("双胞胎|爸妈|父母", some["who"]))
    return 1 + len(re.findall(f"双胞胎|爸妈|父母|{_KIN}", some["who"])) + two


def _said(hit: re.Match[str]) -> int | None:
    return _pair(hit) or _number(hit["n"] or hit["plus"] or hit["bare"])


def _pair(hit: re.Match[str]) -> int | None:
    return {"俩": 2, "仨": 3}.get(hit["pair"])


def _number(said: str | None) -> int | None:
    value = parse(fold(said)) if said else None
    return value if value and 1 <= value <= 9999 else None
