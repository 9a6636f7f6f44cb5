"""结对: reports of pairings and their change."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from handlers.language import counts, notes
from handlers.language.listed import take_community
from handlers.language.names.people import is_name
from handlers.language.names.teams import team_name
from handlers.language.numerals import NUMERAL
from handlers.language.pairing_modes import OTHERS, UNSETTLED, Mode, take_mode
from handlers.language.pairing_notes import helpers_in, shared_with
from handlers.language.pii_notes import keep_note, pii_label, withhold
from handlers.language.readers.collective import take_members
from handlers.language.reading import Reading, tidy
from handlers.language.tables import DIFFICULTIES, SUPPORT, distinct, take_values

_TOTAL = re.compile(r"(?:一共|总共|合计|共计|共|总计)\s*$")
_CHILDREN = re.compile(r"(?:困境|留守|帮扶|残疾|贫困|受助)?(?:儿童|孩子们|孩子|娃娃|娃儿|娃|学生|小朋友|小孩|家庭|少年|女童|男童)")
_YOUNG = re.compile(r"孩|娃|儿童|学生|小朋友|少年|女童|男童")
_GLUE = re.compile(
    r"结对子|结对|结成|对子|帮扶对象|帮扶|困境|困难|家庭|儿童|孩子们|孩子|娃娃|娃|学生|小朋友|情况|类型|方式|"
    r"形式|主要|其中|都是|都|是|的|有|和|与|跟|及|以及|进行|给|对接|社区|提供|对|我们|我|咱|本人|了|已|上|在|"
    r"共|一共|总共|合计|户|属于|为|家里|里|人数|数量|个|名|单独|一起|定期|每月|每周|平时|以|等|牵手|认领|领|"
    r"一对一|包保|监护|里的|结|新增|登记|上报|各|还有|另"
)
_HELPER_LABEL = re.compile(
    r"(?:帮扶人|结对人|爱心妈妈|机关妈妈|帮扶单位|帮扶责任人|责任人|代)\s*(?:是|为|"
    r":)?\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,12}?)(?=[和与跟同]|对接|结对|帮扶|认|领|牵手|[^\u4e00-\u9fffA-Za-z]|$)"
)
_OURS = re.compile(
    r"(?P<own>我们|咱们|俺们|我|咱|俺)(?P<team>[\u4e00-\u9fffA-Za-z0-9]{0,8}?(?:妇委会|工会|支部|团委|办公室|"
    r"处室|科室|服务队|志愿队|支队|大队|部门|中心|机关|局|厅|委|院|站|所|处|科|部|室|组|队|办|团))(?=和|与|跟|"
    r"同|要|想|在|把|对|帮|结|牵|认|领|包|今|昨|又|新|已|\W|$|[一二两三四五六七八九十\d])"
)
_LED = re.compile(
    r"(?:^|[\W_])(?P<name>[\u4e00-\u9fffA-Za-z]{2,12}?)(?:全体|集体)?(?:和|与|跟|同|对接|结对|帮扶|认领|认了|认下|领了|包了|结了|帮了)(?!王芳)"
)
_SAYS = re.compile(r"(?:给|帮|替|代|由|以)(?P<name>[\u4e00-\u9fff]{2,8}?)(?:的?名义|登记|上报|报|结对|录|负责|来|帮扶|对接|认领|牵头)")
_ADULT_LEAD = re.compile(r"[,，;；。\s\x00\x01]+")


@dataclass
class Children:
    """How many children, and how many of each difficulty where that was said."""

    total: int | None = None
    vague: bool = False
    delta: int | None = None
    by: dict[str, int] = field(default_factory=dict)


def read_report(reading: Reading) -> bool:
    """Community, children, difficulties, support, helper, note."""
    if not reading.loose and (_ABOUT.match(reading.text) or _TOLD.search(reading.text) or OTHERS.search(reading.text)):
        return False
    if not reading.loose and _BECOMES.search(reading.text):
        return False
    withhold(reading)
    mode = take_mode(reading)
    read = _read_parts(reading, mode)
    if mode.note:
        reading.slots["note"] = " ".join(part for part in (mode.note, str(reading.slots.get("note", ""))) if part)
    return read


def _read_parts(reading: Reading, mode: Mode) -> bool:
    named = take_community(reading)
    with_whom = _TOGETHER.search(reading.rest)
    several = reading.take(_TOGETHER) if with_whom and "、" in with_whom.group() and helpers_in(with_whom.group()) else None
    _take_helper(reading)
    take_members(reading)
    together = several or reading.take(_TOGETHER)
    difficulties = take_values(reading, DIFFICULTIES)
    support = take_values(reading, SUPPORT)
    if difficulties:
        reading.take(_RAISED)
    children = _take_children(reading, difficulties)
    if children.delta is not None and not reading.loose:
        return False
    if not children.total and not children.vague and reading.slots.get("helper_kind") != "collective":
        children.total = mode.children
    if not reading.loose and not (children.total or children.vague) and _OF_THEM.search(reading.text):
        return False
    _put(reading, children, distinct(difficulties), distinct(support))
    if reading.loose:
        _keep_together(reading, together)
        return True
    left = reading.left(_GLUE)
    if not (difficulties or support or children.total or children.vague) and reading.withheld in (["address"], ["school"]):
        return False
    if not (named or difficulties or support or children.total or children.vague) and (left or not reading.text.strip(" \x01")):
        return not left and reading.word in ("结对", "登记结对", "上报结对", "新增结对")
    if left and not (named or difficulties or support or _YOUNG.search(reading.text) or _apart(reading, left)):
        return False
    return _note(reading, left, together.group() if together else "", named, bool(children.total))


_OF_THEM = re.compile(r"(?<!孩子)(?<!娃)(?<!学生)(?<!儿童)的(?:父母|爸妈|爹妈|家长|双亲|父亲|母亲|爸爸|妈妈)|那家|那户")
"""Told of a family (结对户的父母都在外地打工)."""
_RAISED = re.compile(r"(?:爷爷|奶奶|姥姥|姥爷|外公|外婆|老人)+(?:在?带|照看|照顾|抚养)(?:着|大的?)?")
"""Beside a difficulty it says no more than that."""
_BECOMES = re.compile(rf"{NUMERAL}\s*[个名位]?(?:孩子|娃|儿童)?\s*(?:变成|改成|改为|变为|增加到|减少?到|调整?[成为到])\s*{NUMERAL}")
"""A pairing that is there changes (从2个变成3个)."""
_TOGETHER = re.compile(
    r"(?:与|和|跟|同)[\u4e00-\u9fff、]{2,20}?(?:共同帮扶|共同结对|共同|一起帮扶|一起结对|一起帮|一起|合帮|"
    r"联合帮扶|联合|一同帮扶|搭伙)"
)


_ABOUT = re.compile(
    r"(?:帮扶)?(?:社区\s*[\d一二两三四五六七八九十]|户|的|了|材料|家庭|单位|情况|名单|仪式|工作|座谈|共建|认亲|协议|那|这|活动|方案|通知|表|台账|会|对象|牌|证|推进|现场|启动|签约|总结|经验|典型|案例)"
)


_TOLD = re.compile(
    r"记录|回访|谁|哪|需要|如下|有几|几家|多少(?![个名位]?(?:孩子|娃|儿童)?[还都暂也]*[没未不待])|(?<![\d一二两三四五六七八九十])名单|的[那这][些批件]|[到来]了\W*$|(?:孩子|娃|儿童|学生)们?(?:里头|里面|里|当中|中间|中(?!学))有|的(?:单位|志愿者|同志|人|车|事)(?!名)|"
    r"(?:花?名册|名录|台账|档案|清单|登记表|统计表|汇总表|明细)\W*$"
)


def _keep_together(reading: Reading, together: re.Match[str] | None) -> None:
    """In free words only a person or a collective after 和 shares the pairing (not 和孩子一起)."""
    if together and shared_with(together.group()):
        reading.slots["note"] = re.sub(r"(?:结对|帮扶)$", "", tidy(together.group()))


def _take_children(reading: Reading, difficulties: list[tuple[str, int]]) -> Children:
    children = Children(vague=bool(reading.take(UNSETTLED)))
    numbers = counts.find(reading.rest, children=True)
    for count in numbers:
        reading.hide(count.start, count.end)
    if not numbers:
        return children
    if all(count.sign for count in numbers):
        count = numbers[-1]
        children.delta, children.vague = (None if count.number is None else count.sign * count.number), count.number is None
        return children
    children.vague = children.vague or numbers[0].number is None
    _share_out(children, numbers, difficulties, reading.text)
    return children


def _share_out(children: Children, numbers: list[counts.Count], difficulties: list[tuple[str, int]], text: str) -> None:
    """Which number is the total and which belongs to a difficulty."""
    plain = [count.number for count in numbers if count.number]
    kinds = [kind for kind, _ in difficulties]
    totals = [count.number for count in numbers if _TOTAL.search(text[: count.start]) and count.number]
    children.total = totals[0] if totals else plain[0] if plain else None
    rest = [count for count in numbers if not (totals and count.number == totals[0])]
    if len(kinds) > 1 and len(rest) == len(kinds):
        _by_kind(children, kinds, rest)
        children.total = totals[0] if totals else sum(count.number or 0 for count in rest)
    elif kinds and len(numbers) == len(kinds) + 1 and not totals:
        _by_kind(children, kinds, numbers[1:])


def _by_kind(children: Children, kinds: list[str], numbers: list[counts.Count]) -> None:
    for kind, count in zip(kinds, numbers, strict=True):
        if count.number:
            children.by[kind] = children.by.get(kind, 0) + count.number


def _put(reading: Reading, children: Children, difficulties: list[str], support: list[str]) -> None:
    if children.total and not children.vague:
        reading.slots["children"] = children.total
    if children.by and (len(children.by) > 1 or children.total != sum(children.by.values())):
        reading.slots["difficulty_counts"] = children.by
    if difficulties:
        reading.slots["difficulties"] = difficulties
    if support:
        reading.slots["support"] = support


def _take_helper(reading: Reading) -> None:
    """The collective or other person who helps; the sender herself is not named."""
    for pattern in (_HELPER_LABEL, _OURS, _SAYS, _LED):
        hit = pattern.search(reading.rest)
        name = _helper_name(reading, hit) if hit else None
        if (
            hit
            and name
            and name[1] == "individual"
            and pattern is _LED
            and (name[0].startswith("小") or re.search(r"\d", reading.text[: hit.start()]))
        ):
            name = None
        if hit and name:
            reading.hide(*hit.span("team" if "team" in hit.re.groupindex else "name"))
            reading.slots["helper"], reading.slots["helper_kind"] = name
            return
    _token_helper(reading)


def _helper_name(reading: Reading, hit: re.Match[str]) -> tuple[str, str] | None:
    said = hit["team"] if "team" in hit.re.groupindex else hit["name"]
    return _kind_of(reading, said)


def _kind_of(reading: Reading, said: str) -> tuple[str, str] | None:
    unit = reading.scene.units.exact(said)
    if unit is not None:
        return reading.scene.scene.units[unit], "collective"
    team = team_name(said)
    if team:
        return team, "collective"
    if is_name(said) and said != reading.sender:
        return said, "individual"
    return None


def _token_helper(reading: Reading) -> None:
    """`结对 红旗社区 宣传处 2名`: a stretch of its own that can only be a team or a person.

    A person's name after the number of children (or a pet name) may be a child's: it is withheld.
    """
    numbers = counts.find(reading.rest, children=True)
    first = numbers[0].start if numbers else len(reading.rest)
    for hit in re.finditer(r"(?<![\d\u4e00-\u9fff])[\u4e00-\u9fff]{2,12}?(?=[和与跟、]|(?![\u4e00-\u9fff]))", reading.rest):
        kind = _kind_of(reading, hit.group().lstrip("和与跟"))
        if not kind:
            continue
        reading.hide(*hit.span())
        if kind[1] == "individual" and (hit.start() > first or hit.group().startswith("小") or _OF_A_CHILD.search(reading.text)):
            reading.withheld = list(dict.fromkeys(["child_name", *reading.withheld]))
        elif "helper" not in reading.slots:
            reading.slots["helper"], reading.slots["helper_kind"] = kind


_OF_A_CHILD = re.compile(r"\d{1,2}\s*岁|[一二三四五六七八九十]{1,2}岁|[上读念]?[一二三四五六]年级|[上读念](?:小学|初中|高中|幼儿园)")
"""What is said of a child: a name beside it is not the helper's."""


