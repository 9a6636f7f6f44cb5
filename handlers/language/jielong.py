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
_MOST_TITLE = 300
_MOST_BEFORE = 20
"""So many numbered lines may belong to title and example."""
_HEAD = re.compile(r"^[^\n]{0,80}?#\s?(?:接龙|接龍|Group ?Note|group ?note)[ \t]*(?P<same>[^\n]*)$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*(?:- ){4,}-?[ \t]*$|^-{6,}[ \t]*$|^—{5,}[ \t]*$", re.MULTILINE)
_NUMBERED = re.compile(
    r"^\s*(?P<no>\d{1,3})(?:\s?[、)）。,，]\s?|\s?[.．](?P<point>(?=\d))?\s?|\s?[:：](?![0-5]\d)\s?|\s?[-－]\s?(?=[^\d\s])|[ "
    r"\u3000\u2005]+(?!人(?!事|大|社|民|才)|[年月日点号场名位个:：楼层元块栋届期]))(?P<rest>.*)$|^\s*(?P<only>\d{1,3})\s*[.、．)）:：。,，\-－]?\s*$"
)
_EXAMPLE = re.compile(r"^\s*(?:例如|例子|例|比如|如|格式|示例|样例|范例|举例)(?:[\s:：,，.。、]|$)")
_ONLY_EXAMPLE = re.compile(_EXAMPLE.pattern + r"\W*$")
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
    """The list in `text` and whether it is a native one (`#接龙`); None when there is none.

    A sentence that only speaks of `#接龙` is none.
    """
    text = text[:_MOST_TEXT].lstrip("\n").replace("\r\n", "\n").replace("\r", "\n")
    if _QUOTE.search(text):
        return None
    head = _HEAD.search(text)
    if head:
        body = (head["same"].strip() + "\n" if head["same"].strip() else "") + text[head.end() :].lstrip("\n")
        native = _parse(body.split("\n")[:_MOST_LINES], units)
        return (native, True) if native.entries or not head["same"].strip() else None
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


def of_persons(found: List) -> bool:
    """Whether half of the entries or more can only be persons: a list whatever it is for."""
    return sum(is_name(fold(str(entry["name"])).split(" ")[0]) for entry in found.entries) * 2 >= len(found.entries)


_RULES = re.compile(r"[请须应要需的]|不得|携带|时间|地点|要求|方式|电话|费用|对象|准备|注意|集合|自带|提前|人数|截止")


def _named(name: str) -> bool:
    return is_name(fold(name).split(" ")[0]) or (len(name) <= 6 and not _RULES.search(name))


def _parse(lines: list[str], units: tuple[str, ...]) -> List:
    first = _first_entry(lines)
    title = next((line.strip() for line in lines[:first] if line.strip()), "")
    title = "" if _EXAMPLE.match(title) else title
    found = List(title[:_MOST_TITLE])
    raw: list[tuple[int, str]] = []
    blank = ended = False
    for line in lines[first:]:
        hit = _numbered(line, raw[-1][0] if raw else None)
        if hit and len(raw) < MOST_ENTRIES and not (ended and _no(hit) <= raw[-1][0]):
            raw.append((_no(hit), (hit["rest"] or "").strip()))
            blank = ended = False
        elif not line.strip():
            blank = True
        elif raw and blank:
            ended = True
        elif raw and not hit and len(raw[-1][1]) < 200:
            raw[-1] = (raw[-1][0], f"{raw[-1][1]}\n{line.strip()}")
    found.entries = [{"no": number, **entry} for number, said in raw if (entry := read_line(said[:200], units))]
    return found


def _no(hit: re.Match[str]) -> int:
    return int(hit["no"] or hit["only"])


def _numbered(line: str, last: int | None) -> re.Match[str] | None:
    """A line with a number at its front; `3.8上午` is one only where the list has come to 3 (`last`: the number before)."""
    hit = _NUMBERED.match(line)
    if hit and hit["point"] is not None and (last is None or _no(hit) not in (last, last + 1)):
        return None
    return hit


def _first_entry(lines: list[str]) -> int:
    """The line of the first entry: numbered, after any title and example."""
    starts = [at for at, line in enumerate(lines) if _may_start(lines, at, line)]
    at = starts[0] if starts else len(lines)
    for later in starts[:_MOST_BEFORE]:
        if at < later and not lines[later - 1].strip() and _starts_anew(lines, at, later):
            at = later
    return at


def _may_start(lines: list[str], at: int, line: str) -> bool:
    hit = _NUMBERED.match(line)
    return hit is not None and (hit["point"] is None or (at > 0 and not lines[at - 1].strip()))


def _starts_anew(lines: list[str], at: int, later: int) -> bool:
    """Whether the numbers before a blank line belong to the title or the example, and the entries begin at `later`."""
    hits = [hit for line in lines[at:later] if (hit := _NUMBERED.match(line))]
    first, new = _no(hits[0]), _no(_NUMBERED.match(lines[later]) or hits[0])
    in_head = at > 0 and bool(lines[at - 1].strip())
    if in_head and (_ONLY_EXAMPLE.match(lines[at - 1]) or (new <= first and any(map(_EXAMPLE.match, lines[:later])))):
        return True
    if (new > 1 and new >= first) or any(is_name(fold(hit["rest"] or "").strip().split(" ")[0]) for hit in hits):
        return False
    counted = len(hits) > 1 and [_no(hit) for hit in hits[:2]] == [1, 2]
    return new < first or counted or bool(_RULE.match(hits[0]["rest"] or ""))


_RULE = re.compile(r"\s*(?:请|须|需|要求|应|不得|携带|自带|穿|时间|地点|方式|费用|对象|注意|集合|提前|人数|截止|每人|限)")
