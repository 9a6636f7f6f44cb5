"""接龙: reading a list that a whole group carries on, entry by entry, as JIELONG.md describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from handlers.language.fold import fold
from handlers.language.names.people import is_name
from handlers.language.roster_lines import read_line

MOST_ENTRIES = 500
_MOST_TEXT = 60_000
_MOST_LINES = 2_000
_HEAD = re.compile(r"^[^\n]{0,80}?#\s?(?:接龙|接龍|Group ?Note|group ?note)[ \t]*(?P<same>[^\n]*)$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*(?:- ){4,}-?[ \t]*$|^-{6,}[ \t]*$|^—{5,}[ \t]*$", re.MULTILINE)
_NUMBERED = re.compile(
    r"^\s*(?P<no>\d{1,3})(?:\s?[.、．)）:：。,，]\s?|\s?[-－]\s?(?=[^\d\s])|[ "
    r"\u3000\u2005]+(?![年月日点号场人名位个:：]))(?P<rest>.*)$|^\s*(?P<only>\d{1,3})\s*[.、．)）:：]?\s*$"
)
_EXAMPLE = re.compile(r"^\s*(?:例如|例|如|格式|示例|样例|范例)(?:[\s:：,，.。、]|$)")
_HINTS = re.compile(r"接龙|接龍|报名|報名|参加|參加|名单|登记|报数")


@dataclass
class List:
    """A list as read: its title ('' when it has none) and its entries."""

    title: str
    entries: list[dict[str, Any]] = field(default_factory=list)


def looks_like(text: str) -> bool:
    """A cheap test, made on every message: `#接龙` or at least two lines with a number at the front."""
    if "#" in text and ("接" in text or "ote" in text):
        return True
    if "\n" not in text:
        return False
    text = text[:_MOST_TEXT].lstrip("\n")
    return text.count("\n") >= 2 and bool(_TWO_LINES.search(text))


_TWO_LINES = re.compile(r"^[ \t\u3000]*[1１][ \t]*[.、．)）:：。,，\-－ \t][^\n]*$", re.MULTILINE)


def read(text: str, units: tuple[str, ...] = ()) -> tuple[List, bool] | None:
    """The list in `text` and whether it is a native one (`#接龙`); None when there is none."""
    text = text[:_MOST_TEXT].lstrip("\n").replace("\r\n", "\n").replace("\r", "\n")
    if _QUOTE.search(text):
        return None
    head = _HEAD.search(text)
    if head:
        body = (head["same"].strip() + "\n" if head["same"].strip() else "") + text[head.end() :].lstrip("\n")
        return _parse(body.split("\n")[:_MOST_LINES], units), True
    if not _HINTS.search(text[:400]):
        return None
    found = _parse(text.split("\n")[:_MOST_LINES], units)
    return (found, False) if _hand_typed(found) else None


def _hand_typed(found: List) -> bool:
    """Without `#接龙`: a title that says so, entries from 1 on, most of them beginning like a name."""
    entries = found.entries
    if not _HINTS.search(found.title) or len(entries) < 2 or [entry["no"] for entry in entries[:2]] != [1, 2]:
        return False
    named = sum(_named(str(entry["name"])) for entry in entries)
    return named * 2 > len(entries)


_RULES = re.compile(r"[请须应要需的]|不得|携带|时间|地点|要求|方式|电话|费用|对象|准备|注意|集合|自带|提前|人数|截止")


def _named(name: str) -> bool:
    return is_name(fold(name).split(" ")[0]) or (len(name) <= 6 and not _RULES.search(name))


def _parse(lines: list[str], units: tuple[str, ...]) -> List:
    first = _first_entry(lines)
    title = next((line.strip() for line in lines[:first] if line.strip() and not _EXAMPLE.match(line)), "")
    found = List(title)
    raw: list[tuple[int, str]] = []
    blank = False
    for line in lines[first:]:
        hit = _NUMBERED.match(line)
        if hit and len(raw) < MOST_ENTRIES:
            raw.append((int(hit["no"] or hit["only"]), (hit["rest"] or "").strip()))
            blank = False
        elif not line.strip():
            blank = True
        elif raw and not blank and not hit and len(raw[-1][1]) < 200:
            raw[-1] = (raw[-1][0], f"{raw[-1][1]}\n{line.strip()}")
    found.entries = [{"no": number, **entry} for number, said in raw if (entry := read_line(said[:200], units))]
    return found


def _starts_later(lines: list[str], at: int) -> bool:
    """Whether a numbered line after a blank one follows: what comes before it is still the example."""
    return any(not lines[place - 1].strip() and _NUMBERED.match(lines[place]) for place in range(at + 1, min(len(lines), at + 20)))


def _first_entry(lines: list[str]) -> int:
    """The line of the first entry: numbered, after any title and example."""
    example = False
    for at, line in enumerate(lines):
        if _EXAMPLE.match(line):
            example = True
            continue
        hit = _NUMBERED.match(line)
        if hit and (at == 0 or not example or not lines[at - 1].strip() or not _starts_later(lines, at)):
            return at
    return len(lines)