def _note(reading: Reading, left: list[tuple[int, int]], together: str, named: bool, counted: bool) -> bool:
    """Left-over clauses are a note when they stand apart; run on to the rest they make the message talk."""
    if left and re.search(r"都.{0,4}了\W*$", reading.text):
        return False
    pieces = [(start, tidy(reading.rest[start:end])) for start, end in left]
    if any(is_name(text) for _, text in pieces):
        reading.withheld = list(dict.fromkeys(["child_name", *reading.withheld]))
    pieces = [(start, text) for start, text in pieces if len(text) > 1 and not pii_label(text) and not is_name(text)]
    if any(_TALK.search(text) for _, text in pieces) or (pieces and not (named or counted)):
        return False
    own = [notes.clause_at(reading, start) for start, _ in pieces if not notes.in_a_read_clause(reading, start)]
    if len(own) < len(pieces) and (not _counted(reading) or "了" in reading.text):
        return False
    if left and left[0][0] == 0 and (own or (not named and len(tidy(reading.rest[slice(*left[0])])) > 1)):
        return False
    keep_note(reading, "，".join(dict.fromkeys(own)), kept=together)
    return True


def _apart(reading: Reading, left: list[tuple[int, int]]) -> bool:
    """Whether what is left over stands apart from what was read (结对3位专家 goes on)."""
    return all(not start or not reading.text[start - 1].isalnum() for start, _ in left)


