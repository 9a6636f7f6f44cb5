"""Taking listed things out of a reading: the activity, community, column, scope and units it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.language.names.matching import Mention, NameIndex
from handlers.language.numerals import parse
from handlers.language.reading import HIDDEN, Reading
from handlers.language.words import Table, Words, any_of, frozenset_of, reverse

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_ORDINAL = re.compile(
    rf"第\s*(?P<n>{_N})(?![次天名遍回届季批轮步位时页行章段排层楼栋节版组周年])\s*(?:个|项|场|号|条|期)?(?:活动|社区|的)?|(?<![\d月])(?P<n2>{_N})\s*号(?:活动|的活动|"
    r"那个|社区)?(?![线楼院门车桌厅机室馆文])|(?P<last>最后(?:一个|那个|一项)|末一个|后面那个|后边那个|后一个|下面那个)|(?P<first>头一个|首个|前面那个|前边那个|前一个|上面那个)"
)
_BARE = re.compile(rf"(?<![\w.])(?P<n>{_N})(?![\w.%])")
_BEFORE = "[“\"'‘《「『(（]*"
_AFTER = re.compile(
    rf"[”\"'’》」』)）{HIDDEN}]*(?:的?(?:活动|培训班|培训|讲座|比赛|大赛|项目|[那这](?:个|场|项|活儿?|事儿?|块儿?)|这场|那边|那儿|志愿者|参赛选手|选手|队员|人员|者|班|"
    r"会|课|赛)(?!议|场|员|长|表|单|费|\d))?[”\"'’》」』]*"
)
_NEW_COMMUNITY = re.compile(r"(?P<name>[\u4e00-\u9fff]{1,7}?(?:社区|新村|村))(?![\u4e00-\u9fff]*(?:委会|书记|主任|长))")
_LEADING = re.compile(r"^.*(?:我们|咱们|[和与跟到在去给对为把从是向了叫的帮处科室部队会名人个于对接])(?=[\u4e00-\u9fff]{2,}(?:社区|村))")
_NOT_NAMES = frozenset_of(
    "社区 村 按社区 分社区 按村 进社区 本社区 我社区 各社区 每个社区 哪个社区 农村 乡村 全村 各村 本村 我村 "
    "新村 帮扶村 新社区 这个社区 那个社区 对口社区 几个社区 一个社区"
)


def ordinal(text: str) -> tuple[int, int, int] | None:
    """A number in a shown list (第二个、3号、最后一个): start, end, and the number (-1 for the last)."""
    hit = _ORDINAL.search(text)
    if not hit:
        return None
    number = -1 if hit["last"] else 1 if hit["first"] else parse(hit["n"] or hit["n2"]) or 0
    return hit.start(), hit.end(), number


def best(mentions: Sequence[Mention]) -> Mention | None:
    """The mention that says most."""
    return max(mentions, key=lambda mention: (mention.whole, mention.size), default=None)


def take_activity(reading: Reading, *, fill: bool = True, ordinals: bool = True, bare: bool = False) -> bool:
    """Settle `activity`: the name said, its number in the list (`bare`: a number alone too), or the only one open. Whether one was said."""
    open_now = reading.scene.scene.open_activities
    mentions = reading.scene.activities_in(reading.rest)
    mention = best([each for each in mentions if not reading.scene.vague(each.said)] or mentions)
    if mention:
        _hide_name(reading, mention)
        names = [open_now[number] for number in mention.candidates]
        if len(names) == 1:
            reading.slots["activity"] = names[0]
        else:
            reading.lack("activity", names)
        return True
    if ordinals and _take_ordinal(reading, open_now, "activity"):
        return True
    if bare and _take_bare(reading, open_now):
        return True
    if fill and len(open_now) == 1:
        reading.slots["activity"] = open_now[0]
    return False


def _take_ordinal(reading: Reading, listed: Sequence[str], slot: str) -> bool:
    found = ordinal(reading.rest)
    if not found or not listed:
        return False
    start, end, number = found
    if number == -1:
        number = len(listed)
    reading.hide(start, end)
    if 1 <= number <= len(listed):
        reading.slots[slot] = listed[number - 1]
    else:
        reading.lack(slot)
    return True


def _take_bare(reading: Reading, listed: Sequence[str]) -> bool:
    hit = _BARE.search(reading.rest)
    number = parse(hit["n"]) if hit else None
    if not hit or number is None:
        return False
    reading.hide(*hit.span("n"))
    if 1 <= number <= len(listed):
        reading.slots["activity"] = listed[number - 1]
    else:
        reading.lack("activity")
    return True


def _hide_name(reading: Reading, mention: Mention) -> None:
    opening = re.search(_BEFORE + r"\Z", reading.rest[: mention.start])
    start = opening.start() if opening else mention.start
    end = _resumed(reading, mention)
    after = _AFTER.match(reading.rest, end)
    reading.hide(start, after.end() if after else end)


_AGAIN = re.compile(r"(?:那个|这个|那场|这场|的)")


def _resumed(reading: Reading, mention: Mention) -> int:
    """Where the name ends when a filler stands within it (红色故事那个分享会)."""
    filler = _AGAIN.match(reading.rest, mention.end)
    if filler:
        for number in mention.candidates:
            core = reading.scene.activities.cores[number]
            for size in range(min(len(core) - 1, 6), 1, -1):
                if reading.rest.startswith(core[-size:], filler.end()):
                    return filler.end() + size
    return mention.end


_TAKE_COMMUNITY_GLUE = re.compile(r"(?:社区|村委会|村|街道|居委会)?")


_OTHER_SIDE = tuple("东西南北新老大小上下前后")


def take_community(reading: Reading, *, fill: bool = True, new: bool = True) -> bool:
    """Settle `community`: a listed one, a new one ending in 社区/村, or the only one listed."""
    listed = reading.scene.scene.communities
    mention = best(reading.scene.communities.find(reading.rest))
    fresh = _new_community(reading.rest) if new else None
    if mention and fresh and mention.whole and fresh[1] == mention.end and _beside(reading, reading.rest[fresh[0] : mention.start]):
        mention = None
    if mention and not (
        fresh
        and fresh[0] <= mention.start
        and mention.end <= fresh[1]
        and not mention.whole
        and _differs(fresh[2], reading.scene.communities, mention)
    ):
        after = _TAKE_COMMUNITY_GLUE.match(reading.rest, mention.end)
        reading.hide(mention.start, after.end() if after else mention.end)
        names = [listed[number] for number in mention.candidates]
        if len(names) == 1:
            reading.slots["community"] = names[0]
        else:
            reading.lack("community", names)
        return True
    if fresh:
        reading.hide(fresh[0], fresh[1])
        reading.slots["community"] = fresh[2]
        return True
    if fill and len(listed) == 1:
        reading.slots["community"] = listed[0]
    return False


def _beside(reading: Reading, before: str) -> bool:
    """Whether what stands before a listed name makes another one of it (东红旗社区); in free words 上 and 下 are how one goes there."""
    return before in _OTHER_SIDE and not (reading.loose and before in "上下")


def _differs(said: str, index: NameIndex, mention: Mention) -> bool:
    """Whether the full name said is another community than the one a part of it resembles."""
    stem = re.sub(r"(?:社区|新村|村)\Z", "", mention.said)
    if len(stem) >= 2 and said.endswith(mention.said) and mention.said != stem:
        return False
    return not any(said in index.cores[number] or _in_order(said, index.cores[number]) for number in mention.candidates)


def _in_order(said: str, core: str) -> bool:
    rest = iter(core)
    return all(char in rest for char in said)


def _new_community(text: str) -> tuple[int, int, str] | None:
    for hit in _NEW_COMMUNITY.finditer(text):
        name = hit["name"]
        lead = _LEADING.match(name)
        start = hit.start() + (lead.end() if lead else 0)
        name = text[start : hit.end()]
        if (
            name not in _NOT_NAMES
            and not re.match(r"(?:我们|咱们|俺们|[我咱俺和与跟到去在同了给把对])+(?:社区|村)", name)
            and len(name) >= 2
            and not re.match(r"(?:全新|新|别|其他|其它|另外?)(?:的|个|一个)+(?:社区|村)\Z", name)
            and not re.search(r"最|哪|什么|谁|多少|倒数", name)
            and not re.search(r"(?:[按分各每哪几]|按各|分各)(?:个)?(?:社区|村)\Z", name)
            and not re.match(r"(?:(?:各|每|哪|几|这|那|一|两|新)个?|个)(?:社区|村)", name)
        ):
            return start, hit.end(), name
    return None


_TAKE_COLUMN_GLUE_1 = re.compile(r"[”\"'’》」』]*(?:栏目|专栏)?")


def take_column(reading: Reading) -> bool:
    """Settle `column` when one is named."""
    mention = best(reading.scene.columns.find(reading.rest))
    if not mention:
        return _column_by_topic(reading)
    after = _TAKE_COLUMN_GLUE_1.match(reading.rest, mention.end)
    reading.hide(mention.start, after.end() if after else mention.end)
    _put_column(reading, [reading.scene.scene.columns[number] for number in mention.candidates])
    return True


_TOPIC = re.compile(r"(?:(?<![\u4e00-\u9fff])|(?<=[发推送]))(?:党史|故事)(?:(?![\u4e00-\u9fff])|(?=每))")


def _column_by_topic(reading: Reading) -> bool:
    """A word too common to be looked for in free text, standing alone (恢复推送 党史)."""
    hit = _TOPIC.search(reading.rest)
    names = [name for name in reading.scene.scene.columns if hit and hit.group() in name]
    if hit is None or not names:
        return False
    reading.hide(*hit.span())
    _put_column(reading, names)
    return True


def _put_column(reading: Reading, names: list[str]) -> None:
    if len(names) == 1:
        reading.slots["column"] = names[0]
    else:
        reading.lack("column", names)


_SCOPES: Table[tuple[re.Pattern[str], dict[str, str]]] = Table(lambda words: _scopes(words))


def _scopes(words: Words) -> tuple[re.Pattern[str], dict[str, str]]:
    said = words.said("scopes")
    return re.compile(any_of(word for group in said.values() for word in group)), reverse(said)


def take_units(reading: Reading) -> list[str]:
    """Every listed unit named, each by its one best name."""
    found = []
    for mention in reading.scene.units.find(reading.rest):
        if len(mention.candidates) == 1 and not _another(reading.rest, mention, reading.scene.units.cores[mention.candidates[0]]):
            reading.hide(mention.start, mention.end)
            found.append(reading.scene.scene.units[mention.candidates[0]])
    return found


def _another(text: str, mention: Mention, core: str) -> bool:
    """Whether the end of a listed name is only the end of another one (省林业厅 beside 省农业厅)."""
    place = core.find(mention.said)
    if mention.whole or place <= 0:
        return False
    before = text[max(0, mention.start - place - 2) : mention.start]
    return core[0] in before and core[:place] not in before


def take_scope(reading: Reading) -> None:
    """Settle `scope`: a listed unit, mine, or all."""
    units = take_units(reading)
    pattern, values = _SCOPES()
    hit = reading.take(pattern)
    if units:
        reading.slots["scope"] = units[0]
    elif hit:
        reading.slots["scope"] = values[hit.group()]


def take_audience(reading: Reading) -> None:
    """Settle `audience`: all, or the listed units and groups named."""
    units = reading.scene.units.find(reading.rest)
    groups = []
    for mention in reading.scene.groups.find(reading.rest):
        rivals = [unit for unit in units if unit.start < mention.end and mention.start < unit.end]
        if len(mention.candidates) == 1 and (not rivals or (mention.said.endswith("群") and mention.size >= rivals[0].size)):
            groups.append(reading.scene.scene.groups[mention.candidates[0]])
            reading.hide(mention.start, mention.end)
    named = list(dict.fromkeys([*groups, *take_units(reading)]))
    everyone = reading.take(_EVERYONE)
    if named:
        reading.slots["audience"] = named
    elif everyone:
        reading.slots["audience"] = "all"


_EVERYONE = re.compile(
    r"(?:给|向|对|发给|推给|发到|推到)?(?:所有的?|全部|各个?|每个|全省|全体)(?:工作)?(?:群组|群|单位)|全员|"
    r"全省|(?:给|向|对)?(?:所有人|全部人)"
)
