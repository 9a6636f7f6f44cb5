"""Words that stand for a slot's value (项目、困难、帮扶方式、表格 …), found in a reading."""

from __future__ import annotations

import re

from handlers.language.reading import Reading
from handlers.language.words import Table, Words, any_of, reverse

Finder = tuple[re.Pattern[str], dict[str, str]]


def finder(group: str, extra: str = "") -> Table[Finder]:
    """A pattern of all words of one table, and what each stands for."""

    def build(words: Words) -> Finder:
        said = words.said(group)
        return re.compile(any_of(word for each in said.values() for word in each) + extra), reverse(said)

    return Table(build)


SUBJECTS = finder("subjects")
FORMS = finder("forms")
ROLES = finder("roles")
BY = finder("by")
SUPPORT = finder("support")
ITEMS = finder("items")


_PARENTS = "父母|爸妈|爹妈|双亲|家长|爸爸|妈妈|父亲|母亲|爸|妈"
_FILL = re.compile(rf"^({_PARENTS})(?:都|全|均|常年|双方|俩|两人|也|一直|长期|因病|因|早已|已经|已|早)+(?=.)")


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


def _difficulties(words: Words) -> Finder:
    """Between parents and their lot may stand a filler (父母都在外地)."""
    said = {value: [*group, *_LOTS.get(value, ())] for value, group in words.said("difficulties").items()}
    pattern = any_of(word for each in said.values() for word in each)
    loose = re.sub(
        rf"(?<=[|(:])({_PARENTS})(?=[^|)])", r"\1(?:都|全|均|常年|双方|俩|两人|也|一直|长期|因病|因|早已|已经|已|早){0,3}", pattern
    )
    return re.compile(loose), reverse(said)


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
    return [(values[_FILL.sub(r"\1", hit.group())], hit.start()) for hit in reading.take_all(pattern)]


def distinct(values: list[tuple[str, int]]) -> list[str]:
    """The values alone, each once."""
    return list(dict.fromkeys(value for value, _ in values))
