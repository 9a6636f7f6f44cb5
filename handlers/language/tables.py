"""Words that stand for a slot's value (项目、困难、帮扶方式、表格 …), found in a reading."""

from __future__ import annotations

import re

from handlers.language.numerals import NUMERAL
from handlers.language.reading import Reading
from handlers.language.words import Table, Words, any_of, reverse

Shapes = tuple[tuple[str, str], ...]


class Values(dict[str, str]):
    """What each word stands for; what is no word of the table stands for the value of its shape."""

    def __init__(self, words: dict[str, str], shapes: Shapes) -> None:
        super().__init__(words)
        self.shapes = [(re.compile(shape), value) for shape, value in shapes]

    def __missing__(self, said: str) -> str:
        return next(value for shape, value in self.shapes if shape.fullmatch(said))


Finder = tuple[re.Pattern[str], Values]


def finder(group: str, shapes: Shapes = ()) -> Table[Finder]:
    """A pattern of all words of one table and of these shapes, and what each stands for."""

    def build(words: Words) -> Finder:
        said = words.said(group)
        pattern = any_of(word for each in said.values() for word in each)
        return re.compile("|".join([*(shape for shape, _ in shapes), pattern])), Values(reverse(said), shapes)

    return Table(build)


SUBJECTS = finder("subjects")
AFTER = finder("after")
FORMS = finder("forms")
ROLES = finder("roles")
BY = finder("by")
SUPPORT = finder("support")
_SOME = rf"(?:了|去|给|来|上)*(?:{NUMERAL}|几)?\s*"
ITEMS = finder(
    "items",
    (
        (rf"(?:送|赠|捐|寄|买|带){_SOME}(?:本|套|册|些)(?:[\u4e00-\u9fff]{{0,4}}?)(?:图书|书籍|绘本|书)(?![包信法])", "red_book"),
        (rf"写{_SOME}封(?:家书|家信|信)", "family_letter"),
        (r"看(?:了看?|望了?|看)?(?:孩子|娃|小朋友)们?(?=了|$|\W|去|一趟|一眼|还|又|并|顺便|和)", "home_visit"),
        (r"看了[\u4e00-\u9fffＣ\x00]{0,8}?的?(?:孩子|娃)们?(?=了|$|\W|还|又)", "home_visit"),
        (r"(?:逛|游|玩|去)了?(?:一?[圈趟次])?(?:公园|动物园|游乐园|植物园|游乐场|海洋馆)|过了(?:个|一个|次)?生日", "companionship"),
        (rf"看{_SOME}[场部](?:红色|爱国|革命)?(?:题材)?(?:的)?(?:电影|影片)", "red_film"),
    ),
)


_PARENTS = "父母|爸爸妈妈|爸妈|爹妈|爹娘|双亲|家长|爸爸|妈妈|父亲|母亲|爸|妈|爹|娘"
_FILLERS = "都|全|均|常年|双方|俩|两人|也|一直|长期|因病|因|早已|已经|已|早"
"""What may stand between parents and their lot."""
_FILL = re.compile(rf"^({_PARENTS})(?:{_FILLERS}){{1,6}}(?=.)")


_LOTS = {
    "parent_loss": [
        parent + lot
        for parent in _PARENTS.split("|")
        for lot in [
            "亡故",
            "去世",
            "病故",
            "过世",
            "离世",
            "走了",
            "不在了",
            "没了",
            "重病",
            "大病",
            "患病",
            "有病",
            "生病",
            "得病",
            "瘫痪",
            "残疾",
            "患癌",
            "得癌",
            "癌症",
            "尿毒症",
            "卧床",
            "精神病",
            "失去劳动能力",
            "丧失劳动能力",
            "没有劳动能力",
            "无劳动能力",
            "没劳动能力",
            "干不了活",
        ]
    ],
    "left_behind": [
        parent + lot
        for parent in _PARENTS.split("|")
        for lot in [
            "外出务工",
            "外出打工",
            "在外打工",
            "在外务工",
            "在外面打工",
            "在外地打工",
            "出去打工",
            "去外地打工",
            "在外地",
            "在外面",
            "不在身边",
            "打工",
            "务工",
        ]
    ],
}


_STILL = "都|全|均|常年|长年|多年|双方|俩人?|两人|两口子|也|一直|长期|平时|现在|目前|因|早已|已经|已|早|一起|一块儿?"
_FAR = (
    "外地|外头|外面|外边|外省|省外|外乡|国外|南方|北方|沿海|城里|大城市|北京|上海|天津|广州|深圳|广东|浙江|江苏|福建|"
    "山东|杭州|苏州|大连|沈阳|青岛|东莞|宁波|温州|厦门"
)
_GO = "在|去|到|上|往|跑到?|赴"
_AWAY = (
    rf"(?:{_PARENTS})(?:{_STILL}){{0,5}}(?:(?:{_GO})了?[\u4e00-\u9fff]{{1,5}}?(?:打工|务工|做工|打拼)|"
    rf"(?:{_GO})了?(?:{_FAR})(?:干活|上班|工作|挣钱|赚钱|谋生|做生意|跑车|干工地)|外出(?:干活|挣钱|谋生|工作)|"
    rf"(?:{_GO})了?(?:外地|外头|外省|南方)(?=了|[\W\x00]|$))了?"
)
"""Parents who live by work far from home."""


def _difficulties(words: Words) -> Finder:
    """Between parents and their lot may stand a filler (父母都在外地)."""
    said = {value: [*group, *_LOTS.get(value, ())] for value, group in words.said("difficulties").items()}
    pattern = any_of(word for each in said.values() for word in each)
    loose = re.sub(rf"(?<=[|(:])({_PARENTS})(?=[^|)])", rf"\1(?:{_FILLERS}){{0,3}}", pattern)
    return re.compile(f"{_AWAY}|{loose}"), Values(reverse(said), ((_AWAY, "left_behind"),))


def take_one(reading: Reading, table: Table[Finder], slot: str) -> str | None:
    """The first value said, into `slot`."""
    pattern, values = table()
    hit = reading.take(pattern)
    if not hit:
        return None
    reading.slots[slot] = values[hit.group()]
    return values[hit.group()]


DIFFICULTIES: Table[Finder] = Table(_difficulties)


def take_values(reading: Reading, table: Table[Finder]) -> list[tuple[str, int]]:
    """Every value said, with where; the order of saying, repetitions kept."""
    pattern, values = table()
    return [(values[_plain(values, hit.group())], hit.start()) for hit in reading.take_all(pattern)]


def _plain(values: Values, said: str) -> str:
    """`said` without the filler between parents and their lot, where that is a word of the table."""
    short = _FILL.sub(r"\1", said)
    return short if short in values else said


def distinct(values: list[tuple[str, int]]) -> list[str]:
    """The values alone, each once."""
    return list(dict.fromkeys(value for value, _ in values))
