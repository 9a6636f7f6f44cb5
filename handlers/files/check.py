"""What a second reader would mark in study items before an organizer sees them: lengths, dates, repeats, typography."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from handlers.files.items import ItemDraft

TITLE_BELOW = 30
TEXT_LENGTH = (120, 400)
_SHINGLE = 5
_TOO_MUCH_SHARED = 0.4
_HAN = "\u4e00-\u9fff"
_NAMED = re.compile("《[^》]*》|“[^”]*”")
_DATING = re.compile(
    "今年|去年|明年|最近|近年|近日|(?<!\\d)日前(?!线)|目前|当今|如今|迄今|至今|昨天|明天|刚刚|上个月|本月|不久前|(?<![发出表呈体实])现在"
)
_HALF_WIDTH = re.compile(f"[{_HAN}》”）][,.;:!?()]|[,;:!?()][{_HAN}《“（]")
_SPACED = re.compile(f"[{_HAN}，。、；：] +[{_HAN}，。、；：]")
_STRAIGHT = re.compile("[\"']")
_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("〈", "〉"), ("（", "）"), ("「", "」"))


def findings(items: Sequence[ItemDraft]) -> list[str]:
    """One Chinese sentence for everything that should be looked at again, in the order of the items; empty is good."""
    found = [f"{item.where}：{fault}" for item in items for fault in _faults(item)]
    return found + list(_repeats(items))


def _faults(item: ItemDraft) -> Iterator[str]:
    yield from _lengths(item)
    yield from _date(item)
    yield from _typography(item)
    if not item.source.strip():
        yield "没有写来源。"
    for word in _DATING.findall(_NAMED.sub("", item.title + "\n" + item.text)):
        yield f"“{word}”会随时间变得不对，请写明年份或日期。"


def _lengths(item: ItemDraft) -> Iterator[str]:
    title, text = len("".join(item.title.split())), len("".join(item.text.split()))
    if title >= TITLE_BELOW:
        yield f"标题有{title}字，要少于{TITLE_BELOW}字。"
    low, high = TEXT_LENGTH
    if not low <= text <= high:
        yield f"正文有{text}字，要在{low}字到{high}字之间。"


def _date(item: ItemDraft) -> Iterator[str]:
    if item.kind != "dated":
        return
    month, day = (int(part) for part in item.key.split("-")[-2:])
    if not re.search(f"(?<!\\d){month}月{day}日", item.title + "\n" + item.text):
        yield f"标题和正文里都没有“{month}月{day}日”，请核对日期。"


def _typography(item: ItemDraft) -> Iterator[str]:
    for name, value in (("标题", item.title), ("正文", item.text), ("来源", item.source)):
        if found := _HALF_WIDTH.search(value):
            yield f"{name}里“{found[0]}”用了半角标点，中文里要用全角标点。"
        if found := _STRAIGHT.search(value):
            yield f"{name}里的引号 {found[0]} 是直引号，要用“ ”。"
        if found := _SPACED.search(value):
            yield f"{name}里“{found[0]}”中间有空格，汉字之间不要空格。"
        for opening, closing in _PAIRS:
            if value.count(opening) != value.count(closing):
                yield f"{name}里的 {opening} 和 {closing} 不成对。"


def _repeats(items: Sequence[ItemDraft]) -> Iterator[str]:
    """Pairs that share much of their wording, whatever their columns: shared runs of characters over the shorter text."""
    shingled = [(item, _shingles(item.text)) for item in items]
    for (one, first), (other, second) in combinations(shingled, 2):
        shared = len(first & second) / max(1, min(len(first), len(second)))
        if shared > _TOO_MUCH_SHARED:
            yield f"{other.where}：与 {one.where}“{one.title}”有{shared:.0%}的文字相同，像是重复的内容。"


def _shingles(text: str) -> frozenset[str]:
    plain = re.sub(r"[\W_]", "", text)
    return frozenset(plain[start : start + _SHINGLE] for start in range(len(plain) - _SHINGLE + 1))
