"""How many of a collective take part (宣传处8人): said beside the number of children, never instead of it."""

from __future__ import annotations

import re

from handlers.language import counts
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import HIDDEN, Reading

_MEMBERS = re.compile(
    rf"(?<={HIDDEN})\s*(?:共|一共|的|全体|有)?\s*(?P<number>{NUMERAL})\s*[个名位]?"
    r"(?:人|女?职工|女?干部|姐妹|党员|志愿者|同志|妈妈|成员)"
)


def take_members(reading: Reading) -> None:
    """Into `members`, where a collective helps and another number says how many children."""
    hit = _MEMBERS.search(reading.rest) if reading.slots.get("helper_kind") == "collective" else None
    number = parse(hit["number"]) if hit else None
    if hit is None or not number:
        return
    others = reading.rest[: hit.start()] + HIDDEN * len(hit.group()) + reading.rest[hit.end() :]
    if counts.find(others, children=True):
        reading.hide(*hit.span())
        reading.slots["members"] = number
