"""How many: a number with its measure word, a vague one (十来个、3-5、几个), or a change (再加一个)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.language.numerals import HAN, NUMERAL, parse
from handlers.language.words import Table, any_of

_ONE_DIGIT = "一二两三四五六七八九"
_VAGUE_NUMERAL = (
    rf"(?:好|十|二十|三十|几十)?几十?(?![点号月日天楼层路时分周岁届次期块元年])|若干|好些|许多|一些|不少|数(?:十|百)?(?=[名位个人])|{NUMERAL}\s*(?:来|几|多|余)(?=[名位个人口号娃孩])"
    rf"|{NUMERAL}\s*[个人名位]{{1,2}}\s*(?:或者?|到|至)\s*{NUMERAL}(?=\s*[名位个人口])"
    rf"|\d{{1,4}}\s*(?:-|~|到|至|或者?|、)\s*\d{{1,4}}(?=\s*[名位个人口])|\d{{1,4}}\s*(?:-|~)\s*\d{{1,4}}(?![\d年月日号])"
    rf"|[{HAN}]{{1,3}}(?:-|~|到|至|或者?)[{HAN}]{{1,3}}(?=\s*[名位个人口])|[俩两]仨|仨俩|[三两]俩|个把(?=人)|"
    rf"十?[{_ONE_DIGIT}][{_ONE_DIGIT}]十?(?=\s*(?:[名位个人口娃孩]|$|\W))"
)
_SOME = re.compile(rf"[\d{HAN}几数]|若干|好些|许多|不少|个把")
"""One of these is in everything that says how many."""
_ABOUT = r"(?:大概|大约|约|差不多|可能|也就|估计|至少|起码|最多)"
_OR_SO = r"(?:左右|上下|以上|来人|多人)"
_MORE = r"再(?:来|报|带)(?:上|了|一下)*|(?:再|又|还|另外?)?(?:多|增加?|添加?|追加|加|补)(?:报|上|了|带|收|结|一下|来|去)*|\+"
_LESS = r"(?:再|又)?(?:少|减少?|减掉|减去|去掉|撤掉?|扣掉?|退掉?|去掉)(?:报|去|来|了|掉|上|结)*|-"


@dataclass(frozen=True, slots=True)
class Count:
    """A stretch of text that says how many. `number` None is vague; `sign` is not 0 for a change."""

    start: int
    end: int
    number: int | None
    sign: int = 0
    measured: bool = True


_COLLECTIVES = "部门|单位|处室|科室|支部|乡镇|街道|班组|学校|企业|项目"
_PEOPLE_SAID = (
    "(?:大姐|大嫂|大妈|大娘|大婶|阿姨|老姐妹儿?|姐妹儿?|姐们儿?|女同志|男同志|女职工|女干部|女老师|妇女|党员|家属|老师|队员|选手|代表|学员|群众|"
    "乡亲|小伙伴|小伙子|小姑娘|老同志)(?:们)?"
)
"""Who they are, said after the measure word: no name."""


def _compile(measures: list[str], who: str = "") -> re.Pattern[str]:
    measure = f"(?:{any_of(measures)}{who})"
    tail = "(?:多|左右|上下|以上)?"
    return re.compile(
        rf"(?P<sign>(?P<more>{_MORE})|(?P<less>{_LESS}))?\s*(?P<about>{_ABOUT})?\s*"
        rf"(?:(?P<vague>{_VAGUE_NUMERAL})\s*{measure}?{tail}|(?P<kin>(?:我们?|咱们?|俺们?|夫妻|两口子|母女|母子|"
        rf"父女|父子|娘|姐妹|姐|闺蜜|爷)?)(?P<pair>[俩仨])\s*{measure}?"
        rf"|(?P<number>{NUMERAL})\s*(?P<measure>{measure}(?!(?:[月年楼层点届次路]|半?小时|星期|栏目|{_COLLECTIVES})))?(?P<so>{_OR_SO})?)"
    )


_PEOPLE: Table[re.Pattern[str]] = Table(lambda words: _compile(words.measures, f"(?:{_PEOPLE_SAID})?"))
_CHILDREN: Table[re.Pattern[str]] = Table(lambda words: _compile(words.child_measures))
_NOT_A_COUNT = re.compile(
    r"\s*(?:年|月|日|号|点|时|分|组|楼|层|栋|室|路|届|次|场|期|季度|周|天|岁|块|元|折|:|\.\d|%|小时|米|公里|斤|"
    rf"页|集|条|张|幅|件|篇|群|本|科|班|家(?!庭|子)|所|支|批|项|箱|台|辆|棵|瓶|斤|袋|双(?!胞)|套|杯|盒|把|盆|成|遍|轮|版|分|只|吨|"
    rf"个(?:{_COLLECTIVES}|半)|[A-Za-z])"
)
_BIG_SMALL = re.compile(
    rf"({NUMERAL})\s*[个位名]?大(?:人)?\s*(?:和|带|,|,|、|\s)*({NUMERAL})\s*[个位名]?(?:小(?:孩|孩子|朋友)?|孩子|"
    rf"娃)|大人\s*({NUMERAL})\s*[个名位]?\s*[,、和]?\s*(?:孩子|小孩|娃)\s*({NUMERAL})\s*[个名位]?"
)


def find(text: str, *, children: bool = False, bare: bool = True) -> list[Count]:
    """Every count in `text`, in order; `bare` also takes numbers without a measure word that mean nothing else."""
    if not _SOME.search(text):
        return []
    pattern = (_CHILDREN if children else _PEOPLE)()
    found = []
    for hit in pattern.finditer(text):
        count = _read(hit, text)
        if count and (count.measured or (bare and not _NOT_A_COUNT.match(text, hit.end()))):
            found.append(count)
    return found


def _read(hit: re.Match[str], text: str) -> Count | None:
    sign = 1 if hit["more"] else -1 if hit["less"] else 0
    if hit["sign"] in ("+", "-"):
        sign = 0
    start = hit.start() if sign or hit["sign"] != "-" else hit.start() + 1
    if hit["vague"] is not None or hit["about"] or hit["so"]:
        return Count(start, hit.end(), None, sign, True)
    if hit["pair"]:
        return Count(start, hit.end(), 2 if hit["pair"] == "俩" else 3, sign)
    number = parse(hit["number"])
    if number is None or number < 1 or number > 9999 or text[start - 1 : start] == "第":
        return None
    if hit["number"][0] in HAN and not hit["measure"] and _inside_a_word(text, hit):
        return None
    return Count(start, hit.end(), number, sign, bool(hit["measure"]) or hit["sign"] == "+")


def _inside_a_word(text: str, hit: re.Match[str]) -> bool:
    """A Chinese digit between Han characters without a measure is a part of a word (三八、一起)."""
    before = text[hit.start("number") - 1 : hit.start("number")]
    after = text[hit.end() : hit.end() + 1]
    return bool(_HAN_CHAR.match(after)) or (bool(_HAN_CHAR.match(before)) and before not in "报名成为到改加共是就")


_HAN_CHAR = re.compile("[\u4e00-\u9fff]")


def big_and_small(text: str) -> Count | None:
    """`2大1小`, `大人2个孩子1个`: one party."""
    hit = _BIG_SMALL.search(text)
    if not hit:
        return None
    numbers = [parse(group) for group in hit.groups() if group]
    if len(numbers) != 2 or None in numbers:
        return None
    return Count(hit.start(), hit.end(), sum(number or 0 for number in numbers))
