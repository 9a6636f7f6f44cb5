"""Command words at the front of a message: which ones may open it, with their misspellings; the cheap test before that."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.language.fold import fold
from handlers.language.numerals import HAN
from handlers.language.words import Table, Words, any_of

# The client's own words in brackets, marks, spaces and emoji may stand before anything.
_CLIENT = "图片|文件|视频|语音|链接|动画表情|位置|名片|聊天记录|提示|通知|公告|小程序|转账|红包|转发|引用|草稿|回复|自动回复|有人"
_LOOSE_MARKS = rf"(?:\[(?!{_CLIENT})[\u4e00-\u9fffA-Za-z]{{1,6}}\]|(?!\[(?:{_CLIENT})|[“「『《\"‘]|@)[\W_])*"


@dataclass(frozen=True, slots=True)
class Opening:
    """A command that the message may open with: the intent, its word in the right spelling, where the rest begins."""

    intent: str
    word: str
    start: int
    end: int
    guessed: bool


@dataclass(frozen=True)
class Front:
    """Everything derived from the command words."""

    pairs: frozenset[str]
    firsts: frozenset[str]
    starts: frozenset[str]
    lead: re.Pattern[str]
    marks: re.Pattern[str]
    polite: re.Pattern[str]
    commands: re.Pattern[str]
    intents: dict[str, tuple[str, ...]]
    typos: dict[str, str]
    typo_pattern: re.Pattern[str]
    lengths: tuple[int, ...]


_BUILD_GLUE = re.compile(_LOOSE_MARKS)


def _build(words: Words) -> Front:
    said = words.said("commands")
    typos = {wrong: right for right, wrongs in words.said("typos").items() for wrong in wrongs}
    intents: dict[str, tuple[str, ...]] = {}
    for intent, group in said.items():
        for word in group:
            intents[word] = (*intents.get(word, ()), intent)
    openers = set(intents) | {wrong for wrong, right in typos.items() if any(word.startswith(right) for word in intents)}
    heads = {word[:2] for word in openers if len(word) > 1} | {
        word + digit for word in openers if len(word) == 1 for digit in "0123456789 " + HAN
    }
    pairs = _spellings(heads | {"接龙"}, words.traditional)
    fillers = any_of([*words.fillers, *words.soft_fillers])
    return Front(
        pairs=frozenset(pairs),
        firsts=frozenset(pair[0] for pair in pairs),
        starts=frozenset(pair[0] for pair in pairs) | _spellings_of({filler[0] for filler in [*words.fillers, *words.soft_fillers]}, words),
        lead=re.compile(rf"{_LOOSE_MARKS}(?:{_wide(fillers, words)}{_LOOSE_MARKS})*"),
        marks=_BUILD_GLUE,
        polite=re.compile(rf"{_LOOSE_MARKS}(?:{any_of(words.fillers)}{_LOOSE_MARKS})*\Z"),
        commands=re.compile(any_of(intents)),
        intents=intents,
        typos=typos,
        typo_pattern=re.compile(any_of(typos)),
        lengths=tuple(sorted({len(word) for word in intents})),
    )


def _spellings_of(chars: set[str], words: Words) -> frozenset[str]:
    """The characters with their traditional forms."""
    return frozenset(chars | {chr(code) for code, char in words.traditional.items() if char in chars})


def _wide(pattern: str, words: Words) -> str:
    """Fillers also in their traditional spelling."""
    back: dict[str, str] = {}
    for code, char in words.traditional.items():
        back[char] = back.get(char, "") + chr(code)
    return "".join(f"[{char}{back[char]}]" if char in back else char for char in pattern)


def _spellings(pairs: set[str], traditional: dict[int, str]) -> set[str]:
    back: dict[str, list[str]] = {}
    for code, char in traditional.items():
        back.setdefault(char, []).append(chr(code))
    return {one + two for pair in pairs for one in [pair[0], *back.get(pair[0], [])] for two in [pair[1], *back.get(pair[1], [])]}


front: Table[Front] = Table(_build)


_MOST_LEAD = 60
_SPACED = re.compile(r"^([^\w\n]{0,9}[\u4e00-\u9fff])[ \u3000](?=[\u4e00-\u9fff](?:[^\w]|\d|$))")


def unspaced(text: str) -> str:
    """`报 名 剪纸` as 报名 剪纸: a word of two characters typed apart."""
    return _SPACED.sub(r"\1", text, count=1) if " " in text[1:12] or "\u3000" in text[1:12] else text


_WHOLE_QUOTE = re.compile(
    r"\s{0,9}(?:“(?P<a>[^“”\n]{2,80})”|\"(?P<b>[^\"\n]{2,80})\"|‘(?P<c>[^‘’\n]{2,80})’|「(?P<d>[^「」\n]{2,80})」|『(?P<e>[^『』\n]{2,80})』)"
    r"[\W_]*(?:谢谢[您你啦了]?|麻烦了?|辛苦了?)?[\W_]*\Z"
)


_OPENS_QUOTE = frozenset('“"‘「『 \u3000\n')


def unquoted(text: str) -> str:
    """What stands in quotation marks, where that is the whole message (copied from a notice with them)."""
    hit = _WHOLE_QUOTE.match(text) if text[:1] in _OPENS_QUOTE else None
    return text[hit.start(hit.lastgroup or 0) : hit.end(hit.lastgroup or 0)] if hit else text


def may_open(text: str) -> bool:
    """Whether `text`, as received, can begin with a command word: two look-ups, then the word; wrong only on the safe side."""
    table = front()
    if text[:1] not in table.starts and text[:1].isalnum():
        return False
    text = unspaced(text[:_MOST_LEAD])
    lead = table.lead.match(text)
    at = lead.end() if lead else 0
    if text[at : at + 2] in table.pairs and _opens(text, at, table):
        return True
    plain = table.marks.match(text)
    start = plain.end() if plain else 0
    while start < at:
        if text[start] in table.firsts and text[start : start + 2] in table.pairs and _opens(text, start, table):
            return True
        start += 1
    return False


def _opens(text: str, at: int, table: Front) -> bool:
    """Whether a whole command word (or 接龙) stands at `at`, put right as `openings` does."""
    right, _ = _righted(fold(text[at : at + 24]), 0, table)
    return any(right[:length] in table.intents for length in table.lengths)


def openings(text: str) -> list[Opening]:
    """Commands that folded `text` may open with, the longest word first, at every place fillers allow."""
    table = front()
    text = text[: _MOST_LEAD + 20]
    lead, marks = table.lead.match(text), table.marks.match(text)
    first, last = marks.end() if marks else 0, lead.end() if lead else 0
    found = []
    for at in sorted({first, last} | {place for place in range(first, last) if text[place : place + 2] in table.pairs}):
        found += _at(text, at, table)
    return sorted(found, key=lambda opening: (-len(opening.word), opening.end))


def _at(text: str, at: int, table: Front) -> list[Opening]:
    found = []
    right, shift = _righted(text, at, table)
    for length in range(1, 13):
        word = right[:length]
        if len(word) == length and word in table.intents:
            end = at + length - (shift if length else 0)
            found += [Opening(intent, word, at, end, right is not text[at:]) for intent in table.intents[word]]
    return found


def _righted(text: str, at: int, table: Front) -> tuple[str, int]:
    """The text from `at` with misspelt command words put right, and by how much it grew."""
    rest = text[at : at + 16]
    righted = table.typo_pattern.sub(lambda hit: table.typos[hit.group()], rest)
    return righted, len(righted) - len(rest)


def politely(lead: str) -> bool:
    """Whether only marks and polite fillers stand before the command."""
    return bool(front().polite.match(lead))


def righted(text: str) -> str:
    """All of `text` with misspelt command words put right."""
    table = front()
    return table.typo_pattern.sub(lambda hit: table.typos[hit.group()], text)
