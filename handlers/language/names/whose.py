"""Whose sign-up is taken off: the persons a cancellation names, wherever in it they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from handlers.language.names.people import SURNAMES, is_name
from handlers.language.names.runs import run_of_names
from handlers.language.names.teams import team_name
from handlers.language.words import Table, any_of

_H = "\x00"
_TAKES = "取消|退掉|退了|退出|退|撤销|撤回|撤掉|撤了|撤|删除|删掉|删了|删|去掉|划掉|划了|拿掉|减掉|作废|注销|除名"
_COMES_NOT = (
    "去不了|来不了|去不成|来不成|参加不了|参加不成|赶不上|不能去|不能来|不能参加|没法去|没法参加|不想去|"
    "不去|不来|不参加|不报|退出|弃权|放弃|别算|不算"
)
_WHAT = "报名|名额|名字|参加|名"
_WHEN = (
    "临时|突然|有事儿?|家里有?事?儿?|生病|病了|请假|出差|加班|有会|开会|身体不[好适]|孩子[\u4e00-\u9fff]{2}|今天|明天|后天|那天|到时候?|[下本这]?周[一二三四五六日末]|"
    "上午|下午|晚上|实在|可能|怕是|恐怕|确定|现在|已经|跟我|和我|说|刚|又|要|想|决定|都|也|先|就|是|她|他|们|了"
)
_WHO = rf"[^{_H},，。;；!！?？\n]"
_AND = re.compile(r"[、/&+\s]|还有|以及|[和跟与及]")
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?:{_TAKES})(?:一?下)?(?:掉|了)?\s*(?P<whose>{_WHO}{{1,20}}?)\s*(?:[{_H}在的那个份边]*)(?:{_WHAT})",
        rf"(?:把|将)\s*(?P<whose3>{_WHO}{{1,12}}?)\s*的[{_H}的]*(?:{_WHAT})[也都先给下吧]*(?:{_TAKES})",
        rf"(?:把|将|给|帮|替)\s*(?P<who>{_WHO}{{1,20}}?)\s*(?:[{_H}的从在上里也都先给下吧]|一?下|名单|{_WHAT}|一块儿?){{0,8}}(?:{_TAKES})",
        rf"(?:^|[\W{_H}])(?P<whose2>{_WHO}{{1,20}}?)\s*(?:[{_H}的]*)(?:{_WHAT})\s*(?:[也都先给请]|帮忙|麻烦)*(?:{_TAKES}|不要|不用)",
        rf"(?:^|[\W{_H}])(?P<who2>{_WHO}{{1,20}}?)(?:的?{_H}|\s|{_WHEN}){{0,6}}(?:{_COMES_NOT})",
        rf"(?:{_TAKES}|不算|别算|不报|不带|别带|别给)\s*(?P<who3>{_WHO}{{1,20}}?)\s*(?:一[个位]|[了吧哈啊呗呀报])*\W*\Z",
        rf"(?:^|[\W{_H}])(?P<who4>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=(?:{_WHEN}))",
    )
)
"""Where they stand: before what they are taken off, between 把 and the verb, before that they do not come, or last."""
_LEAD = re.compile(r"^(?:一?下|请|麻烦您?|帮忙|帮|给|把|将|替|那个|那|咱们?|我们?|俺们?|隔壁|单位|同事|这边|的|@|\s)+(?=[^\s]{2})")
_TRAIL = re.compile(r"(?:的|她|他|们|本人|两个人?|两人|二人|俩|都|也|全|\s)+\Z")
_HERSELF = re.compile(r"(?:我|俺|咱|自己|本人|我自己|我本人|我们|咱们|俺们|我俩|咱俩)\Z")
_NOT_SAID = re.compile(
    r"(?:她|他|它|人家|对方|别人|大家|大伙儿?|所有人?|全体|全员|各位|[她他](?:们|俩|仨|[几两三]个)?|[这那]位|[这那几两三]+个人)(?:的|都)*\Z"
)
_NO_NICKNAME = re.compile(
    r"[吗呢吧么?？。]|活动|报名|刚才|刚刚|上次|这次|那次|上一|前面|这个|那个|哪|谁|什么|比赛|讲座|班|课|赛|今天|明天|昨天|一个|两个|[月日号点]|"
    r"不|没|全|每|我|你|您|错|重复|多"
)
_NICKNAME = re.compile(r"[\w·•.\- \u4e00-\u9fff]{2,12}\Z")
_CALLED = re.compile(r"[\u4e00-\u9fff]{1,3}(?:姐|哥|嫂|姨|婶|叔|老师|主任|处长|科长|书记|主席|同志)\Z")
_KIN: Table[re.Pattern[str]] = Table(lambda words: re.compile(f"(?:我|俺)?(?:们)?(?:家)?(?:的)?{any_of(words.said('kin')['one'])}\\Z"))


@dataclass
class Whose:
    """The persons named, and whether others are meant who are not named (她、大家), whether she is among them."""

    names: list[str] = field(default_factory=list)
    unsaid: bool = False
    herself: bool = False


def take_whose(text: str, sender: str) -> tuple[Whose, list[tuple[int, int]]]:
    """Whom `text` takes off (listed names in it hidden), and where they stand; the sender is not named."""
    found, spans = Whose(), []
    for start, end, shape in _places(text):
        possessive = shape.startswith("whose")
        for at, said in _parts(text, start, end):
            if _HERSELF.match(said) or said == sender:
                found.herself = True
            elif _NOT_SAID.match(said):
                found.unsaid = True
            elif not is_name(said) and (run := run_of_names(said)) is not None:
                found.names += [name for name in run if name not in found.names]
                found.unsaid = found.unsaid or not run
                spans.append((at, at + len(said)))
            elif is_name(said) or ((possessive or _CALLED.match(said)) and _may_be_called(said)):
                if said not in found.names:
                    found.names.append(said)
                spans.append((at, at + len(said)))
            elif shape == "who3" and said[0] in SURNAMES and 2 <= len(said) <= 4 and not _KIN().match(said):
                found.unsaid = True
    found.unsaid = found.unsaid and not found.names and not found.herself
    return found, spans


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Where somebody may be named, and the group of the shape: `whose…` what is taken off is said to be theirs, `who3` the last words."""
    taken: list[tuple[int, int]] = []
    for shape in _SHAPES:
        for hit in shape.finditer(text):
            group = str(hit.lastgroup)
            start, end = hit.span(group)
            if not any(first < end and start < last for first, last in taken):
                taken.append((start, end))
                yield start, end, group


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The persons that a stretch joins, without what only leads to them."""
    at = start
    for joint in [*_AND.finditer(text, start, end), None]:
        last = joint.start() if joint else end
        said = text[at:last]
        lead = _LEAD.match(said)
        first = at + (lead.end() if lead else 0)
        said = text[first:last]
        trail = _TRAIL.search(said) if not _NOT_SAID.match(said) and len(said) > 2 else None
        said = said[: trail.start()] if trail else said
        if said:
            yield first, said
        at = joint.end() if joint else end


def _may_be_called(said: str) -> bool:
    """Whether nobody else's words stand there: a nickname, kept as written."""
    return bool(_NICKNAME.match(said)) and not _NO_NICKNAME.search(said) and team_name(said) is None and not _KIN().match(said)
