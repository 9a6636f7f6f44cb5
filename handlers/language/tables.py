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


def _difficulties(words: Words) -> Finder:
    """Between parents and their lot may stand a filler (父母都在外地)."""
    said = words.said("difficulties")
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
