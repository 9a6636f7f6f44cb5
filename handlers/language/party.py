"""Who comes: heads, names and teams of a sign-up, taken out of a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from handlers.language import counts
from handlers.language.names.people import SURNAMES, is_name
from handlers.language.names.runs import run_of_names
from handlers.language.names.teams import RUN, team_name
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import Reading
from handlers.language.words import Table, Words, any_of

_TOTAL = re.compile(rf"(?:一共|总共|合计|共计|共|总计|加起来|加一起)(?:是|有|报)?\s*({NUMERAL})\s*(?:个人|[人名位个口])?")
_BRINGS = re.compile(
    rf"(?:带|领|带上|带着|领着)(?![我俺]一个(?!孩子|娃|小|朋友|同事|老人|人))(?:了|上|着)?(?:我|俺)?(?:家)?\s*({NUMERAL})\s*(?:[个名位口](?:孩子|娃娃|娃|小孩|"
    r"小朋友|人|家属|朋友|同事|同学|老人)?|(?:孩子|娃娃|娃|小孩|小朋友|老人|朋友|同事))"
    rf"|[我俺咱](?:和|跟|与|同|加|还有)[\u4e00-\u9fff]{{0,5}}?(?<!我)({NUMERAL})\s*[个名位](?:同事|朋友|同学|孩子|娃|姐妹|家人|家属|邻居|闺蜜|亲戚)"
    rf"|(?:带|领)(?:上|着|了)?(?:我|俺)?(?:家)?(?:孩子|娃娃|娃|小孩|小朋友|家属|老人|朋友|同事|闺蜜|邻居)\s*({NUMERAL})\s*[个名位口]"
)
_BRINGS_SOME = re.compile(
    r"(?:带|领|带上|带着|领着)(?:了|上|着)?(?:我|俺)?(?:家)?(?:的)?(?:孩子们|孩子|娃娃|娃|小孩|小朋友|家属|"
    r"宝宝|家人|同事们|朋友们|全家)(?!一起的)|全家(?:人)?(?:都)?|一家(?:人|子)|一大家子|同事们|朋友们|孩子们"
)
_ME = "我自己|我本人|本人|自己|我|俺|咱|me"
_PEACE = rf"(?<=[{SURNAMES}])和平(?:\Z|[^\u4e00-\u9fff]|[报去来参])"
"""A given name (张和平), not 和 before another's."""
_JOIN = re.compile(
    rf"还有|以及|带着|带上|外加|加上|(?!{_PEACE})和|[跟与及带加]|同(?!事|学|志|伴)|领(?!导)|[^\w]|_|都|也|一起|一块儿|一块|一同|想|要"
)
_TOKEN = re.compile(r"[^\W_]+")
_LEAD = re.compile(
    r"^(?:(?:嗯|呃|就是|就|只有|只|光|算上|带上|捎上|加上|算|把|给|帮|替|代|为|有|是|叫|名字|姓名|分别|我们|咱们|俺们|包括|加上|报上|"
    r"报){1,10})(?=[我俺咱]|..)"
)
_TRAIL = re.compile(
    r"(?:(?<=..)|(?<=[我俺咱]))(?:参加|报名|都去|也去|都来|也来|都报|也报|报上|报一?个名?|报一下|登记一下|去|来|报|能|可以|的名字|的名|的|等)+$"
)


_PARTICLE = re.compile(r"(?:(?<=..)|(?<=[我俺咱]))[哈呀啊啦吧呗哦喽嘞哒~]+$")


@dataclass
class Party:
    """What was said of who comes. `heads` None: not said; `vague`: said without a number."""

    heads: int | None = None
    vague: bool = False
    names: list[str] = field(default_factory=list)
    team: str | None = None
    delta: int | None = None
    unsplit: bool = False
    """Names run together that can be taken apart in several ways."""
    with_me: bool = False
    """She asks for a place for herself and names another beside (给我记一个，我同事也去)."""