def _counted(reading: Reading) -> bool:
    return "children" in reading.slots or "children" in reading.missing or "difficulties" in reading.slots


_TALK = re.compile(r"大家|各位|通知|截止|务必|抓紧|吗$|怎么|材料|户$|亲戚|仪式")


_FROM = re.compile(
    rf"(?:从|由|原来|原先|之前|原本|不是)(?:是|的)*\s*{NUMERAL}\s*[个名位]?(?:孩子|娃|儿童|学生)?(?=.*(?:改|调|变|成|到|是|为|减|加))"
)


_ADDED = re.compile(rf"[那这]\s*{NUMERAL}\s*[个名位]?(?:孩子|娃|儿童|学生)(?=.{{0,4}}(?:再|又|还|多|少|加|减))")
"""Those there are already (`那俩孩子再加一个`)."""


def read_change(reading: Reading) -> bool:
    """`结对改成3名 红旗社区`: community, children or delta."""
    if not reading.loose and OTHERS.search(reading.text):
        return False
    withhold(reading)
    take_mode(reading)
    take_community(reading)
    _take_helper(reading)
    reading.take(_FROM)
    added = _ADDED.search(reading.rest)
    if added:
        reading.hide(*added.span())
    children = _take_children(reading, take_values(reading, DIFFICULTIES))
    if (children.delta is None and reading.word == "结对") or (reading.word == "结对改" and reading.text[:1] in "成为到"):
        return False
    if children.delta is not None:
        reading.slots["delta"] = children.delta
    elif children.total and not children.vague:
        reading.slots["children"] = children.total
    return reading.reads(_GLUE_CHANGE)


_GLUE_CHANGE = re.compile(_GLUE.pattern + r"|改成|改为|改到|改|成|到|由|从|减|加|再|人数|变|调整")
