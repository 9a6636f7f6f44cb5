"""What a second reader would mark in study items before an organizer sees them: every rule of `jinguo content check`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from handlers.files.exact_names import Names
from handlers.files.finding import Finding, Rule
from handlers.files.items import ItemDraft
from handlers.files.typesetting import dates, endings, numbers, punctuation

TITLE_BELOW = 30
TEXT_LENGTH = (120, 400)
_SHINGLE = 5
_TOO_MUCH_SHARED = 0.4
_NAMED = re.compile("《[^》]*》|“[^”]*”")
_DATING = re.compile(
    "今年|去年|明年|(?<!以)前年(?![轻代份度龄])|(?<!离)(?<!离.)(?<!离..)最近|近年|近几年|这几年|近日|(?<!\\d)日前(?!线)|目前|当今|如今|迄今|至今"
    "|昨天|昨日|明天|刚刚|不久前|前不久|上个[周月]|[上本下]周(?=[，。的末一二三四五六日])|[上本下]月(?=[，。的内底初中末份])|(?<![发出表呈体实])现在"
)
_NO_SOURCE = re.compile("(?:网络|互联网|网上|百度|不详|未知|待补|待查|略|无|同上)[。.]?")


def findings(items: Sequence[ItemDraft], names: Names | None = None) -> list[Finding]:
    """Everything that should be looked at again, in the order of the items, repeats last; empty is good."""
    exact = names or Names()
    found = [Finding(rule, item.where, said, item.title) for item in items for rule, said in _faults(item, exact)]
    return found + list(_heads(items)) + list(_repeats(items))


def _faults(item: ItemDraft, names: Names) -> Iterator[tuple[Rule, str]]:
    whole = item.title + "\n" + item.text
    for said in _lengths(item):
        yield "length", said
    for said in _day(item, whole):
        yield "date", said
    for said in dates(whole):
        yield "date", said
    for word in _DATING.findall(_NAMED.sub("", whole)):
        yield "dating", f"“{word}”会随时间变得不对，请写明年份或日期。"
    for said in names.faults(whole + "\n" + item.source):
        yield "name", said
    for said in numbers(whole):
        yield "number", said
    for part, value in (("标题", item.title), ("正文", item.text), ("来源", item.source)):
        for said in punctuation(value):
            yield "punctuation", f"{part}：{said}"
    for said in endings(item.title, item.text):
        yield "punctuation", said
    if not item.source.strip() or _NO_SOURCE.fullmatch(item.source.strip()):
        yield "source", "没有写来源：要写书、报、刊、网站或者法条的名称。"


def _lengths(item: ItemDraft) -> Iterator[str]:
    title, text = len("".join(item.title.split())), len("".join(item.text.split()))
    if title >= TITLE_BELOW:
        yield f"标题有{title}字，要少于{TITLE_BELOW}字。"
    low, high = TEXT_LENGTH
    if not low <= text <= high:
        yield f"正文有{text}字，要在{low}字到{high}字之间。"


def _day(item: ItemDraft, whole: str) -> Iterator[str]:
    """The day of a dated item stands in it; of an item for one year, the year does as well."""
    if item.kind != "dated":
        return
    *year, month, day = (int(part) for part in item.key.split("-"))
    if not re.search(f"(?<!\\d){month}月{day}日", whole):
        yield f"标题和正文里都没有“{month}月{day}日”，请核对日期。"
    if year and str(year[0]) not in whole:
        yield f"这一条只用于{year[0]}年，标题和正文里却没有这一年。"


def _heads(items: Sequence[ItemDraft]) -> Iterator[Finding]:
    """Once a file: who wrote it and when it was checked."""
    firsts = {item.where.rpartition(":")[0]: item for item in reversed(items)}
    for item in reversed(firsts.values()):
        lacking = "、".join(key for key, value in (("author", item.author), ("checked", item.checked)) if not value)
        if lacking:
            yield Finding("source", item.where, f"文件开头没有写 {lacking}（谁写的、哪天核对的）。")


def _repeats(items: Sequence[ItemDraft]) -> Iterator[Finding]:
    """Pairs that share much of their wording, whatever their columns (shared runs of characters over the shorter text), or
    have one title in one column."""
    shingled = [(item, _shingles(item.text)) for item in items]
    for (one, first), (other, second) in combinations(shingled, 2):
        shared = len(first & second) / max(1, min(len(first), len(second)))
        if shared > _TOO_MUCH_SHARED:
            said = f"与 {one.where}“{one.title}”有{shared:.0%}的文字相同，像是重复的内容。"
            yield Finding("repeat", other.where, said, other.title)
        elif (one.column, one.title) == (other.column, other.title):
            yield Finding("repeat", other.where, f"与 {one.where} 的标题相同。", other.title)


def _shingles(text: str) -> frozenset[str]:
    plain = re.sub(r"[\W_]", "", text)
    return frozenset(plain[start : start + _SHINGLE] for start in range(len(plain) - _SHINGLE + 1))