def _kin(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(any_of(words.said("kin")["two"])), re.compile("(?:我|俺|我们?家|他|她)?(?:的|家)?" + any_of(words.said("kin")["one"]))


_WITH_KIN: Table[re.Pattern[str]] = Table(
    lambda words: re.compile(rf"(?:带|领|捎|陪)(?:上|着)?(?:我|俺)?(?:家)?的?{any_of(words.said('kin')['one'])}")
)
"""She brings one of hers: she comes too."""
_KIN: Table[tuple[re.Pattern[str], re.Pattern[str]]] = Table(_kin)


def kin_in(text: str) -> int:
    """How many of hers `text` names (我爸妈 are two)."""
    two, one = _KIN()
    return 2 * len(two.findall(text)) + len(one.findall(two.sub(" ", text)))


def take_party(reading: Reading) -> Party:
    """Read and hide everything that says who comes and how many."""
    party = Party()
    _take_numbering(reading)
    reading.take(_LEADS)
    reading.take(_HOUSEHOLD)
    party.vague = bool(reading.take(_UNSURE))
    total = reading.take(_TOTAL)
    both = counts.big_and_small(reading.rest)
    brought = None if total or both else reading.take(_BRINGS)
    if both and not total:
        reading.hide(both.start, both.end)
    found = counts.find(reading.rest)
    numbers = _heads_only(reading.rest, found)
    if not brought and not total and not both and not numbers and reading.take(_BRINGS_SOME):
        party.vague = True
    for count in found:
        reading.hide(count.start, count.end)
    _take_team(reading, party)
    named = _take_named(reading, party)
    me, others = _take_persons(reading, party)
    others += named
    party.names.sort(key=reading.text.find)
    if total:
        party.heads = parse(total[1])
    elif both:
        party.heads = both.number
    else:
        _settle(party, numbers, me, others, parse(next(group for group in brought.groups() if group)) if brought else None)
    return party


_SHARE = re.compile(r"算(?:上|我|俺|咱)?[^,，。;；]{0,12}?一\s*(?:份|个|家)")


def _heads_only(text: str, numbers: list[counts.Count]) -> list[counts.Count]:
    """Without the one of `算我们科一份` where another number tells how many."""
    share = _SHARE.search(text) if len(numbers) > 1 else None
    return [count for count in numbers if not (share and share.start() <= count.start and count.end <= share.end())]


_LEADS = re.compile(r"(?<![\u4e00-\u9fff])(?:由|是)?(?:我|俺|本人)(?:来|是)?[领带]队(?![\u4e00-\u9fff])")
_HOUSEHOLD = re.compile(
    r"(?:(?:我们|咱们|俺们|我|咱|俺)?(?:一家|全家)(?:人|子)?|(?:我们|咱们|俺们|我|咱|俺)家)(?=[二两三四五六七八\d]\s*口)"
)
_UNSURE = re.compile(
    r"(?:几个人|几个|几位|几人|多少人|人数|具体人数)(?:还|都|暂|暂时)*(?:没有?|未|不|待|待会)(?:定|确定|知道|清楚|好说)(?:下来|好|呢)?|"
    r"人数(?:待定|不定|未定|后报|稍后报|之后再报|另报)|(?:我|我们|咱)?(?:还没|没)(?:想好|定好|定|确定)(?:要|能)?(?:去|报|来)?几个人?|"
    r"(?:人数)?(?:晚点儿?|稍后|回头|之后|到时候?|过后)(?:再)?(?:定|报|确定)人数|人数(?:晚点儿?|稍后|回头|之后|到时候?)(?:再)?(?:定|报|确定)"
)
_NUMBERING = re.compile(r"(?<![\d\w])(?P<n>\d{1,2})\s*[.、)．:]\s*(?=[\u4e00-\u9fff])")


def _take_numbering(reading: Reading) -> None:
    """`1.陈静 2.刘敏`: the numbers of a list count nobody."""
    hits = list(_NUMBERING.finditer(reading.rest))
    if len(hits) > 1 and [int(hit["n"]) for hit in hits] == list(range(1, len(hits) + 1)):
        for hit in hits:
            reading.hide(*hit.span())


def _settle(party: Party, numbers: list[counts.Count], me: int, others: int, brought: int | None) -> None:
    changes = [count for count in numbers if count.sign]
    if brought is not None:
        party.heads = 1 + brought + others
    elif changes and len(numbers) == len(changes):
        change = changes[-1]
        party.delta, party.vague = (None if change.number is None else change.sign * change.number), change.number is None
    elif numbers:
        plain = [count for count in numbers if not count.sign]
        party.vague = plain[0].number is None
        party.heads = others + 1 if plain[0].number == 1 and me and others and party.with_me else plain[0].number
    elif me or others:
        party.heads = me + others


_FOR = re.compile(
    r"(?:^|[\W_]|闺蜜|同事|朋友|同学|邻居|姐妹|姐姐|妹妹|嫂子|家属|搭档|给|帮|替|代|为|把|让|带|带上|和|跟|与|同|有|我|、|"
    rf",|加上?|加一?个|添一?个|算上|再加)(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,3}}?)(?=报|也|占|留|算|参加|登|加|的|从|去|在|取消|划|两|一|把|给|挂|填|写|整|弄|安|"
    r"都|俩|来|想|要|退|不|有事|,|、|和|跟|\s|[哈呀啊吧呗啦哦]?\W*$)"
)


_OURS = re.compile(
    r"(?:我们|咱们|俺们|咱|俺)(?P<team>[处科室部局厅组队院所站办委])(?=去|来|报|参加|出|有|共|都|要|想|算|一共|总共|再|先|留|整|弄|占|安|全体|"
    r"\d|[一二两三四五六七八九十]|[\W_]|$)"
)
"""A collective that has no name but ours (我们处)."""
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")


def _take_team(reading: Reading, party: Party) -> None:
    """A listed unit, or a stretch that begins with a collective (我们机要处去六位)."""
    for mention in reading.scene.units.find(reading.rest):
        if len(mention.candidates) == 1 and (mention.whole or mention.size >= 3):
            party.team = reading.scene.scene.units[mention.candidates[0]]
            end = _office_end(reading, mention.end)
            if end > mention.end:
                party.team = reading.rest[mention.start : end]
            reading.hide(mention.start, end)
            return
    ours = _OURS.search(reading.rest)
    if ours:
        party.team = ours["team"]
        reading.hide(*ours.span())
        return
    for run in _RUN.finditer(reading.rest):
        hit = RUN.match(reading.rest, run.start(), run.end())
        if hit and team_name(hit["team"]) and (reading.loose or hit.end() == run.end()):
            party.team = hit["team"]
            reading.hide(*hit.span())
            return


_HAN = re.compile(r"[\u4e00-\u9fff]{2,8}?(?=[\d一二两三四五六七八九十]|[^\u4e00-\u9fff]|$|出|去|来|报|共|参加)")


def _office_end(reading: Reading, at: int) -> int:
    """Where an office that is named after its unit ends (农科院科管处)."""
    hit = _HAN.match(reading.rest, at)
    return hit.end() if hit and team_name(hit.group()) else at


def _take_named(reading: Reading, party: Party) -> int:
    """Names in free words, by what leads to them and what follows; how many."""
    if not reading.loose:
        return 0
    for hit in _FOR.finditer(reading.rest):
        name = hit["name"]
        if is_name(name) and name != reading.sender and name not in party.names:
            party.names.append(name)
            reading.hide(*hit.span("name"))
    return len(party.names)


def _take_persons(reading: Reading, party: Party) -> tuple[int, int]:
    """Hide persons; how many times `I` am among them (0 or 1), and how many others."""
    two, one = _KIN()
    others = 2 * len(reading.take_all(two)) if not party.vague else 0
    me = 0
    party.with_me = bool(_FOR_ME.search(reading.text))
    if (
        party.with_me
        or _WITH_KIN().search(reading.rest)
        or (not reading.loose and _ALSO.search(reading.text))
        or _BESIDES.search(reading.rest)
    ):
        me = 1
    for start, end in _tokens(reading.rest):
        token = reading.rest[start:end]
        if token == reading.sender or re.fullmatch(_ME, token):
            me = 1
        elif one.fullmatch(token) or _acting(one, token):
            others += 1
        elif re.fullmatch(f"(?:{one.pattern}){{2,3}}", token):
            others += len(one.findall(token))
        elif (kin := one.match(token)) and is_name(token[kin.end() :]):
            party.names.append(token[kin.end() :])
            others += 1
        elif team_name(token) and not party.team:
            party.team = team_name(token)
        elif is_name(token) or is_name(token := token.rpartition("的")[2]):
            party.names.append(token)
            others += 1
        elif (run := run_of_names(token := _OF_OURS.sub("", token))) is not None:
            party.names += run
            party.unsplit = party.unsplit or not run
            others += len(run)
        else:
            continue
        reading.hide(start, end)
    return me, others


_OF_OURS = re.compile(r"^(?:我们|咱们|俺们|我|咱|俺)?(?:科室?|处室?|单位|办公室|部门|组|队|室)(?:里|的)*(?=..)")
"""Before names (我们科小刘小赵)."""
_FOR_ME = re.compile(
    r"(?:给|算|加|带|报|记|写|登|留|捎)(?:我|俺|咱)(?:也)?(?:挂|报|记|登|留|占|加|添|算|写|填|整|弄|安排|上|一[个位名份])[^,，。]{0,6}[,，。\s]+.{0,8}?(?:还有|另外|加上|带上|带着|领着|算上|我|俺)"
)
"""`给我挂个名，我嫂子也算上`: she and another."""
_ALSO = re.compile(r"[\u4e00-\u9fff]也(?:一起|一块儿?|跟着)?(?:去|来|参加|报名)(?:$|\W)")
"""`报名合唱，孩子爸也去`: beside her who says it."""
_BESIDES = re.compile(rf"(?:^|[\W\x00])(?:还有|外加|另外还有|加上|带上|带着)\s*(?=[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:\W|$))")


def _acting(kin: re.Pattern[str], token: str) -> bool:
    """`老公去看`: a relative and what she does."""
    hit = kin.match(token)
    return bool(hit and token[hit.end() : hit.end() + 1] in "去来也都想要报参看听学陪帮一")


def _tokens(rest: str) -> list[tuple[int, int]]:
    """Stretches between joining words and marks, without words that only lead to a name."""
    found, at = [], 0
    for hit in [*_JOIN.finditer(rest), None]:
        end = hit.start() if hit else len(rest)
        if end > at:
            found.append(_trimmed(rest, at, end))
        at = hit.end() if hit else end
    return found


def _trimmed(rest: str, start: int, end: int) -> tuple[int, int]:
    lead = _LEAD.match(rest[start:end])
    if lead:
        start += lead.end()
    trail = _TRAIL.search(rest[start:end]) or _PARTICLE.search(rest[start:end])
    return (start, start + trail.start()) if trail else (start, end)
