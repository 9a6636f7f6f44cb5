"""Who comes: heads, names and teams of a sign-up, taken out of a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from handlers.language import counts
from handlers.language.names.people import SURNAMES, is_name
from handlers.language.names.teams import RUN, team_name
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import Reading
from handlers.language.words import Table, Words, any_of

_TOTAL = re.compile(rf"(?:一共|总共|合计|共计|共|总计|加起来|加一起)(?:是|有|报)?\s*({NUMERAL})\s*(?:个人|[人名位个口])?")
_BRINGS = re.compile(
    rf"(?:带|领|带上|带着|领着)(?:了|上|着)?(?:我|俺)?(?:家)?\s*({NUMERAL})\s*(?:[个名位口](?:孩子|娃娃|娃|小孩|"
    r"小朋友|人|家属|朋友|同事|同学|老人)?|(?:孩子|娃娃|娃|小孩|小朋友|老人|朋友|同事))"
    rf"|(?:带|领)(?:上|着|了)?(?:我|俺)?(?:家)?(?:孩子|娃娃|娃|小孩|小朋友|家属|老人|朋友|同事|闺蜜|邻居)\s*({NUMERAL})\s*[个名位口]"
)
_BRINGS_SOME = re.compile(
    r"(?:带|领|带上|带着|领着)(?:了|上|着)?(?:我|俺)?(?:家)?(?:的)?(?:孩子们|孩子|娃娃|娃|小孩|小朋友|家属|"
    r"宝宝|家人|同事们|朋友们|全家)(?!一起的)|全家(?:人)?(?:都)?|一家(?:人|子)|一大家子|同事们|朋友们|孩子们"
)
_ME = "我自己|我本人|本人|自己|我|俺|咱|me"
_JOIN = re.compile(r"还有|以及|带着|带上|外加|加上|[和跟与及同带领加]|[^\w]|_|都|也|一起|一块儿|一块|一同|想|要")
_TOKEN = re.compile(r"[^\W_]+")
_LEAD = re.compile(
    r"^(?:(?:算上|带上|捎上|加上|算|把|给|帮|替|代|为|有|是|叫|名字|姓名|分别|我们|咱们|俺们|包括|加上|报上|"
    r"报)+)(?=[我俺咱]|..)"
)
_TRAIL = re.compile(r"(?<=..)(?:参加|报名|都去|也去|都来|也来|都报|也报|报上|去|来|报|的名字|的名|的|等)+$")


@dataclass
class Party:
    """What was said of who comes. `heads` None: not said; `vague`: said without a number."""

    heads: int | None = None
    vague: bool = False
    names: list[str] = field(default_factory=list)
    team: str | None = None
    delta: int | None = None


def _kin(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(any_of(words.said("kin")["two"])), re.compile("(?:我|俺|我们?家|他|她)?(?:的|家)?" + any_of(words.said("kin")["one"]))


_KIN: Table[tuple[re.Pattern[str], re.Pattern[str]]] = Table(_kin)


def take_party(reading: Reading) -> Party:
    """Read and hide everything that says who comes and how many."""
    party = Party()
    total = reading.take(_TOTAL)
    both = counts.big_and_small(reading.rest)
    brought = None if total or both else reading.take(_BRINGS)
    if both and not total:
        reading.hide(both.start, both.end)
    numbers = list(counts.find(reading.rest))
    if not brought and not total and not both and not numbers and reading.take(_BRINGS_SOME):
        party.vague = True
    for count in numbers:
        reading.hide(count.start, count.end)
    _take_team(reading, party)
    named = _take_named(reading, party)
    me, others = _take_persons(reading, party)
    others += named
    if total:
        party.heads = parse(total[1])
    elif both:
        party.heads = both.number
    else:
        _settle(party, numbers, me, others, parse(brought[1] or brought[2]) if brought else None)
    return party


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
        party.heads = plain[0].number
    elif me or others:
        party.heads = me + others


_FOR = re.compile(
    r"(?:^|[\W_]|给|帮|替|代|为|把|让|带|带上|和|跟|与|同|有|我|、|"
    rf",)(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,3}}?)(?=报|也|占|留|算|参加|登|加|的|从|去|在|取消|划|两|一|"
    r"都|俩|来|想|要|退|不|有事|,|、|和|跟|\s|$)"
)


_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")


def _take_team(reading: Reading, party: Party) -> None:
    """A listed unit, or a stretch that begins with a collective (我们机要处去六位)."""
    for mention in reading.scene.units.find(reading.rest):
        if len(mention.candidates) == 1 and (mention.whole or mention.size >= 3):
            party.team = reading.scene.scene.units[mention.candidates[0]]
            reading.hide(mention.start, mention.end)
            return
    for run in _RUN.finditer(reading.rest):
        hit = RUN.match(reading.rest, run.start(), run.end())
        if hit and team_name(hit["team"]) and (reading.loose or hit.end() == run.end()):
            party.team = hit["team"]
            reading.hide(*hit.span())
            return


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
    for start, end in _tokens(reading.rest):
        token = reading.rest[start:end]
        if token == reading.sender or re.fullmatch(_ME, token):
            me = 1
        elif one.fullmatch(token) or _acting(one, token):
            others += 1
        elif team_name(token) and not party.team:
            party.team = team_name(token)
        elif is_name(token):
            party.names.append(token)
            others += 1
        else:
            continue
        reading.hide(start, end)
    return me, others


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
    trail = _TRAIL.search(rest[start:end])
    return (start, start + trail.start()) if trail else (start, end)
